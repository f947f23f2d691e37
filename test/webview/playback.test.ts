import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { philosophers } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const SCRIPT = `
0    -    spawn main
0    main run program
1    main make lock log @/project/main.ts:3:7
1    main make queue jobs
2    main spawn A @/project/main.ts:9:3
3    main spawn B
10   A    run worker
12   B    run worker
100  A    acquire log @/project/main.ts:17:3
200  B    ask acquire log @/project/main.ts:27:14
300  A    put jobs
400  A    release log
400  B    got acquire log
500  B    release log
600  B    exit 0
650  A    exit 0
700  main exit 0
720  -    end 0`;

/** Milliseconds at which the cursor stands, as the corner says it. */
async function cursor(view: WebviewPage): Promise<number> {
  await view.snapshot();
  return Math.round(Number.parseFloat(await view.page.locator(".overview-corner strong").innerText()) * 1000);
}

const press = (view: WebviewPage, name: RegExp) =>
  view.page.locator(".transport").getByRole("button", { name }).click();

const readout = (view: WebviewPage, lane: string) =>
  view.page.locator(`.row:has(.name:text-is("${lane}"))`).first().getAttribute("title");

describe("the cursor", () => {
  test("steps from event to event, and every view shows the state there", () =>
    withView({ ...RECORDED, state: { tab: "graph" } }, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      await press(view, /First event/);
      assert.equal(await cursor(view), 0);
      const seen: number[] = [];
      for (let step = 0; step < 40; step++) {
        await press(view, /Next event/);
        seen.push(await cursor(view));
        if (seen.at(-1)! >= 200) break;
      }
      for (const time of [10, 12, 100, 200]) assert.ok(seen.includes(time), `${time} in ${seen}`);
      assert.equal(await readout(view, "B"), "B: log");
      assert.equal(await readout(view, "A"), "A: running");
      assert.equal(await readout(view, "log"), "log: A, 1 waiting");
      const waiting = await view.snapshot();
      assert.deepEqual(waiting.graph.edges, [
        ["B", "log"],
        ["log", "A"],
      ]);
      const card = await view.page.locator(".inspector-body").innerText();
      assert.match(card, /At 0\.200 s/);
      assert.match(card, /Happens here\s+B\s+waiting for log/);
      await view.page.keyboard.press("b");
      assert.ok((await cursor(view)) < 200);
      const before = await view.snapshot();
      assert.deepEqual(before.graph.edges, []);
      assert.equal(await readout(view, "B"), "B: running");
      await view.page.keyboard.press("Shift+N");
      assert.equal(await cursor(view), 720);
      assert.equal(await readout(view, "B"), "B: exit 0");
    }));

  test("the nodes of its graph stay where they are while edges come and go", () =>
    withView({ ...RECORDED, state: { tab: "graph" } }, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      const places = () =>
        view.page
          .locator(".graph .node")
          .evaluateAll((nodes) =>
            Object.fromEntries(
              nodes.map((node) => [node.getAttribute("data-label"), node.getAttribute("transform")]),
            ),
          );
      await view.page.keyboard.press("Shift+B");
      await view.snapshot();
      const first = await places();
      assert.deepEqual(Object.keys(first).sort(), ["A", "B", "jobs", "log", "main"]);
      let edges = 0;
      for (let step = 0; step < 25; step++) {
        await view.page.keyboard.press("n");
        const { graph } = await view.snapshot();
        edges = Math.max(edges, graph.edges.length);
        assert.deepEqual(await places(), first);
      }
      assert.equal(edges, 2);
    }));

  test("before a deadlock shows who waits, from its moment on the circle", () =>
    withView({ ...RECORDED, state: { tab: "graph" } }, async (view) => {
      const { before, hint } = philosophers();
      await view.feed(traceOf(`${before}\n${hint}`));
      await view.snapshot();
      await view.page.keyboard.press("Shift+N");
      await view.snapshot();
      assert.equal(await view.page.locator(".graph .node.process.core").count(), 5);
      for (let step = 0; step < 14; step++) await view.page.keyboard.press("b");
      await view.snapshot();
      assert.equal(await view.page.locator(".graph .node.core").count(), 0);
      assert.match(await view.page.locator(".graph .caption").innerHTML(), /^At 1\.\d+ s/);
    }));

  test("what it steps to is told to those who listen", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      await view.page.keyboard.press("Shift+B");
      const said = view.page.locator('.announcer[aria-live="polite"]');
      for (let step = 0; step < 40 && (await cursor(view)) < 200; step++) await view.page.keyboard.press("n");
      await view.until(async () => /^0\.200 s; B: waiting for log$/.test((await said.textContent()) ?? ""));
    }));
});

