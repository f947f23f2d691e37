import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Locator } from "playwright-core";
import type { FromWebview, ViewSnapshot } from "../../src/protocol/view.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import { TWO } from "../trace/scripts.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { type ViewOptions, WebviewPage } from "./harness.ts";
import { philosophers, producerConsumer } from "./scenes.ts";

const SHORT = `
0    -    spawn main
0    main run program
1    main make lock log @/project/a:b/main.ts:3:7
1    main make queue jobs 6 @/project/main.ts:4:7
1    main make event ready
1    main make pool crew 2
2    main spawn A @/project/main.ts:9:3
3    main spawn B
10   A    run worker
10   B    run worker
20   A    acquire log @/project/main.ts:17:3
30   B    ask acquire log 60 @/project/a:b/main.ts:27:14
40   A    begin load
50   A    end load
60   main put jobs
61   main put jobs
62   main set ready
63   main submit crew 1 resize
64   A    task crew 1
300  A    sleep 400
500  main ask join A @/project/main.ts:31:9
`;

let browser: Browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

/** Opens a view, hands it to the body, and checks that nothing went wrong inside it. */
async function withView(options: ViewOptions, body: (view: WebviewPage) => Promise<void>): Promise<void> {
  const view = await WebviewPage.open(browser, options);
  try {
    await body(view);
    assert.deepEqual(view.faults, []);
  } finally {
    await view.close();
  }
}

const ENDED = { run: { phase: "recorded" as const }, followLive: false };

const laneStates = (snapshot: ViewSnapshot): Record<string, string> =>
  Object.fromEntries(snapshot.lanes.map((lane) => [lane.name, lane.state]));

/** Moves the pointer over a lane, at a share of the plot's width. */
async function over(view: WebviewPage, lane: string, share: number): Promise<{ x: number; y: number }> {
  const row = (await view.page.locator(`.row:has(.name:text-is("${lane}"))`).first().boundingBox())!;
  const plot = (await view.page.locator(".plot canvas").boundingBox())!;
  const point = { x: plot.x + plot.width * share, y: row.y + 11 };
  await view.page.mouse.move(point.x, point.y);
  return point;
}

/** A text as it can be seen: what is hidden is not in it. */
const seen = (part: Locator): Promise<string> => part.innerText();

const opens = (view: WebviewPage) =>
  view.messages.filter((message): message is FromWebview & { type: "open" } => message.type === "open");

describe("lanes", () => {
  test("every process and object has its lane, with the state at the right edge", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const snapshot = await view.snapshot();
      assert.deepEqual(laneStates(snapshot), {
        main: "waiting for A",
        A: "sleeping",
        "A tasks": "resize",
        B: "waiting for log",
        log: "held by A, 1 waiting",
        jobs: "2 items",
        ready: "set",
        crew: "1 running, 0 queued",
      });
      assert.deepEqual(
        snapshot.lanes.map((lane) => [lane.kind, lane.depth]),
        [
          ["process", 0],
          ["process", 1],
          ["task", 2],
          ["process", 1],
          ["lock", 0],
          ["queue", 0],
          ["event", 0],
          ["pool", 0],
        ],
      );
      assert.equal(snapshot.events, 22);
      assert.equal(snapshot.end, 500);
    }));

  test("bytes in any portions give the same lanes", () =>
    withView(ENDED, async (view) => {
      const bytes = traceOf(SHORT);
      for (let at = 0; at < bytes.length; at += 997) await view.feed(bytes.subarray(at, at + 997));
      assert.equal((await view.snapshot()).lanes.length, 8);
    }));

  test("bytes of another run are not taken in, and a new run replaces the old one", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.send({ type: "bytes", run: 99, bytes: traceOf(SHORT) });
      assert.equal((await view.snapshot()).events, 22);
      await view.send({ type: "run", run: { ...view.run, id: 2 }, followLive: false });
      assert.deepEqual((await view.snapshot()).lanes, []);
    }));

  test("a folded lane hides what is below it, and is remembered", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.page.locator('.row:has(.name:text-is("main")) .twist').click();
      const names = (await view.snapshot()).lanes.map((lane) => lane.name);
      assert.ok(!names.includes("A") && names.includes("main"));
    }));
});

