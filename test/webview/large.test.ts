import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { largeTrace } from "../bench/webview/large-trace.ts";
import { traceOf } from "../trace/script.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { type ViewOptions, WebviewPage } from "./harness.ts";
import { crowded } from "./scenes.ts";

let browser: Browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

const RECORDED: ViewOptions = { run: { phase: "recorded" }, followLive: false };

/** Opens a view, hands it to the body, and checks that nothing went wrong inside it. */
async function withView(body: (view: WebviewPage) => Promise<void>): Promise<void> {
  const view = await WebviewPage.open(browser, RECORDED);
  try {
    await body(view);
    assert.deepEqual(view.faults, []);
  } finally {
    await view.close();
  }
}

const focusedName = (view: WebviewPage) =>
  view.page.evaluate(() => document.activeElement?.querySelector(".name")?.textContent ?? "");

/** Name and edges of what has the focus, and of the lanes around it. */
const focusedPlace = (view: WebviewPage) =>
  view.page.evaluate(() => {
    const { top, bottom } = document.activeElement!.getBoundingClientRect();
    const lanes = document.querySelector(".lanes")!.getBoundingClientRect();
    return { top, bottom, lanes: { top: lanes.top, bottom: lanes.bottom } };
  });

describe("many lanes", () => {
  test("those out of sight are scrolled to, and stand in the page only then", () =>
    withView(async (view) => {
      await view.feed(traceOf(crowded(300, 2)));
      const { lanes } = await view.snapshot();
      assert.equal(lanes.length, 302);
      const rows = view.page.locator(".row");
      const there = await rows.count();
      assert.ok(there > 20 && there < 150, String(there));
      assert.equal(await rows.filter({ hasText: "Worker-300" }).count(), 0);
      await view.page.evaluate(() => {
        const lanes = document.querySelector(".lanes")!;
        lanes.scrollTop = lanes.scrollHeight;
      });
      const last = view.page.locator('.row:has(.name:text-is("Worker-300"))');
      await last.waitFor();
      await view.until(async () => /exit 0/.test(await last.innerText()));
      assert.ok((await rows.count()) < 150);
      assert.equal(await view.page.locator('.row[tabindex="0"]').count(), 1);
    }));

  test("the keys walk on where nothing is in sight yet, and keep the focus when it is scrolled away", () =>
    withView(async (view) => {
      await view.feed(traceOf(crowded(300, 2)));
      await view.snapshot();
      await view.page.locator(".row").first().focus();
      for (let step = 0; step < 120; step++) await view.page.keyboard.press("ArrowDown");
      await view.snapshot();
      assert.equal(await focusedName(view), "Worker-119");
      const place = await focusedPlace(view);
      assert.ok(place.top >= place.lanes.top && place.bottom <= place.lanes.bottom, JSON.stringify(place));
      await view.page.evaluate(() => {
        document.querySelector(".lanes")!.scrollTop = 0;
      });
      await view.snapshot();
      assert.equal(await focusedName(view), "Worker-119");
      await view.page.keyboard.press("ArrowDown");
      assert.equal(await focusedName(view), "Worker-120");
    }));
});

describe("many intervals", () => {
  test("nothing is lost on the way: each lane has the intervals that the trace has", () =>
    withView(async (view) => {
      const portions = [...largeTrace({ events: 60_000, workers: 12, batch: 1500 })];
      const reader = new TraceReader();
      const model = new RunModel(reader.names);
      for (const bytes of portions) {
        for (const batch of reader.push(bytes)) model.push(batch);
        await view.feed(bytes);
      }
      // What follows bytes is about the run as it is with them.
      await view.setRun({ title: "all of it" });
      const snapshot = await view.snapshot();
      assert.equal(snapshot.run.title, "all of it");
      assert.equal(snapshot.events, model.events);
      assert.equal(snapshot.end, model.end / 1000);
      const found = snapshot.lanes
        .filter(({ kind }) => kind === "process")
        .map((lane) => [lane.name, lane.intervals]);
      assert.deepEqual(
        found,
        [...model.processes.values()].map((lane) => [lane.name, lane.track.length]),
      );
    }));

  test("a recorded run is as long as it will be from the first portion on, and says how far it is read", () =>
    withView(async (view) => {
      const portions = [...largeTrace({ events: 20_000, workers: 4, batch: 2000 })];
      const bytes = portions.reduce((sum, portion) => sum + portion.length, 0);
      await view.setRun({ whole: { bytes, length: 4000 } });
      await view.feed(portions[0]!);
      const first = await view.snapshot();
      assert.ok(first.end < 1000);
      assert.ok(first.range.to >= 4000);
      const line = view.page.locator(".loading:not([hidden])");
      await line.waitFor();
      const share = Number(await line.getAttribute("aria-valuenow"));
      assert.ok(share > 0 && share < 50, String(share));
      for (const portion of portions.slice(1)) await view.feed(portion);
      const last = await view.snapshot();
      assert.equal(last.range.to, first.range.to);
      await view.until(async () => (await line.count()) === 0);
    }));

  test("a merged bucket tells what it merges; a double click comes so near that it is merged no more", () =>
    withView(async (view) => {
      await view.feed(traceOf(crowded(4, 2000)));
      const whole = await view.snapshot();
      const row = (await view.page.locator('.row:has(.name:text-is("Worker-2"))').boundingBox())!;
      const plot = (await view.page.locator(".plot canvas").boundingBox())!;
      const [x, y] = [plot.x + plot.width * 0.5, row.y + row.height / 2];
      const tip = view.page.locator(".tooltip:not([hidden])");
      await view.page.mouse.move(x, y);
      await tip.waitFor();
      const text = await tip.innerText();
      const number = Number(/(\d+) intervals merged/.exec(text)?.[1]);
      assert.ok(number > 2, text);
      assert.match(text, /Worker-2/);
      assert.match(text, /\d % running, longest wait [\d.]+ ms/);
      assert.match(await view.page.locator(".axis-corner").innerText(), /merged/);
      await view.page.mouse.dblclick(x, y);
      // The view glides there: a frame on the way shows more.
      const most = (whole.range.to - whole.range.from) / 50;
      const near = await view.snapshotWhen(({ range }) => range.to - range.from < most);
      assert.ok(near.range.to - near.range.from < 1000);
      await view.page.mouse.move(x + 40, y);
      await view.until(async () => (await tip.count()) === 1 && !/merged/.test(await tip.innerText()));
    }));
});