describe("playing", () => {
  test("goes on with the clock, at the speed that is chosen, and ends with the run", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      await view.page.getByLabel("Speed").selectOption("0.1");
      const clock = () => view.page.evaluate(() => performance.now());
      const before = await clock();
      await press(view, /Play/);
      await view.until(async () => (await cursor(view)) > 40);
      const [first, between] = [await cursor(view), await clock()];
      await view.until(async () => (await cursor(view)) > first + 40);
      const later = await clock();
      const second = await cursor(view);
      const after = await clock();
      // A tenth of the time that has passed; a frame may be under way at either end.
      assert.ok(second <= (after - before) / 10 + 1, `${second} ms after ${after - before} ms`);
      assert.ok(second - first >= (later - between) / 10 - 20, `${second - first} in ${later - between} ms`);
      await press(view, /Pause/);
      const stopped = await cursor(view);
      await view.page.waitForFunction((until) => performance.now() > until, (await clock()) + 300);
      assert.equal(await cursor(view), stopped);
      await view.page.getByLabel("Speed").selectOption("10");
      await press(view, /Play/);
      await view.until(async () => (await cursor(view)) === 720);
      await view.page.locator(".transport").getByRole("button", { name: /Play/ }).waitFor();
    }));

  test("keeps the cursor in view", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      for (let step = 0; step < 8; step++) await view.page.keyboard.press("w");
      await view.page.keyboard.press("Home");
      const first = await view.snapshotWhen(({ range }) => range.from === 0);
      assert.ok(first.range.to < 300);
      await view.page.keyboard.press("p");
      await view.until(async () => (await cursor(view)) > first.range.to);
      const { range } = await view.snapshot();
      const at = await cursor(view);
      assert.ok(range.from > 0 && at >= range.from - 1, `${at} in ${range.from} – ${range.to}`);
    }));

  test("where motion is to be spared, it jumps from event to event", () =>
    withView({ ...RECORDED, reducedMotion: true }, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      await view.page.keyboard.press("Shift+B");
      await view.page.getByLabel("Speed").selectOption("0.2");
      const moments = [0, 1, 2, 3, 10, 12, 100, 200, 300, 400, 500, 600, 650, 700, 720];
      await press(view, /Play/);
      const seen = new Set<number>();
      await view.until(async () => {
        seen.add(await cursor(view));
        return [...seen].at(-1)! >= 300;
      });
      for (const time of seen) assert.ok(moments.includes(time), `${time} is no event`);
    }));

  test("where motion is to be spared, it goes on though nobody asks for a frame", () =>
    withView({ ...RECORDED, reducedMotion: true }, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      await view.page.keyboard.press("Shift+B");
      await press(view, /Play/);
      await view.page.locator(".overview-corner strong").filter({ hasText: "0.700 s" }).waitFor();
    }));

  test("its controls are one stop of the Tab key, walked with the arrows", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      const { range } = await view.snapshot();
      const transport = view.page.locator(".transport");
      assert.equal(await transport.locator('[tabindex="0"]').count(), 1);
      await transport.getByRole("button", { name: /First event/ }).focus();
      await view.page.keyboard.press("ArrowRight");
      await view.page.keyboard.press("ArrowRight");
      const label = () => view.page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
      assert.equal(await label(), "Play (P)");
      await view.page.keyboard.press("End");
      assert.equal(await label(), "Speed");
      assert.deepEqual((await view.snapshot()).range, range);
    }));
});

test("the tooltip goes when the lanes scroll away under it", () =>
  withView({ ...RECORDED, height: 400 }, async (view) => {
    const many = Array.from({ length: 30 }, (_, index) => `5 main make lock lock-${index}`).join("\n");
    await view.feed(traceOf(SCRIPT.replace("10   A", `${many}\n10   A`)));
    await view.snapshot();
    const row = (await view.page.locator('.row:has(.name:text-is("main"))').first().boundingBox())!;
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.mouse.move(plot.x + plot.width / 2, row.y + 11);
    await view.page.locator(".tooltip:not([hidden])").waitFor();
    await view.page.evaluate(() => {
      document.querySelector(".lanes")!.scrollTop = 200;
    });
    await view.page.locator(".tooltip").waitFor({ state: "hidden" });
  }));

test("the next event may be a printed line", () =>
  withView(RECORDED, async (view) => {
    await view.feed(
      traceOf(SCRIPT.replace("\n200 ", '\n150  B    print "here"\n170  A    warn "there"\n200 ')),
    );
    await view.snapshot();
    await view.page.keyboard.press("Shift+B");
    const seen: number[] = [];
    while ((seen.at(-1) ?? 0) < 200 && seen.length < 20) {
      await view.page.keyboard.press("n");
      seen.push(await cursor(view));
    }
    assert.ok(seen.includes(150) && seen.includes(170), seen.join());
    await view.page.keyboard.press("b");
    assert.equal(await cursor(view), 170);
    await view.until(async () => /there/.test(await view.page.locator(".inspector-body").innerText()));
  }));
