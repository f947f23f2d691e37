/** All tests that need a real VS Code, in as few windows as they allow. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { chineseTests } from "./browser/chinese.ts";
import { paletteTests } from "./browser/palette.ts";
import { startTests } from "./browser/start.ts";
import { bundleSuites } from "./bundle.ts";
import { launchChromium } from "./chromium.ts";
import { type Desktop, findDesktop, openDesktop } from "./desktop.ts";
import { ROOT } from "./paths.ts";
import { Summary } from "./report.ts";
import { VsCodeServer, type WindowTarget } from "./server.ts";
import { VsCodeWindow } from "./window.ts";

/** A suite that takes longer (ms) hangs. */
const SUITE_LIMIT_MS = 900_000;
/** Lines of noise that are shown when a window fails. */
const NOISE_LINES = 40;

/**
 * Runs the suites inside VS Code, desktop where it can be had, else the server; then those that click through its
 * window, always in the server. `INTERLEAVE_VSCODE=server` leaves the desktop out.
 * @throws Error when neither VS Code nor Chromium can be had; the message says what to do.
 */
export async function runVsCodeTests(): Promise<Summary> {
  const summary = new Summary();
  const suites = await bundleSuites();
  const desktop =
    process.env["INTERLEAVE_VSCODE"] === "server" ? "INTERLEAVE_VSCODE=server" : await findDesktop(true);
  const browser = await launchChromium();
  try {
    for (const suite of ["trusted", "restricted"] as const)
      await inFolder(summary, suite, async (folder, noise) => {
        const target = { folder, extension: ROOT, tests: suites[suite] };
        const onLine = (line: string) => {
          if (!summary.take(suite, line)) noise(line);
        };
        return typeof desktop === "string"
          ? inServer(browser, target, suite, desktop, onLine, summary)
          : inDesktop(desktop, target, suite, onLine);
      });
    await paletteTests(browser, summary);
    await chineseTests(browser, summary);
    await startTests(browser, summary);
  } finally {
    await browser.close();
  }
  return summary;
}

/** Gives `run` an empty workspace; a window that breaks counts as a failed test. */
async function inFolder(
  summary: Summary,
  suite: string,
  run: (folder: string, noise: (line: string) => void) => Promise<number | null>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "interleave-workspace-"));
  const noise: string[] = [];
  const before = summary.passed + summary.failures.length;
  try {
    const code = await run(folder, (line) => noise.push(line));
    const done = summary.passed + summary.failures.length - before;
    if (done === 0 || (code !== 0 && summary.failures.length === 0))
      throw new Error(`the suite ended with ${code} after ${done} tests`);
  } catch (error) {
    const reason = error instanceof Error ? error.stack : String(error);
    summary.add(suite, {
      name: "the window",
      time: 0,
      error: `${reason}\n${noise.slice(-NOISE_LINES).join("\n")}`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inServer(
  browser: Browser,
  target: WindowTarget,
  suite: "trusted" | "restricted",
  why: string,
  onLog: (line: string) => void,
  summary: Summary,
): Promise<number> {
  const before = summary.failures.length;
  const server = await VsCodeServer.start({ trusted: suite === "trusted", driver: true });
  console.log(`In the VS Code server (code-server ${server.version}), ${suite}. No desktop: ${why}.`);
  try {
    const window = await VsCodeWindow.open(browser, server, target, { onLog });
    const limit = setTimeout(() => void window.close(), SUITE_LIMIT_MS);
    const code = await window.tested.finally(() => clearTimeout(limit));
    await window.close();
    if (summary.failures.length > before) {
      const said = (await server.extensionLog()).trim().split("\n").slice(-NOISE_LINES);
      console.log(`The extension's log ends with:\n${said.join("\n").replace(/^/gm, "    ")}`);
    }
    return code;
  } catch (error) {
    onLog(server.log.slice(-4000));
    throw error;
  } finally {
    await server.stop();
  }
}

async function inDesktop(
  desktop: Desktop,
  target: WindowTarget,
  suite: "trusted" | "restricted",
  onLine: (line: string) => void,
): Promise<number | null> {
  console.log(`In VS Code ${desktop.executable} (${desktop.origin}), ${suite}.`);
  const window = await openDesktop(desktop, target, { trusted: suite === "trusted", onLine });
  const limit = setTimeout(() => window.close(), SUITE_LIMIT_MS);
  return window.closed.finally(() => clearTimeout(limit));
}
