/** Scrolling moves what is drawn already: it has to look as if it were drawn anew. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { largeTrace } from "../bench/webview/large-trace.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import type { WebviewPage } from "./harness.ts";
import { producerConsumer } from "./scenes.ts";
import { THEMES, type ThemeName } from "./themes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();
const SMALL = { ...RECORDED, height: 520 };
/** By little, by rows, to the end, back by parts of rows, beyond the height of the lanes and back to the top. */
const STEPS = [3, 22, 61, 10_000, -5, -33, -90, -7, 200, -10_000, 44];

/** Pixels of the lanes with their colours as they lie on black. */
const picture = (view: WebviewPage): Promise<Uint8Array> =>
  view.page
    .locator(".plot canvas")
    .evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const context = (element as HTMLCanvasElement).getContext("2d")!;
      const { data } = context.getImageData(0, 0, width, height);
      for (let i = 0; i < data.length; i++) if (i % 4 < 3) data[i]! *= data[i | 3]! / 255;
      let text = "";
      for (const value of data) text += String.fromCharCode(value);
      return btoa(text);
    })
    .then((text) => Buffer.from(text, "base64"));
const differ = (one: Uint8Array, other: Uint8Array): number =>
  one.length === other.length
    ? one.reduce((sum, value, i) => sum + (value === other[i] ? 0 : 1), 0)
    : Number.POSITIVE_INFINITY;
const scrollBy = (view: WebviewPage, by: number) =>
  view.page.locator(".lanes").evaluate((lanes, by) => {
    lanes.scrollTop += by;
    return lanes.scrollTop;
  }, by);

/** Scrolls, and has all of it drawn anew in each place. */
async function compare(view: WebviewPage, theme: ThemeName): Promise<void> {
  const seen = new Map<number, Uint8Array>();
  for (const by of STEPS) {
    const top = await scrollBy(view, by);
    await view.snapshot();
    const moved = await picture(view);
    // Nothing is kept of what was drawn in another theme, even if that is the same.
    await view.setTheme(theme);
    await view.snapshot();
    assert.equal(differ(moved, await picture(view)), 0, `${by} down to ${top}`);
    seen.set(top, moved);
  }
  assert.ok(seen.size > STEPS.length / 2, [...seen.keys()].join());
  const looks = [...seen.values()];
  for (const [i, look] of looks.entries())
    for (const other of looks.slice(i + 1)) assert.ok(differ(look, other) > 100, "places look different");
}

for (const theme of Object.keys(THEMES) as ThemeName[])
  test(`${theme}: what was scrolled is what would be drawn there`, () =>
    withView({ ...SMALL, theme }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      await compare(view, theme);
    }));

test("the same with every kind of lane, and with what is selected and under the pointer", () =>
  withView({ ...SMALL, height: 440 }, async (view) => {
    await view.feed(traceOf(MIXED));
    await view.snapshot();
    await view.page.locator(".row.process").nth(1).click();
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.mouse.move(plot.x + plot.width / 2, plot.y + 40);
    await view.snapshot();
    await compare(view, "dark");
  }));

test("the same on a screen whose pixels are smaller, with merged marks", () =>
  withView(SMALL, async (view) => {
    for (const bytes of largeTrace({ events: 20_000, workers: 20 })) await view.feed(bytes);
    await view.snapshot();
    await view.page.keyboard.press("m");
    await view.snapshot();
    await compare(view, "dark");
  }));

test("names stand in the page in the order of the lanes, whichever way one scrolls", () =>
  withView(SMALL, async (view) => {
    for (const bytes of largeTrace({ events: 20_000, workers: 60, locks: 20, queues: 1 }))
      await view.feed(bytes);
    const { rows: order } = await view.snapshot();
    for (const by of [700, 150, -400, 2000, -10_000, 90]) {
      await scrollBy(view, by);
      await view.snapshot();
      const names = await view.page.locator(".gutter .row:not(.section)").evaluateAll((rows) =>
        rows.map((row) => {
          const name = (row as HTMLElement).dataset["key"]!;
          return { name, top: row.getBoundingClientRect().top };
        }),
      );
      const tops = names.map(({ top }) => top);
      assert.deepEqual(
        tops,
        tops.toSorted((a, b) => a - b),
      );
      const processes = names.map(({ name }) => name).filter((name) => order.includes(name));
      assert.deepEqual(
        processes,
        order.filter((name) => processes.includes(name)),
      );
      assert.ok(processes.length > 8, processes.join());
    }
  }));
