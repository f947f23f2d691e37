/** Pictures of what Interleave shows outside of its timeline: in VS Code's own lists, editors and views. */
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ROOT } from "./paths.ts";
import type { VsCodeServer } from "./server.ts";
import { lessonFrame, timelineFrame, VsCodeWindow } from "./window.ts";
import type { Language } from "./words.ts";

const STUCK = "50_dining_philosophers";
/** What a click leads to is there by then (ms), or the click was lost: so often it is done again. */
const SEEN_MS = 5000;
const CLICKS = 6;
/** Of the walkthrough, each with a word of its picture. */
const STEPS = {
  lesson: "main.ts",
  timeline: "Process-3",
  problems: "Interleave(deadlock)",
  own: "my-programs",
  debug: "MainProcess",
};

/** Goes through them in one window; calls `look` with a name whenever there is to be a picture. */
export async function faces(
  browser: Browser,
  server: VsCodeServer,
  language: Language,
  look: (window: VsCodeWindow, name: string) => Promise<void>,
): Promise<void> {
  const folder = join(ROOT, "lessons");
  const target = { folder, file: join(folder, STUCK, "main.ts") };
  const window = await VsCodeWindow.open(browser, server, target, { language });
  const visit = new Visit(window, (name) => look(window, name));
  try {
    await visit.beforeAnyRun();
    await visit.stuckRun();
    await visit.lists();
    await visit.lesson();
    await visit.settings();
    await visit.walkthrough();
  } finally {
    await window.close();
  }
}

class Visit {
  readonly #window: VsCodeWindow;
  readonly #look: (name: string) => Promise<void>;

  constructor(window: VsCodeWindow, look: (name: string) => Promise<void>) {
    this.#window = window;
    this.#look = look;
  }

  async beforeAnyRun(): Promise<void> {
    const { page, words } = this.#window;
    await this.#window.editorShows("@interleave/runtime");
    await this.#view("Interleave");
    await page.locator(".welcome-view").first().waitFor();
    await page.locator(".codelens-decoration").first().waitFor();
    await this.#look("empty");
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").fill(">Interleave: ");
    await this.#offered(words("Open Lesson…"));
    await this.#look("palette");
    await page.keyboard.press("Escape");
  }

  async stuckRun(): Promise<void> {
    const { page, words } = this.#window;
    await this.#run("Run File");
    await this.#window.notification(words("Deadlock")).waitFor({ timeout: 60_000 });
    await this.#look("notification");
    await this.#window.command("Notifications: Clear All Notifications");
    await this.#window.command("Problems: Focus on Problems View");
    const problem = page.locator(".markers-panel .monaco-list-row").filter({ hasText: "deadlock" }).first();
    await problem.waitFor();
    await this.#look("problems");
    await problem.dblclick();
    await this.#window.command("Show or Focus Hover");
    await page.locator(".monaco-hover:visible").first().waitFor();
    await this.#look("hover");
    await page.keyboard.press("Escape");
    await this.#window.command("Quick Fix...");
    await page.locator(".action-widget").first().waitFor();
    await this.#look("quick-fix");
    await page.keyboard.press("Escape");
    await this.#run("Stop");
    await this.#window.statusBar(words("{0}: stopped", STUCK)).waitFor();
    await this.#window.command("View: Toggle Panel Visibility");
    await this.#look("stopped");
  }

  /** What is chosen from, and what is asked. */
  async lists(): Promise<void> {
    const { page, words } = this.#window;
    for (const [name, command] of [
      ["export", "Export Trace…"],
      ["open-trace", "Open Trace…"],
      ["lessons", "Open Lesson…"],
    ] as const) {
      await this.#run(command);
      await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
      await this.#look(name);
      await page.keyboard.press("Escape");
    }
    await this.#run("Add the Runtime to this Workspace");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.getByRole("button", { name: words("Add"), exact: true }).waitFor();
    await this.#look("setup");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  }

  async lesson(): Promise<void> {
    const { page, words } = this.#window;
    const lesson = lessonFrame(this.#window);
    await this.#run("Open Lesson…");
    await page.locator(".quick-input-widget input").fill("56");
    await page.locator(".quick-input-list .monaco-list-row").first().click();
    await lesson.locator("[aria-pressed]").first().waitFor();
    await this.#look("lesson");
    await lesson.locator("[aria-pressed]").first().click();
    await lesson.getByRole("button", { name: words("Run"), exact: true }).click();
    await lesson.locator(".checks li.ticked").first().waitFor({ timeout: 60_000 });
    await timelineFrame(this.#window).locator("canvas").first().waitFor();
    await this.#look("lesson-run");
    await lesson.locator(".checks").last().scrollIntoViewIfNeeded();
    await this.#look("lesson-end");
    await this.#window.command("View: Hide Panel");
    await this.#window.command("View: Close All Editors");
  }

  async settings(): Promise<void> {
    const { page } = this.#window;
    await this.#window.command("Preferences: Open Settings (UI)");
    await page.locator(".settings-editor .suggest-input-container").click();
    await page.keyboard.type("@ext:interleave.interleave");
    const setting = (name: string) =>
      page.locator(".setting-item-contents").filter({ hasText: name }).first();
    await setting("On Deadlock").waitFor();
    // The list of what the search could be.
    await page.keyboard.press("Escape");
    await this.#window.hideSideBar();
    await this.#look("settings");
    // Those of the machine, which is not the browser's.
    const machine = page.locator(".settings-target-container .action-label").filter({ hasText: "Remote" });
    // While the list is still made for what was typed a click may be lost.
    for (let tries = 0; tries < CLICKS && !(await setting("Node Path").isVisible()); tries++) {
      await machine.click();
      await setting("Node Path")
        .waitFor({ timeout: SEEN_MS })
        .catch(() => undefined);
    }
    await setting("Node Path").waitFor();
    await this.#look("settings-machine");
    await this.#window.command("View: Close All Editors");
  }

  async walkthrough(): Promise<void> {
    const { page, words } = this.#window;
    await this.#window.command("Welcome: Open Walkthrough...");
    await page.locator(".quick-input-widget input").fill(words("See what processes do to one another"));
    await this.#offered(words("See what processes do to one another"));
    await page.keyboard.press("Enter");
    // It is in a page of its own.
    const picture = page
      .frameLocator(".getting-started-media iframe.webview.ready")
      .frameLocator("iframe#active-frame");
    for (const [step, word] of Object.entries(STEPS)) {
      await page.locator(`.getting-started-step[data-step-id$="#${step}"]`).click();
      await picture.getByText(word).first().waitFor();
      await this.#look(`walkthrough-${step}`);
    }
  }

  #run(command: string): Promise<void> {
    return this.#window.command(`Interleave: ${this.#window.words(command)}`);
  }

  #view(name: string): Promise<void> {
    return this.#window.page.locator(".activitybar").getByRole("tab", { name, exact: true }).click();
  }

  #offered(text: string): Promise<void> {
    return this.#window.page
      .locator(".quick-input-list .monaco-list-row")
      .filter({ hasText: text })
      .first()
      .waitFor({ timeout: 30_000 });
  }
}
