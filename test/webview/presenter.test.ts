/** The view as it is shown to a room. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const SCRIPT = `
0    -    spawn main
0    main run program
1    main make lock log @/project/main.ts:3:7
2    main spawn A @/project/main.ts:9:3
10   A    run worker
100  A    acquire log @/project/main.ts:17:3
200  main ask acquire log @/project/main.ts:27:14
400  A    release log
400  main got acquire log
600  A    exit 0
700  main exit 0
720  -    end 0`;

const caption = (view: WebviewPage) => view.page.locator(".said");
const sharpness = (view: WebviewPage) =>
  view.page
    .locator(".plot canvas")
    .first()
    .evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      return canvas.width / canvas.clientWidth;
    });

test("M shows it larger, without what a room does not need; one key goes on, Escape ends it", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(SCRIPT));
    await view.snapshot();
    const before = await sharpness(view);
    await view.page.keyboard.press("m");
    await view.snapshot();
    assert.equal(await view.page.locator(".toolbar").isVisible(), false);
    assert.equal(await view.page.locator("aside.inspector").isVisible(), false);
    assert.equal(
      await view.page.locator(".view > .main").evaluate((main) => main.scrollWidth > main.clientWidth),
      false,
    );
    assert.ok(Math.abs((await sharpness(view)) / before - 1.5) < 0.02, "as sharp as it is large");
    const lanes = (await view.page.locator(".lanes").first().boundingBox())!;
    const graph = (await view.page.locator(".graph").first().boundingBox())!;
    assert.ok(Math.abs(graph.y - (lanes.y + lanes.height)) < 4, "nothing between the lanes and the graph");
    const zoom = await view.page.locator(".view").evaluate((root) => getComputedStyle(root).zoom);
    assert.equal(Number(zoom), 1.5);
    const told: string[] = [];
    for (const key of ["PageDown", "Space", "ArrowRight", "PageDown", "PageDown", "PageDown"]) {
      await view.page.keyboard.press(key);
      await view.snapshot();
      told.push(await caption(view).innerText());
    }
    assert.ok(
      told.some((text) => /0\.100 s.*A/.test(text)),
      told.join("\n"),
    );
    assert.equal(new Set(told).size, told.length, told.join("\n"));
    await view.page.keyboard.press("PageUp");
    await view.snapshot();
    assert.equal(await caption(view).innerText(), told.at(-2));
    await view.page.keyboard.press("Escape");
    await view.snapshot();
    assert.equal(await view.page.locator(".toolbar").isVisible(), true);
    assert.equal(await caption(view).isVisible(), false);
    assert.ok(Math.abs((await sharpness(view)) / before - 1) < 0.02);
  }));

test("the pointer finds what it is over, though all is larger", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(SCRIPT));
    await view.page.keyboard.press("m");
    const { range } = await view.snapshot();
    const plot = (await view.page.locator(".plot canvas").first().boundingBox())!;
    const row = (await view.page.locator('.row:has(.name:text-is("main"))').first().boundingBox())!;
    const x = plot.x + (plot.width * (300 - range.from)) / (range.to - range.from);
    await view.page.mouse.move(x, row.y + row.height / 2);
    await view.page.locator(".tooltip").filter({ hasText: "Waits for lock log" }).waitFor();
  }));

test("the wheel zooms around what is under the pointer, though all is larger", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(SCRIPT));
    await view.page.keyboard.press("m");
    await view.snapshot();
    const plot = (await view.page.locator(".plot canvas").first().boundingBox())!;
    const share = 0.6;
    const under = ({ from, to }: { from: number; to: number }) => from + share * (to - from);
    const before = (await view.snapshot()).range;
    await view.page.mouse.move(plot.x + share * plot.width, plot.y + 20);
    await view.page.mouse.wheel(0, -300);
    await view.until(async () => {
      const { range } = await view.snapshot();
      return range.to - range.from < 0.9 * (before.to - before.from);
    });
    const after = (await view.snapshot()).range;
    assert.ok(Math.abs(under(after) - under(before)) < 5, `${under(before)} became ${under(after)}`);
  }));
