/** One window of the VS Code server in a browser. */
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright-core";
import type { VsCodeServer, WindowTarget } from "./server.ts";
import { type Language, type Words, wordsOf } from "./words.ts";

export interface WindowOptions {
  width?: number;
  height?: number;
  scale?: number;
  /** Of extensions; VS Code's own words stay English, as no language pack is installed. */
  language?: Language;
  /** A line on the extension host's console. */
  onLog?(line: string): void;
}

/** Extensions are loaded by then (ms). */
const OFFER_LIMIT_MS = 30_000;

/** Webviews of the side bar say so in their address. */
const IN_SIDE_BAR = '[src*="purpose=webviewView"]';

/** The page of the timeline: a frame in a frame, as VS Code builds webviews. */
export const timelineFrame = (window: VsCodeWindow): FrameLocator =>
  window.page.frameLocator(`iframe.webview.ready:not(${IN_SIDE_BAR})`).frameLocator("iframe#active-frame");

/** The page of the open lesson. */
export const lessonFrame = (window: VsCodeWindow): FrameLocator =>
  window.page.frameLocator(`iframe.webview.ready${IN_SIDE_BAR}`).frameLocator("iframe#active-frame");

export class VsCodeWindow {
  readonly page: Page;
  /** Exit status of the tests inside; only when the target named some. */
  readonly tested: Promise<number>;
  /** What Interleave says in this window. */
  readonly words: Words;
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext, tested: Promise<number>, words: Words) {
    this.page = page;
    this.#context = context;
    this.tested = tested;
    this.words = words;
  }

  static async open(
    browser: Browser,
    server: VsCodeServer,
    target: WindowTarget,
    options: WindowOptions = {},
  ): Promise<VsCodeWindow> {
    const language = options.language ?? "en";
    const context = await browser.newContext({
      locale: language === "en" ? "en-US" : language,
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      deviceScaleFactor: options.scale ?? 1,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    // As the messages of a language pack say it.
    if (language !== "en")
      await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)}`);
    const page = await context.newPage();
    const { promise: tested, resolve, reject } = Promise.withResolvers<number>();
    tested.catch(() => undefined);
    await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => {
      options.onLog?.(args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" "));
    });
    await page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
    page.on("crash", () => reject(new Error("The window crashed.")));
    page.on("close", () => reject(new Error("The window was closed.")));
    await page.goto(server.url(target));
    await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
    return new VsCodeWindow(page, context, tested, wordsOf(language));
  }

  /** Runs a command by its title, as a user does; waits until the window offers it. */
  async command(title: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input");
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
    const end = performance.now() + OFFER_LIMIT_MS;
    for (;;) {
      await this.page.keyboard.press("F1");
      // Whatever has just got the focus may not have been ready to hand the key on, or may take it back.
      const shown = await input.fill(`>${title}`, { timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (!shown) {
        if (performance.now() > end) throw new Error("The window does not open its command palette.");
        continue;
      }
      // The list is made when it is opened: an extension that is loaded later does not come into it.
      const offered = await row.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      if (offered) break;
      if (performance.now() > end) throw new Error(`The window does not offer "${title}".`);
      await this.page.keyboard.press("Escape");
      await input.waitFor({ state: "hidden" });
    }
    await row.click();
    // The same box may stay, for what the command asks at once.
    await row.waitFor({ state: "hidden" });
  }

  /** Resolves when an editor shows this text. */
  async editorShows(text: string): Promise<void> {
    await this.page
      .locator(".monaco-editor .view-lines")
      .filter({ hasText: text })
      .first()
      .waitFor({ timeout: 60_000 });
  }

  /** Items of the status bar that say this. */
  statusBar(text: string): Locator {
    return this.page.locator(".statusbar-item").filter({ hasText: text });
  }

  /** Notifications that say this. */
  notification(text: string): Locator {
    return this.page.locator(".notification-toast .notification-list-item").filter({ hasText: text });
  }

  async hideSideBar(): Promise<void> {
    const bar = this.page.locator(".part.sidebar");
    if (await bar.isVisible()) await this.page.keyboard.press("Control+B");
    await bar.waitFor({ state: "hidden" });
  }

  /** Resolves when fonts are loaded, the pointer rests on nothing, and two frames have been drawn since. */
  async settled(): Promise<void> {
    await this.page.mouse.move(700, 4);
    // A text: there is no browser in the types of this project's tests.
    await this.page.evaluate(`(async () => {
      await document.fonts.ready;
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    })()`);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