describe("names are text", () => {
  test("hostile names show as they are and make no elements", () =>
    withView(ENDED, async (view) => {
      const evil = "<img src=x onerror=window.broken=1>";
      const script = `
        0 - spawn main
        0 main run program
        1 main make lock "${evil}"
        1 main spawn "${evil}"
        2 "${evil}" run worker
        3 "${evil}" begin "${evil}"
        4 main acquire "${evil}"
        5 "${evil}" ask acquire "${evil}" @<img>.ts:1:1
        6 main ask join "${evil}"
        6 "${evil}" print "${evil}" @<img>.ts:1:1
        7 - hint deadlock certain core main "${evil}"
        9 - end 0`;
      await view.feed(traceOf(script));
      await view.send({ type: "showHint" });
      const snapshot = await view.snapshot();
      assert.ok(snapshot.lanes.some((lane) => lane.name === evil));
      await over(view, "main", 0.5);
      for (const tab of ["hints", "processes", "locks", "queues", "pools", "story", "output", "graph"]) {
        await view.page.locator(`#tab-${tab}`).click();
        await view.snapshot();
      }
      assert.equal(await view.page.locator("img").count(), 0);
      assert.equal(await view.page.evaluate(() => "broken" in window), false);
      assert.ok((await view.page.locator(".row .name").allTextContents()).includes(evil));
    }));
});

describe("moving in time", () => {
  test("keys zoom, pan and fit", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const whole = (await view.snapshot()).range;
      assert.equal(whole.from, 0);
      assert.ok(whole.to >= 500);
      await view.page.keyboard.press("w");
      await view.page.keyboard.press("+");
      const near = (await view.snapshot()).range;
      assert.ok(near.to - near.from < (whole.to - whole.from) * 0.65);
      assert.ok(near.from > whole.from && near.to < whole.to);
      await view.page.keyboard.press("ArrowRight");
      const later = (await view.snapshot()).range;
      assert.ok(later.from > near.from);
      assert.ok(Math.abs(later.to - later.from - (near.to - near.from)) < 0.01);
      await view.page.keyboard.press("Home");
      await view.snapshotWhen(({ range }) => range.from === 0);
      await view.page.keyboard.press("0");
      await view.snapshotWhen(({ range }) => range.from === whole.from && range.to === whole.to);
    }));

  test("the wheel zooms around the pointer, dragging pans", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const before = await view.snapshot();
      const { x, y } = await over(view, "B", 0.25);
      await view.page.mouse.wheel(0, -400);
      const near = await view.snapshotWhen(({ range }) => range.to < before.range.to);
      const at = (share: number, { from, to }: ViewSnapshot["range"]) => from + (to - from) * share;
      assert.ok(Math.abs(at(0.25, near.range) - at(0.25, before.range)) < 5);
      await view.page.mouse.down();
      await view.page.mouse.move(x - 60, y, { steps: 3 });
      await view.page.mouse.up();
      assert.ok((await view.snapshot()).range.from > near.range.from);
    }));

  test("following keeps the present at the right edge, between batches too; panning away ends it", () =>
    withView({}, async (view) => {
      const script = new TraceScript(Date.now() - 3000);
      await view.feed(script.write(SHORT));
      const first = await view.snapshot();
      assert.equal(first.following, true);
      assert.ok(first.range.to >= 3000);
      const later = await view.snapshotWhen(({ range }) => range.to > first.range.to + 50);
      assert.equal(later.events, first.events);
      assert.equal(later.range.from, 0);
      await view.page.keyboard.press("w");
      const zoomed = await view.snapshot();
      assert.equal(zoomed.following, true);
      assert.ok(zoomed.range.from > 0);
      await view.page.keyboard.press("a");
      const left = await view.snapshot();
      assert.equal(left.following, false);
      assert.equal((await view.snapshot()).range.to, left.range.to);
      await view.page.keyboard.press("End");
      assert.equal((await view.snapshot()).following, true);
      await view.setRun({ phase: "ended", exitStatus: 0 });
      const ended = await view.snapshot();
      assert.equal(ended.following, false);
      assert.equal(ended.end, 500);
    }));
});

