/**
 * The webview in a browser, with a page in VS Code's place: it has VS Code's variables and classes, answers
 * `acquireVsCodeApi`, and passes messages on. The page's policy is the one of the real webview.
 */
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { Browser, Page } from "playwright-core";
import { workerAsText } from "../../esbuild-worker.js";
import { NO_SOURCE, sourceText } from "../../src/extension/source-text.ts";
import type { FromWebview, RunState, ToWebview, ViewSnapshot } from "../../src/protocol/view.ts";
import { BODY_CLASS, THEMES, type ThemeName } from "./themes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Counts as secure, so that the page can be isolated and its memory be measured. */
const ORIGIN = "http://webview.localhost";
/** What VS Code's own style makes of elements that have none, as far as somebody could take it for the page's. */
const DEFAULTS = `body{padding:0 20px;overscroll-behavior-x:none}a,a code{color:var(--vscode-textLink-foreground)}
code,kbd{padding:1px 3px;border-radius:4px;background:#888}kbd{border:1px solid #444;box-shadow:inset 0 -1px 0 #444;vertical-align:middle}`;
const HEADERS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const POLICY = `default-src 'none'; script-src 'nonce-page'; worker-src blob:; style-src ${ORIGIN} 'nonce-page'; font-src ${ORIGIN}; img-src data:`;

let bundle: Promise<{ script: string; style: string }> | undefined;

function built(): Promise<{ script: string; style: string }> {
  bundle ??= esbuild
    .build({
      absWorkingDir: ROOT,
      entryPoints: { main: "webview/main.ts", style: "webview/style.css" },
      outdir: "out",
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: "chrome128",
      plugins: [workerAsText()],
      logLevel: "error",
    })
    .then(({ outputFiles }) => ({
      script: outputFiles.find((file) => file.path.endsWith(".js"))!.text,
      style: outputFiles.find((file) => file.path.endsWith(".css"))!.text,
    }));
  return bundle;
}

export interface ViewOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  run?: Partial<RunState>;
  followLive?: boolean;
  /** What the webview finds in VS Code's state. */
  state?: unknown;
  reducedMotion?: boolean;
  /** The words in the user's language, as the host puts them into the page. */
  l10n?: Record<string, string>;
  /** Where a file that the trace names really stands: the page may ask for its lines. */
  files?: Record<string, string>;
  /** Runs in the page before anything else. */
  prepare?: readonly (() => void)[];
}

/** One webview. */
export class WebviewPage {
  readonly page: Page;
  readonly messages: FromWebview[] = [];
  run: RunState;
  #request = 0;
  readonly #files: Record<string, string>;
  #answers = new Map<number, (snapshot: ViewSnapshot) => void>();

  private constructor(page: Page, run: RunState, files: Record<string, string>) {
    this.page = page;
    this.run = run;
    this.#files = files;
  }

