/** Clicks through VS Code's own window, as a user does. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, FrameLocator } from "playwright-core";
import { ROOT } from "../paths.ts";
import type { Summary } from "../report.ts";
import { VsCodeServer } from "../server.ts";
import { VsCodeWindow } from "../window.ts";

const SUITE = "window";

/** The page of the timeline: a frame in a frame, as VS Code builds webviews. */
export const timelineFrame = (window: VsCodeWindow): FrameLocator =>
  window.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

const PROGRAM = `import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

const a = new Lock({ name: "lock-a" });
const b = new Lock({ name: "lock-b" });

async function worker(first: Lock, second: Lock) {
  await first.acquire();
  await sleep(50);
  console.log("has one");
  await second.acquire();
}

if (isMainProcess) {
  new Process({ target: worker, args: [a, b] }).start();
  new Process({ target: worker, args: [b, a] }).start();
}
`;

export async function paletteTests(browser: Browser, summary: Summary): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "interleave-window-"));
  const file = join(folder, "crossed.ts");
  await writeFile(file, PROGRAM);
  const server = await VsCodeServer.start({ trusted: true });
  const window = await VsCodeWindow.open(browser, server, { folder, extensions: [ROOT], file });
  const { page } = window;
  try {
    await summary.run(SUITE, "F1, Interleave: Run File shows a deadlock in the timeline", async () => {
      await page.locator(".monaco-editor .view-lines").filter({ hasText: "isMainProcess" }).waitFor();
      await window.command("Interleave: Run File");
      await timelineFrame(window).getByText("lock-a").first().waitFor({ timeout: 30_000 });
      await page.locator(".notification-list-item").filter({ hasText: "Deadlock" }).waitFor();
    });
    await summary.run(SUITE, "the notification's Show leads to the wait-for graph", async () => {
      await page
        .locator(".notification-list-item")
        .filter({ hasText: "Deadlock" })
        .getByRole("button", { name: "Show", exact: true })
        .click();
      await timelineFrame(window).getByRole("tab", { name: /graph/i, selected: true }).waitFor();
    });
    await summary.run(SUITE, "F1, Interleave: Stop ends the program", async () => {
      await window.command("Interleave: Stop");
      await page.locator(".statusbar-item").filter({ hasText: "crossed.ts: stopped" }).waitFor();
    });
    await summary.run(SUITE, "the output is in a terminal of the program's name", async () => {
      const text = page.locator(".terminal-wrapper.active .xterm-rows");
      await text.filter({ hasText: "has one" }).waitFor();
      assert.equal(await page.locator(".notification-list-item").count(), 0);
    });
  } finally {
    await window.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
