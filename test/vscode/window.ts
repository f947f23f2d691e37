/** One window of the VS Code server in a browser. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { VsCodeServer, WindowTarget } from "./server.ts";

export interface WindowOptions {
  width?: number;
  height?: number;
  scale?: number;
  /** A line on the extension host's console. */
  onLog?(line: string): void;
}

export class VsCodeWindow {
  readonly page: Page;
  /** Exit status of the tests inside; only when the target named some. */
  readonly tested: Promise<number>;
  readonly #context: BrowserContext;

  private constructor(page: Page, context: BrowserContext, tested: Promise<number>) {
    this.page = page;
    this.#context = context;
    this.tested = tested;
  }

  static async open(
    browser: Browser,
    server: VsCodeServer,
    target: WindowTarget,
    options: WindowOptions = {},
  ): Promise<VsCodeWindow> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      deviceScaleFactor: options.scale ?? 1,
      permissions: ["clipboard-read", "clipboard-write"],
    });
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
    return new VsCodeWindow(page, context, tested);
  }

  /** Runs a command by its title, as a user does. */
  async command(title: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input");
    await this.page.keyboard.press("F1");
    await input.waitFor({ state: "visible" });
    await input.fill(`>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first();
    await row.waitFor({ state: "visible" });
    await row.click();
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