  /** Opens it and tells it about its run. */
  static async open(browser: Browser, options: ViewOptions = {}): Promise<WebviewPage> {
    const { script, style } = await built();
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1342, height: options.height ?? 798 },
      reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
    });
    const page = await context.newPage();
    for (const script of options.prepare ?? []) await page.addInitScript(script);
    const run: RunState = {
      id: 1,
      title: "producer_consumer",
      file: "/project/lessons/main.ts",
      phase: "running",
      exitStatus: null,
      ...options.run,
    };
    const view = new WebviewPage(page, run, options.files ?? {});
    await page.exposeFunction("fromWebview", (message: FromWebview) => view.#receive(message));
    await page.addInitScript(
      ({ theme, state }) => {
        let kept = state;
        const page = window as unknown as Record<string, unknown>;
        page["acquireVsCodeApi"] = () => ({
          postMessage: (message: unknown) => {
            window.dispatchEvent(new CustomEvent("fromWebview", { detail: message }));
            (page["fromWebview"] as (m: unknown) => void)(message);
          },
          getState: () => kept,
          setState: (next: unknown) => {
            kept = next as typeof kept;
            page["keptState"] = next;
          },
        });
        page["setTheme"] = (variables: Record<string, string>, name: string) => {
          const root = document.documentElement.style;
          root.cssText = "";
          for (const [key, value] of Object.entries(variables)) root.setProperty(key, value);
          document.body.className = name;
        };
        document.addEventListener("DOMContentLoaded", () =>
          (page["setTheme"] as (v: unknown, c: string) => void)(theme.variables, theme.name),
        );
      },
      { theme: themeOf(options.theme ?? "dark"), state: options.state },
    );
    await page.route(`${ORIGIN}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === "/main.js") return route.fulfill({ contentType: "text/javascript", body: script });
      if (path === "/style.css") return route.fulfill({ contentType: "text/css", body: style });
      const words = options.l10n ? JSON.stringify(options.l10n).replaceAll("<", "\\u003c") : "";
      const block = words ? `<script type="application/json" id="l10n">${words}</script>` : "";
      if (path !== "/") return route.fulfill({ status: 404, body: "" });
      return route.fulfill({
        contentType: "text/html",
        headers: { "content-security-policy": POLICY, ...HEADERS },
        body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><style nonce="page">${DEFAULTS}</style><link rel="stylesheet" href="/style.css"></head><body>${block}<script nonce="page" defer src="/main.js"></script></body></html>`,
      });
    });
    page.on("pageerror", (error) => view.messages.push({ type: "fault", message: String(error) }));
    page.on("console", (message) => {
      if (message.type() === "error") view.messages.push({ type: "fault", message: message.text() });
    });
    await page.goto(ORIGIN);
    await view.until(() => view.messages.some((message) => message.type === "ready"));
    await view.send({ type: "run", run, followLive: options.followLive ?? true });
    return view;
  }

  #receive(message: FromWebview): void {
    this.messages.push(message);
    if (message.type === "snapshot") this.#answers.get(message.request)?.(message.snapshot);
    if (message.type === "source") void this.#tellSource(message);
  }

  async #tellSource({
    run,
    file,
    lines,
    startedAt,
  }: Extract<FromWebview, { type: "source" }>): Promise<void> {
    const path = this.#files[file];
    const text = path === undefined ? NO_SOURCE : await sourceText(path, lines, startedAt);
    // The page may be closed by now.
    await this.send({ type: "source", run, file, ...text }).catch(() => undefined);
  }

  async send(message: ToWebview): Promise<void> {
    if (message.type === "bytes")
      await this.page.evaluate(
        ({ run, bytes }) =>
          window.postMessage({
            type: "bytes",
            run,
            bytes: Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)),
          }),
        { run: message.run, bytes: Buffer.from(message.bytes).toString("base64") },
      );
    else await this.page.evaluate((data) => window.postMessage(data), message as never);
  }

  async feed(bytes: Uint8Array): Promise<void> {
    await this.send({ type: "bytes", run: this.run.id, bytes });
  }

  async setRun(change: Partial<RunState>): Promise<void> {
    this.run = { ...this.run, ...change };
    await this.send({ type: "state", run: this.run });
  }

  /** What it shows, after a frame of its own. */
  async snapshot(): Promise<ViewSnapshot> {
    const request = ++this.#request;
    const answer = new Promise<ViewSnapshot>((resolve) => this.#answers.set(request, resolve));
    await this.send({ type: "snapshot", request });
    return answer;
  }

  /** Snapshots until one is as wanted. */
  async snapshotWhen(wanted: (snapshot: ViewSnapshot) => boolean): Promise<ViewSnapshot> {
    let last: ViewSnapshot | undefined;
    await this.until(async () => {
      last = await this.snapshot();
      return wanted(last);
    });
    return last!;
  }

  async until(condition: () => boolean | Promise<boolean>, limit = 10_000): Promise<void> {
    const end = Date.now() + limit;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`Not within ${limit} ms: ${condition}`);
      await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
  }

  async setTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(
      ({ variables, name }) =>
        (window as unknown as { setTheme(v: object, n: string): void }).setTheme(variables, name),
      themeOf(theme),
    );
  }

  /** Errors that the webview reported or the browser saw. */
  get faults(): string[] {
    return this.messages.flatMap((message) => (message.type === "fault" ? [message.message] : []));
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

const themeOf = (theme: ThemeName) => ({ variables: THEMES[theme], name: BODY_CLASS[theme] });
