/** Pictures of the scenes, to be looked at: `node test/webview/screenshots.ts [SCENE …]` writes test/.out/SCENE-THEME.png. */
import { mkdirSync } from "node:fs";
import type { Browser } from "playwright-core";
import { TraceScript, traceOf } from "../trace/script.ts";
import { openBrowser, type ViewOptions, WebviewPage } from "./harness.ts";
import { crowded, philosophers, producerConsumer } from "./scenes.ts";
import type { ThemeName } from "./themes.ts";

const OUT = new URL("../.out/", import.meta.url);

async function finished(browser: Browser, options: ViewOptions): Promise<WebviewPage> {
  const view = await WebviewPage.open(browser, { ...options, state: { tab: "locks" } });
  await view.feed(traceOf(producerConsumer(), Date.now() - 2000));
  await view.setRun({ phase: "ended", exitStatus: 0 });
  return view;
}

/** The mark of this lane in the middle of the nth wait of this state, pressed. */
async function press(view: WebviewPage, row: string, share: number): Promise<void> {
  const box = (await view.page.locator(".row", { hasText: row }).first().boundingBox())!;
  const plot = (await view.page.locator(".plot canvas").boundingBox())!;
  await view.page.mouse.click(plot.x + plot.width * share, box.y + box.height / 2);
}

const SCENES: Record<string, (browser: Browser, options: ViewOptions) => Promise<WebviewPage>> = {
  finished: async (browser, options) => {
    const view = await finished(browser, options);
    await press(view, "Consumer-2", 0.353);
    await view.page.mouse.move(5, 5);
    return view;
  },
  hover: async (browser, options) => {
    const view = await finished(browser, options);
    await view.page.keyboard.press("w");
    const box = (await view.page.locator(".row", { hasText: "Consumer-3" }).first().boundingBox())!;
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.mouse.move(plot.x + plot.width * 0.34, box.y + 11);
    await view.page.locator(".tooltip:not([hidden])").waitFor();
    return view;
  },
  deadlock: async (browser, options) => {
    const { before, hint } = philosophers();
    const view = await WebviewPage.open(browser, { ...options, run: { title: "dining_philosophers" } });
    const script = new TraceScript(Date.now() - 5300);
    await view.feed(script.write(before));
    await view.feed(script.write(hint));
    return view;
  },
  narrow: async (browser, options) => {
    const view = await finished(browser, { ...options, width: 842, height: 598 });
    await press(view, "Consumer-2", 0.353);
    await view.page.locator("#tab-selection").click();
    return view;
  },
  crowded: async (browser, options) => {
    const view = await WebviewPage.open(browser, { ...options, state: { tab: "processes" } });
    await view.feed(traceOf(crowded(), Date.now() - 9000));
    await view.setRun({ phase: "ended", exitStatus: 0 });
    return view;
  },
  empty: (browser, options) =>
    WebviewPage.open(browser, { ...options, run: { phase: "empty", title: "main.ts" }, followLive: false }),
  error: async (browser, options) => {
    const view = await finished(browser, options);
    await view.setRun({
      phase: "ended",
      exitStatus: null,
      error: {
        message: "The arbiter ended unexpectedly; what was recorded up to then is shown.",
        action: { label: "Show output", command: "showOutput" },
      },
    });
    return view;
  },
};

mkdirSync(OUT, { recursive: true });
const wanted = process.argv.slice(2);
const browser = await openBrowser();
try {
  for (const [scene, open] of Object.entries(SCENES)) {
    if (wanted.length > 0 && !wanted.some((name) => scene === name.split("-")[0])) continue;
    for (const theme of ["dark", "light", "hc"] as ThemeName[]) {
      if (wanted.length > 0 && !wanted.some((name) => name === scene || name === `${scene}-${theme}`))
        continue;
      const view = await open(browser, { theme });
      await view.snapshot();
      await view.page.screenshot({ path: new URL(`${scene}-${theme}.png`, OUT).pathname });
      for (const fault of view.faults) console.error(`${scene}-${theme}: ${fault}`);
      await view.close();
    }
  }
} finally {
  await browser.close();
}