describe("pointing and choosing", () => {
  test("hover tells who waits for what, since when, held by whom", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await over(view, "B", 0.5);
      const tip = view.page.locator(".tooltip:not([hidden])");
      await tip.waitFor();
      const text = (await seen(tip)).replace(/\s+/g, " ");
      assert.match(text, /Waits for lock log/);
      assert.match(text, /Who B/);
      assert.match(text, /Held by A/);
      assert.match(text, /Since 0\.030 s/);
    }));

  test("what a debugger has stopped is paused, and waits for nobody", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(`${TWO}10 A acquire log\n20 A pause\n25 B ask acquire log\n400 B pause`));
      const { A, B } = laneStates(await view.snapshot());
      assert.deepEqual([A, B], ["paused", "paused"]);
      await over(view, "A", 0.5);
      const tip = view.page.locator(".tooltip:not([hidden])");
      await tip.waitFor();
      assert.match(await seen(tip), /Paused by the debugger/);
    }));

  test("a click selects, and the inspector tells all of it; Escape selects nothing", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const { x, y } = await over(view, "B", 0.5);
      await view.page.mouse.click(x, y);
      const card = view.page.locator(".inspector-body");
      await view.until(async () => /Waits for lock log/.test(await seen(card)));
      assert.match(await seen(card), /Held meanwhile by/);
      assert.match(await seen(card), /not counted as waiting/);
      assert.match(await seen(card), /main\.ts:27/);
      await view.page.keyboard.press("Escape");
      await view.until(async () => !/Waits for lock log/.test(await seen(card)));
    }));

  test("a double click opens the line, whatever the file is called", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const { x, y } = await over(view, "B", 0.5);
      await view.page.mouse.dblclick(x, y);
      await view.until(() => opens(view).length > 0);
      assert.deepEqual(opens(view), [
        { type: "open", file: "/project/a:b/main.ts", line: 27, column: 14, beside: true },
      ]);
    }));

  test("lanes are walked with the keys, and marks along them", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.snapshot();
      await view.page.locator(".row").first().focus();
      await view.page.keyboard.press("ArrowDown");
      const name = () =>
        view.page.evaluate(() => document.activeElement?.querySelector(".name")?.textContent);
      assert.equal(await name(), "main");
      await view.page.keyboard.press("ArrowDown");
      assert.equal(await name(), "A");
      await view.page.keyboard.press("ArrowRight");
      const card = view.page.locator(".inspector-body");
      await view.until(async () => /Sleeping/.test(await seen(card)));
      await view.page.keyboard.press("ArrowLeft");
      await view.until(async () => /Running/.test(await seen(card)));
      assert.equal(await view.page.locator('.row[tabindex="0"]').count(), 1);
    }));

  test("commands go to the host", () =>
    withView({ run: { phase: "empty" }, followLive: false }, async (view) => {
      await view.page.getByRole("button", { name: "Run main.ts" }).click();
      await view.page.getByText("Open a lesson").click();
      await view.until(() => view.messages.filter((message) => message.type === "command").length === 2);
      assert.deepEqual(
        view.messages.flatMap((message) => (message.type === "command" ? [message.command] : [])),
        ["run", "openLesson"],
      );
    }));
});

