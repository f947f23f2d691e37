/** `npm start`, as somebody types it who has just cloned the repository. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ROOT } from "../paths.ts";
import type { Summary } from "../report.ts";
import { runCommand } from "../run-command.ts";
import { CROSSED } from "../suite/programs.ts";

const SUITE = "npm start";
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/\?\S+/;
/** A window that takes longer (ms) to show anything is not coming. */
const LIMIT_MS = 60_000;

const LAUNCHER = join(ROOT, "test", "node.js");
const start = (...args: string[]) => [LAUNCHER, join(ROOT, "test", "start.ts"), ...args];

export async function startTests(browser: Browser, summary: Summary): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "interleave-start-"));
  const file = join(folder, "crossed.ts");
  await writeFile(file, CROSSED);
  try {
    await summary.run(SUITE, "what cannot be used is refused with one line", async () => {
      for (const [args, line] of [
        [["--bogus"], /^usage: .*\n$/],
        [["/nowhere/main.ts"], /^There is no file \/nowhere\/main\.ts\.\n$/],
      ] as const) {
        const { status, output } = await runCommand(process.execPath, start(...args));
        assert.equal(status, 2);
        assert.match(output, line);
      }
    });
    await summary.run(SUITE, "an old Node is told which one is needed", async () => {
      const old = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.2"})`;
      const { status, output } = await runCommand(process.execPath, ["--import", old, ...start()]);
      assert.equal(status, 2);
      assert.match(output, /^Node 20\.19\.2 is too old for Interleave: .*22\.15.*\n$/);
    });
    await summary.run(
      SUITE,
      "--headless shows the hint, the exit status and the trace, and ends",
      async () => {
        const { status, output } = await runCommand(process.execPath, start("--headless", file));
        assert.equal(status, 0, output);
        assert.match(output, /deadlock/i);
        assert.match(output, /Exit status 86/);
        assert.match(output, /Trace +\S+\.interleave/);
      },
    );
    await summary.run(SUITE, "opens a window in which the program runs; Ctrl+C ends everything", () =>
      window(browser, file),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function window(browser: Browser, file: string): Promise<void> {
  // The desktop, where there is one, is not to pop up during a test.
  const env = { ...process.env, INTERLEAVE_VSCODE: "server" };
  const child = spawn(process.execPath, start(file), { env, stdio: ["ignore", "pipe", "inherit"] });
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  try {
    const address = await addressOf(child);
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.goto(address);
    const timeline = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await timeline.locator("canvas").first().waitFor({ timeout: LIMIT_MS });
    await page.locator(".notification-toast").filter({ hasText: "Deadlock" }).waitFor({ timeout: LIMIT_MS });
    await context.close();
    child.kill("SIGINT");
    await gone;
    await assert.rejects(fetch(new URL(address).origin));
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await gone;
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = "";
  child.stdout!.setEncoding("utf8").on("data", (part: string) => {
    output += part;
    const address = ADDRESS.exec(output)?.[0];
    if (address) resolve(address);
  });
  child.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  return promise;
}
