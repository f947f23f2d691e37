/** Lanes, names, moving in time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ViewSnapshot } from "../../src/protocol/view.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import { laneStates, over, SHORT } from "./short.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

describe("lanes", () => {
  test("every process and object has its lane, with the state at the right edge", () =>
    withView(RECORDED, async (view) => {
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
    withView(RECORDED, async (view) => {
      const bytes = traceOf(SHORT);
      for (let at = 0; at < bytes.length; at += 997) await view.feed(bytes.subarray(at, at + 997));
      assert.equal((await view.snapshot()).lanes.length, 8);
    }));

  test("bytes of another run are not taken in, and a new run replaces the old one", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.send({ type: "bytes", run: 99, bytes: traceOf(SHORT) });
      assert.equal((await view.snapshot()).events, 22);
      await view.send({ type: "run", run: { ...view.run, id: 2 }, followLive: false });
      assert.deepEqual((await view.snapshot()).lanes, []);
    }));

  test("a folded lane hides what is below it, and is remembered", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.page.locator('.row:has(.name:text-is("main")) .twist').click();
      const names = (await view.snapshot()).lanes.map((lane) => lane.name);
      assert.ok(!names.includes("A") && names.includes("main"));
    }));
});

describe("names are text", () => {
  test("hostile names show as they are and make no elements", () =>
    withView(RECORDED, async (view) => {
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
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const whole = (await view.snapshot()).range;
      assert.equal(whole.from, 0);
      assert.ok(whole.to >= 500);
      await view.page.keyboard.press("w");
      await view.page.keyboard.press("+");
      const near = (await view.snapshot()).range;
      assert.ok(near.to - near.from < (whole.to - whole.from) * 0.65);
      assert.ok(near.from > whole.from && near.to < whole.to);
      const help = view.page.locator("dialog.help");
      await view.page.keyboard.press("?");
      await help.waitFor();
      await view.page.keyboard.press("w");
      await view.page.keyboard.press("Escape");
      await help.waitFor({ state: "hidden" });
      assert.deepEqual((await view.snapshot()).range, near);
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
    withView(RECORDED, async (view) => {
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
