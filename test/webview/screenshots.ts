/** Pictures of the scenes, to be looked at: `node test/webview/screenshots.ts [SCENE …]` writes test/.out/SCENE-THEME.png. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { largeTrace } from "../bench/webview/large-trace.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { type ViewOptions, WebviewPage } from "./harness.ts";
import { crowded, philosophers, producerConsumer } from "./scenes.ts";
import type { ThemeName } from "./themes.ts";

const OUT = new URL("../.out/", import.meta.url);

/** Some program stands for the one that the scenes tell of. */
const SOURCE: ViewOptions = {
  files: {
    "/project/lessons/main.ts": fileURLToPath(
      new URL("../../lessons/50_dining_philosophers/main.ts", import.meta.url),
    ),
  },
};

async function finished(browser: Browser, options: ViewOptions): Promise<WebviewPage> {
  const view = await WebviewPage.open(browser, { ...options, ...SOURCE, state: { tab: "locks" } });
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

/** Four processes, two of which hold a lock each. */
const CAST = `
0 - spawn main
0 main run program
1 main make lock one @/project/main.ts:3:1
1 main make lock two @/project/main.ts:4:1
1 main make queue items @/project/main.ts:5:1
2 main spawn A
3 main spawn B
4 main spawn C
5 main spawn D
10 A run worker
11 B run worker
12 C run worker
13 D run worker
14 main ask join A @/project/main.ts:50:1
20 A acquire one @/project/main.ts:17:3
21 B acquire two @/project/main.ts:21:3
`;

/** A pool whose workers want the same lock. */
const POOL = `
0 - spawn main
0 main run program
1 main make pool crew 2 @/project/main.ts:3:1
1 main make lock log @/project/main.ts:4:1
2 main spawn Worker-1 worker crew
3 main spawn Worker-2 worker crew
10 Worker-1 run
11 Worker-2 run
14 main submit crew 1 resize @/project/main.ts:9:5
15 main submit crew 2 resize @/project/main.ts:9:5
16 main ask join Worker-1 @/project/main.ts:12:5
18 Worker-1 task crew 1
19 Worker-2 task crew 2
30 Worker-2 acquire log @/project/work.ts:7:9
35 Worker-1 ask acquire log 0 @/project/work.ts:7:9
60 Worker-2 release log
60 Worker-1 got acquire log
70 Worker-1 release log
75 Worker-1 done crew 1
80 Worker-2 ask acquire log 0 @/project/work.ts:7:9
85 Worker-2 got acquire log
88 Worker-2 done crew 2
90 Worker-1 exit 0
90 main got join Worker-1
91 Worker-2 exit 0
95 main exit 0
100 - end 0`;

const SCENES: Record<string, (browser: Browser, options: ViewOptions) => Promise<WebviewPage>> = {
  finished: async (browser, options) => {
    const view = await finished(browser, options);
    await press(view, "Consumer-2", 0.286);
    await view.page.locator("#view-locks .twist").first().click();
    await view.page.mouse.move(5, 5);
    await view.page.locator(".chain li").first().waitFor();
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
  cursor: async (browser, options) => {
    const view = await finished(browser, options);
    await press(view, "Processes", 0.4);
    await view.page.mouse.move(5, 5);
    await view.page.locator("#tab-graph").click();
    for (let step = 0; step < 3; step++) await view.page.keyboard.press("n");
    return view;
  },
  path: async (browser, options) => {
    const view = await finished(browser, options);
    await view.page.keyboard.press("c");
    await view.page.locator(".shares tr").first().waitFor();
    return view;
  },
  /** One of thousands. */
  waits: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded", title: "inverted_index" },
      followLive: false,
    });
    await view.feed(traceOf(crowded()));
    await view.snapshot();
    await view.page.locator('.row:has(.name:text-is("Worker-3"))').first().focus();
    await view.page.keyboard.press("ArrowRight");
    for (let press = 0; press < 40; press++) await view.page.keyboard.press(",");
    await view.page.locator(".chain li").first().waitFor();
    return view;
  },
  task: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded", title: "thumbnails" },
      followLive: false,
    });
    await view.feed(traceOf(POOL));
    await view.snapshot();
    await view.page.locator('.row:has(.name:text-is("Worker-1"))').first().focus();
    await view.page.keyboard.press("ArrowRight");
    await view.page.keyboard.press(",");
    await view.page.locator(".chain li").first().waitFor();
    return view;
  },
  witness: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded" },
      followLive: false,
    });
    await view.feed(
      traceOf(`${CAST}
      500 - hint deadlock-predicted proven core A B step "A acquires one (main.ts:17)" step "B acquires two (main.ts:21)" step "A waits for two" step "B waits for one"`),
    );
    await view.send({ type: "showHint" });
    await view.snapshot();
    await view.page.getByRole("button", { name: "Next step" }).click();
    return view;
  },
  range: async (browser, options) => {
    const view = await finished(browser, options);
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.keyboard.down("Shift");
    await view.page.mouse.move(plot.x + plot.width * 0.3, plot.y + 40);
    await view.page.mouse.down();
    await view.page.mouse.move(plot.x + plot.width * 0.5, plot.y + 40, { steps: 3 });
    await view.page.mouse.up();
    await view.page.keyboard.up("Shift");
    await view.page.mouse.move(5, 5);
    await view.page.locator("#tab-processes").click();
    await view.page.waitForFunction(
      () => !document.querySelector<HTMLElement>(".main")!.innerText.includes("…"),
    );
    return view;
  },
  story: async (browser, options) => {
    const view = await finished(browser, options);
    await view.page.locator("#tab-story").click();
    await view.page.locator("#view-story tbody tr").nth(6).click();
    return view;
  },
  search: async (browser, options) => {
    const view = await finished(browser, options);
    await view.page.keyboard.press("Control+f");
    await view.page.locator(".search-field").fill("job 1");
    return view;
  },
  deadlock: async (browser, options) => {
    const { before, hint } = philosophers();
    const view = await WebviewPage.open(browser, {
      ...options,
      ...SOURCE,
      run: { title: "dining_philosophers" },
    });
    const script = new TraceScript(Date.now() - 5300);
    await view.feed(script.write(before));
    await view.feed(script.write(hint));
    return view;
  },
  pair: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded" },
      followLive: false,
    });
    await view.feed(
      traceOf(`${CAST}
      100 A ask acquire two @/project/main.ts:18:3
      110 B ask acquire one @/project/main.ts:22:3
      120 C ask acquire two @/project/main.ts:30:3
      130 D ask join C @/project/main.ts:41:3
      500 - hint deadlock certain core A B behind C D main`),
    );
    await view.send({ type: "showHint" });
    return view;
  },
  choice: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded" },
      followLive: false,
    });
    await view.feed(
      traceOf(`${CAST}
      100 A ask get items @/project/main.ts:18:3
      110 B ask get items @/project/main.ts:22:3
      120 C ask get items @/project/main.ts:30:3
      500 - hint queue-never-fed certain core A B C behind main`),
    );
    await view.send({ type: "showHint" });
    return view;
  },
  alone: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded" },
      followLive: false,
    });
    await view.feed(
      traceOf(`${CAST}
      100 A ask acquire one @/project/main.ts:18:3
      500 - hint self-deadlock certain core A behind main`),
    );
    await view.send({ type: "showHint" });
    return view;
  },
  narrow: async (browser, options) => {
    const view = await finished(browser, { ...options, width: 842, height: 598 });
    await press(view, "Consumer-2", 0.286);
    await view.page.locator("#tab-selection").click();
    return view;
  },
  first: async (browser, options) => {
    const { before, hint } = philosophers();
    const view = await WebviewPage.open(browser, { ...options, width: 520, height: 468 });
    const script = new TraceScript(Date.now() - 2600);
    await view.feed(script.write(before));
    await view.feed(script.write(hint));
    return view;
  },
  crowded: async (browser, options) => {
    const view = await WebviewPage.open(browser, { ...options, state: { tab: "processes" } });
    await view.feed(traceOf(crowded(), Date.now() - 9000));
    await view.setRun({ phase: "ended", exitStatus: 0 });
    return view;
  },
  crew: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      state: { tab: "processes" },
      run: { phase: "recorded" },
      followLive: false,
    });
    for (const bytes of largeTrace({ events: 300_000, workers: 16, locks: 2 })) await view.feed(bytes);
    await view.snapshot();
    return view;
  },
  keys: async (browser, options) => {
    const view = await finished(browser, options);
    await view.page.keyboard.press("?");
    return view;
  },
  hints: async (browser, options) => {
    const { before, hint } = philosophers();
    const view = await WebviewPage.open(browser, {
      ...options,
      run: { phase: "recorded" },
      followLive: false,
    });
    await view.feed(traceOf(`${before}\n${hint}`));
    await view.page.locator("#tab-hints").click();
    return view;
  },
  printed: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      state: { tab: "output" },
      run: { phase: "recorded" },
      followLive: false,
    });
    const lines = Array.from({ length: 400 }, (_, i) => `${600 + i} Consumer-2 print "line ${i}"`);
    const some = [150, 180, 300, 302, 304, 420, 700, 1100].map((at) => `${at} main print "result ${at}"`);
    const script = [...producerConsumer().split("\n"), ...lines, ...some].filter(
      (line) => line.trim() !== "",
    );
    const at = (line: string) => Number.parseFloat(line);
    await view.feed(traceOf(script.toSorted((a, b) => at(a) - at(b)).join("\n")));
    await view.page.keyboard.press("Control+f");
    await view.page.locator(".search-field").fill("result 7");
    return view;
  },
  beside: async (browser, options) => {
    const view = await WebviewPage.open(browser, {
      ...options,
      state: { tab: "locks" },
      run: { phase: "recorded" },
      followLive: false,
    });
    await view.feed(traceOf(producerConsumer(16)));
    const run = { id: 2, title: "one-lock-less", file: "", phase: "recorded", exitStatus: 0 } as const;
    await view.send({ type: "beside", run, first: "producer_consumer" });
    await view.send({ type: "bytes", run: 2, bytes: traceOf(producerConsumer(24)) });
    await view.snapshotWhen(({ beside }) => (beside?.events ?? 0) > 0);
    await view.page.keyboard.press("x");
    return view;
  },
  compare: async (browser, options) => {
    const view = await SCENES["beside"]!(browser, options);
    await view.page.locator("#tab-compare").click();
    await view.page.locator("#view-compare tbody tr").nth(3).click();
    return view;
  },
  columns: async (browser, options) => {
    const view = await finished(browser, { ...options, width: 642, height: 500 });
    await view.page.locator("#tab-locks").click();
    await view.page.locator("#view-locks tbody tr").first().click();
    await view.page.locator("#view-locks").evaluate((element) => element.scrollBy(220, 0));
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.keyboard.down("Shift");
    await view.page.mouse.move(plot.x + plot.width * 0.3, plot.y + 40);
    await view.page.mouse.down();
    await view.page.mouse.move(plot.x + plot.width * 0.5, plot.y + 40, { steps: 3 });
    await view.page.mouse.up();
    await view.page.keyboard.up("Shift");
    await view.page.mouse.move(5, 5);
    return view;
  },
  empty: (browser, options) =>
    WebviewPage.open(browser, { ...options, run: { phase: "empty", title: "main.ts" }, followLive: false }),
  presented: async (browser, options) => {
    const view = await WebviewPage.open(browser, options);
    await view.feed(traceOf(Object.values(philosophers()).join("\n"), Date.now() - 2000));
    await view.page.keyboard.press("m");
    await view.page.keyboard.press("End");
    await view.snapshot();
    return view;
  },
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
const browser = await launchChromium();
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