describe("a deadlock", () => {
  test("shows itself in the frame its bytes arrive in, with its graph and its card", () =>
    withView({}, async (view) => {
      const { before: lines, hint } = philosophers();
      const script = new TraceScript(Date.now() - 1963);
      const all = script.write(lines);
      await view.feed(all);
      const bytes = script.write(hint);
      await view.feed(bytes);
      const snapshot = await view.snapshot();
      assert.equal(snapshot.hints.length, 1);
      assert.equal(snapshot.tab, "graph");
      assert.equal(snapshot.hintLatency.length, 1);
      for (const seat of [1, 2, 3, 4, 5])
        assert.equal(laneStates(snapshot)[`Philosopher-${seat}`], `stuck waiting for fork-${(seat % 5) + 1}`);
      assert.equal(laneStates(snapshot)["main"], "waiting for Philosopher-1");
      const { nodes, edges } = snapshot.graph;
      assert.equal(nodes.length, 11);
      assert.ok(edges.some(([from, to]) => from === "Philosopher-1" && to === "fork-2"));
      assert.ok(edges.some(([from, to]) => from === "fork-2" && to === "Philosopher-2"));
      assert.ok(edges.some(([from, to]) => from === "main" && to === "Philosopher-1"));
      assert.equal(await view.page.locator(".graph .node.process.core").count(), 5);
      const card = await seen(view.page.locator(".inspector-body"));
      const order = [
        "Deadlock",
        "certain",
        "Since 1.963 s",
        "in a circle",
        "lower number",
        "In the circle",
        "Waits behind it",
        "Source",
        "Copy as text",
      ];
      const positions = order.map((text) => card.indexOf(text));
      assert.deepEqual(
        positions,
        [...positions].sort((a, b) => a - b),
      );
      assert.ok(positions.every((position) => position >= 0));
      assert.match(
        (await view.page.locator('[aria-live="assertive"]').textContent()) ?? "",
        /Deadlock, certain/,
      );
    }));

  test("tells how long after its moment it was drawn", () =>
    withView({}, async (view) => {
      const { before: lines, hint } = philosophers();
      // Everything is prepared before, so that the hint's moment is when its bytes leave.
      const lead = 1500;
      const script = new TraceScript(Date.now() + lead - 1963.4);
      await view.feed(script.write(lines));
      await view.snapshot();
      const bytes = Buffer.from(script.write(hint)).toString("base64");
      await view.page.evaluate(
        ({ bytes, at, run }) =>
          new Promise<void>((done) => {
            const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
            const wait = () => {
              if (Date.now() < at) requestAnimationFrame(wait);
              else {
                window.postMessage({ type: "bytes", run, bytes: data });
                done();
              }
            };
            wait();
          }),
        { bytes, run: view.run.id, at: script.startedAt + 1963.4 },
      );
      const { hintLatency } = await view.snapshot();
      const passed = Date.now() - (script.startedAt + 1963.4);
      assert.equal(hintLatency.length, 1);
      assert.ok(hintLatency[0]! >= 0 && hintLatency[0]! <= passed, `${hintLatency[0]} ms of ${passed}`);
    }));

  test("asked for before its bytes are here, is shown when they come", () =>
    withView(ENDED, async (view) => {
      const { before: lines, hint } = philosophers();
      await view.send({ type: "showHint" });
      await view.feed(traceOf(`${lines}\n${hint}`));
      assert.equal((await view.snapshot()).tab, "graph");
    }));
});

describe("the wait-for graph", () => {
  test("shows that any of several would do", () =>
    withView(ENDED, async (view) => {
      const script = `${SHORT}
        510 main ask get jobs
        520 B timeout acquire log
        530 B ask get jobs
        540 - hint queue-never-fed certain core main B A`;
      await view.feed(traceOf(script));
      await view.send({ type: "showHint" });
      const { graph } = await view.snapshot();
      assert.ok(graph.nodes.includes("any of"));
      assert.ok(graph.edges.some(([from, to]) => from === "jobs" && to === "any of"));
      assert.ok((await view.page.locator(".graph .edge.any").count()) >= 3);
    }));

  test("without a hint shows who waits now", () =>
    withView({ ...ENDED, state: { tab: "graph" } }, async (view) => {
      await view.feed(traceOf(SHORT));
      const { graph } = await view.snapshot();
      assert.deepEqual(graph.edges, [
        ["main", "A"],
        ["B", "log"],
        ["log", "A"],
      ]);
      await view.page.locator('.node[data-label="log"]').click();
      await view.until(async () => /Made at/.test(await seen(view.page.locator(".inspector-body"))));
    }));
});

