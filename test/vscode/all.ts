/** All tests that need a real VS Code, in as few windows as they allow. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { bundleSuites } from "./bundle.ts";
import { launchChromium } from "./chromium.ts";
import { ROOT } from "./paths.ts";
import { Summary } from "./report.ts";
import { VsCodeServer } from "./server.ts";
import { VsCodeWindow } from "./window.ts";

/** A suite that takes longer (ms) hangs. */
const SUITE_LIMIT_MS = 300_000;

export async function runVsCodeTests(): Promise<Summary> {
  const summary = new Summary();
  const suites = await bundleSuites();
  const browser = await launchChromium();
  try {
    await inServer(browser, summary, "trusted", suites.trusted);
    await inServer(browser, summary, "restricted", suites.restricted);
  } finally {
    await browser.close();
  }
  return summary;
}

/** Runs one suite in a window of a server of its own. */
async function inServer(
  browser: Browser,
  summary: Summary,
  suite: "trusted" | "restricted",
  tests: string,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "interleave-workspace-"));
  await mkdir(join(folder, ".vscode"));
  const server = await VsCodeServer.start({ trusted: suite === "trusted" });
  console.log(`VS Code server ${server.version}, ${suite} window`);
  const noise: string[] = [];
  const before = summary.passed + summary.failures.length;
  try {
    const target = { folder, extensions: [ROOT], tests };
    const window = await VsCodeWindow.open(browser, server, target, {
      onLog: (line) => {
        if (!summary.take(suite, line)) noise.push(line);
      },
    });
    const limit = setTimeout(() => void window.close(), SUITE_LIMIT_MS);
    const code = await window.tested.finally(() => clearTimeout(limit));
    await window.close();
    const done = summary.passed + summary.failures.length - before;
    if (done === 0 || (code !== 0 && summary.failures.length === 0))
      throw new Error(`the suite ended with ${code} after ${done} tests`);
  } catch (error) {
    summary.add(suite, {
      name: "the window",
      time: 0,
      error: `${error instanceof Error ? error.stack : error}\n${noise.slice(-40).join("\n")}\n${server.log.slice(-4000)}`,
    });
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
