/** The window of somebody whose VS Code speaks Chinese. VS Code's own words are English: no language pack is there. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { stageExtension } from "../bundle.ts";
import { ROOT } from "../paths.ts";
import type { Summary } from "../report.ts";
import { VsCodeServer } from "../server.ts";
import { lessonFrame, timelineFrame, VsCodeWindow } from "../window.ts";
import { row } from "./side-bar.ts";

const SUITE = "window in Chinese";
const LESSON = "50_dining_philosophers";
const HAN = /\p{Script=Han}/u;

export async function chineseTests(browser: Browser, summary: Summary): Promise<void> {
  const server = await VsCodeServer.start({ trusted: true, installed: [await stageExtension()] });
  try {
    const folder = join(ROOT, "lessons");
    const window = await VsCodeWindow.open(browser, server, { folder }, { language: "zh-cn" });
    for (const [name, body] of steps(window)) await summary.run(SUITE, name, body);
    await window.close();
  } finally {
    await server.stop();
  }
}

function steps(window: VsCodeWindow): [string, () => Promise<void>][] {
  const { page } = window;
  const timeline = timelineFrame(window);
  const lesson = lessonFrame(window);
  /** What must be shown is Chinese, whatever it is. */
  const words = (english: string, ...blanks: (string | number)[]): string => {
    const text = window.words(english, ...blanks);
    assert.match(text, HAN);
    return text;
  };
  return [
    [
      "a lesson is opened from the palette by its Chinese name",
      async () => {
        await window.command(`Interleave: ${words("Open Lesson…")}`);
        await page.locator(".quick-input-widget input").fill("哲学家");
        await page
          .locator(".quick-input-list .monaco-list-row")
          .filter({ hasText: "五个哲学家，五把叉子" })
          .click();
        await lesson.getByRole("heading", { name: "五个哲学家，五把叉子" }).waitFor();
        await lesson.getByRole("heading", { name: words("Look for") }).waitFor();
        await window.editorShows("@interleave/runtime");
      },
    ],
    [
      "it is run from the palette, and the notification tells of its deadlock",
      async () => {
        await window.command(`Interleave: ${words("Run File")}`);
        const notice = window.notification(words("Deadlock: {0}", "")).filter({ hasText: "谁也无法再继续" });
        await notice.waitFor({ timeout: 60_000 });
        await window.statusBar(words("{0}: deadlock", LESSON)).waitFor();
        await notice.getByRole("button", { name: words("Show"), exact: true }).click();
      },
    ],
    [
      "the timeline says so, too",
      async () => {
        await timeline
          .locator('#tab-graph[aria-selected="true"]')
          .filter({ hasText: words("Wait-for graph") })
          .waitFor();
        await timeline.getByText(words("Deadlock, still running")).waitFor();
        await timeline.getByText(words("A closed circle")).waitFor();
        await timeline.locator("#tab-hints").click();
        await timeline.getByRole("cell", { name: words("certain") }).waitFor();
      },
    ],
    [
      "the side bar shows what runs and who waits",
      async () => {
        await page.locator(".activitybar").getByRole("tab", { name: "Interleave", exact: true }).click();
        await row(window, LESSON)
          .filter({ hasText: words("running") })
          .waitFor();
        const held = words("{0}, {1}", words("held by {0}", "Philosopher-1"), words("{0} waiting", 1));
        await row(window, "fork-1").filter({ hasText: held }).waitFor();
      },
    ],
    [
      "the list of problems has the hint",
      async () => {
        await window.command("Problems: Focus on Problems View");
        const problems = page.locator(".markers-panel .monaco-list-row");
        await problems.filter({ hasText: "谁也无法再继续" }).first().waitFor();
      },
    ],
    [
      "its kind leads to the Chinese page that explains hints",
      async () => {
        await page.locator(".markers-panel a").filter({ hasText: "deadlock" }).first().click();
        const preview = page
          .frameLocator('iframe.webview.ready[src*="extensionId=vscode.markdown-language-features"]')
          .frameLocator("iframe#active-frame");
        await preview.getByRole("heading", { name: "提示详解" }).waitFor();
      },
    ],
    [
      "what is there when nothing runs is Chinese",
      async () => {
        await window.command(`Interleave: ${words("Stop")}`);
        await page.locator(".part.sidebar .welcome-view").filter({ hasText: "没有程序在运行" }).waitFor();
        await window.statusBar(words("{0}: stopped", LESSON)).waitFor();
      },
    ],
  ];
}