describe("themes, sizes, failures", () => {
  test("remembers how it looks, and nothing of the run", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.page.locator("#tab-queues").click();
      await view.snapshotWhen(({ tab }) => tab === "queues");
      const kept = await view.page.evaluate(() => (window as unknown as { keptState: object }).keptState);
      assert.deepEqual(kept, { tab: "queues", folded: [] });
    }));

  test("where motion is to be spared, jumps are at once", () =>
    withView({ ...ENDED, reducedMotion: true }, async (view) => {
      await view.feed(traceOf(SHORT));
      const whole = (await view.snapshot()).range;
      await view.page.keyboard.press("w");
      assert.notDeepEqual((await view.snapshot()).range, whole);
      await view.page.keyboard.press("0");
      assert.deepEqual((await view.snapshot()).range, whole);
    }));

  test("a change of theme is taken up at once", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const colour = () =>
        view.page.evaluate(() => document.body.style.getPropertyValue("--il-running-fill"));
      assert.equal((await view.snapshot()).theme, "dark");
      const dark = await colour();
      await view.setTheme("light");
      await view.snapshotWhen((snapshot) => snapshot.theme === "light");
      assert.notEqual(await colour(), dark);
      await view.setTheme("hc");
      await view.snapshotWhen((snapshot) => snapshot.theme === "hc");
    }));

  test("where there is no room beside the lanes the inspector is the first tab", () =>
    withView({ ...ENDED, width: 842, height: 598 }, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.snapshot();
      assert.equal(await seen(view.page.locator("vscode-panel-tab").first()), "Selection");
      await view.page.setViewportSize({ width: 1342, height: 798 });
      await view.until(async () => (await view.page.locator("#tab-selection").count()) === 0);
      assert.equal(await view.page.locator(".inspector .inspector-body").count(), 1);
    }));

  test("bytes that are no trace are told, and what was read stays", () =>
    withView(ENDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.feed(new TextEncoder().encode("this is no trace at all"));
      const row = view.page.locator(".error-row:not([hidden])");
      await row.waitFor();
      assert.match(await seen(row), /damaged/);
      assert.equal((await view.snapshot()).events, 22);
    }));

  test("an error of the run is one sentence and one action", () =>
    withView(
      {
        run: {
          phase: "ended",
          error: { message: "No Node.js was found.", action: { label: "Choose", command: "selectNode" } },
        },
        followLive: false,
      },
      async (view) => {
        const row = view.page.locator(".error-row:not([hidden])");
        await row.waitFor();
        await row.getByRole("button").click();
        await view.until(() => view.messages.some((message) => message.type === "command"));
        assert.deepEqual(
          view.messages.find((message) => message.type === "command"),
          {
            type: "command",
            command: "selectNode",
          },
        );
      },
    ));

  test("tables tell what the picture shows", () =>
    withView({ ...ENDED, state: { tab: "locks" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const row = view.page.locator('.rows tr:has(td:text-is("log"))');
      await view.until(async () => /16/.test(await seen(row)));
      await row.click();
      await view.until(async () => /Made at/.test(await seen(view.page.locator(".inspector-body"))));
      await view.page.locator("#tab-hints").click();
      await view.until(async () =>
        /No hints\. \d+ events looked at\./.test(await seen(view.page.locator("#view-hints"))),
      );
    }));

  test("all text stands out from its ground as the rules ask", async () => {
    for (const theme of ["dark", "light", "hc"] as const)
      await withView({ ...ENDED, theme }, async (view) => {
        const { before: lines, hint } = philosophers();
        await view.feed(traceOf(`${lines}\n${hint}`));
        await view.send({ type: "showHint" });
        await view.snapshot();
        const poor = await view.page.evaluate(poorContrast, theme === "hc" ? 7 : 4.5);
        assert.deepEqual(poor, []);
      });
  });
});

/** Runs in the page: texts whose contrast with the nearest opaque ground is below `least`. */
function poorContrast(least: number): string[] {
  const parse = (css: string) => (css.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
    const linear = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const poor: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim();
    const element = node.parentElement!;
    if (!text || !element.checkVisibility() || element.closest("[disabled], .announcer, svg, title"))
      continue;
    let ground: number[] = [];
    for (
      let at: Element | null = element;
      at;
      at = at.parentElement ?? (at.getRootNode() as ShadowRoot).host ?? null
    ) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || (colour[3] ?? 0) > 0.9) {
        ground = colour;
        break;
      }
    }
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least) poor.push(`${text}: ${contrast.toFixed(2)}`);
  }
  return poor;
}
