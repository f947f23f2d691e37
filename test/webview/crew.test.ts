/** Many workers of one pool: taken together in a row of their own, above themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

/** All of them run; from 500 ms on the first half of them wait for a lock. */
function crew(workers: number): string {
  const names = Array.from({ length: workers }, (_, i) => `W-${i + 1}`);
  return [
    "0 - spawn main",
    "0 main run program",
    `1 main make pool crew ${workers}`,
    "1 main make lock log",
    "2 main acquire log",
    "3 main spawn Other",
    "4 Other run aside",
    ...names.map((name) => `5 main spawn ${name} worker crew`),
    ...names.map((_, i) => `6 main submit crew ${i + 1} resize`),
    ...names.map((name) => `10 ${name} run worker`),
    ...names.map((name, i) => `10 ${name} task crew ${i + 1}`),
    ...names.slice(0, workers / 2).map((name) => `500 ${name} ask acquire log`),
    "999 main mark last",
  ].join("\n");
}

const rowsOf = async (view: WebviewPage) => (await view.snapshot()).rows;
const row = (view: WebviewPage, name: string) => view.page.locator(`.row:has(.name:text-is("${name}"))`);

/** How many pixels of a crew's row have the very colour that its lowest has at first, at this moment of the run. */
async function running(view: WebviewPage, time: number): Promise<{ share: number; floor: boolean }> {
  const { range } = await view.snapshot();
  const box = (await view.page.locator(".row.crew").boundingBox())!;
  return view.page.evaluate(
    ({ y, height, share, first }) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".plot canvas")!;
      const { top, width } = canvas.getBoundingClientRect();
      const ratio = canvas.width / width;
      const context = canvas.getContext("2d")!;
      const column = (share: number) => {
        const { data } = context.getImageData(
          Math.round(share * width * ratio),
          (y - top) * ratio,
          1,
          height * ratio,
        );
        return Array.from({ length: data.length / 4 }, (_, i) => data.slice(i * 4, i * 4 + 4).join());
      };
      const colour = column(first)[Math.round((height / 2) * ratio)]!;
      const seen = column(share);
      const same = seen.flatMap((one, i) => (one === colour ? [i] : []));
      return { share: same.length / (36 * ratio), floor: same.at(-1) === Math.round(40 * ratio) - 1 };
    },
    { y: box.y, height: box.height, share: time / range.to, first: 250 / range.to },
  );
}

test("more than twelve workers stand below a row of their pool, and fold into it", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(crew(14)));
    const rows = await rowsOf(view);
    assert.deepEqual(rows.slice(0, 5), ["processes", "process 1", "process 2", "crew 1", "process 3"]);
    assert.equal(rows.filter((key) => key.startsWith("task")).length, 0, "tasks of a crowd have no rows");
    assert.equal(await row(view, "W-1").getAttribute("aria-level"), "4");
    await row(view, "crew").first().locator(".twist").click();
    const folded = await rowsOf(view);
    assert.ok(folded.includes("crew 1") && folded.includes("process 2"));
    assert.ok(!folded.includes("process 3"));
    await view.page.keyboard.press("Control+f");
    await view.page.locator(".search-field").fill("W-7");
    const found = await view.snapshotWhen(({ rows }) => rows.includes("process 9"));
    assert.ok(found.rows.includes("task 9 0"), "the selected one tells its tasks");
    assert.ok(!found.rows.includes("task 8 0"));
  }));

test("no more than twelve stand by themselves, with their tasks", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(crew(12)));
    const rows = await rowsOf(view);
    assert.ok(!rows.includes("crew 1"));
    assert.equal(
      rows.filter((key) => key.startsWith("task")).length,
      0,
      "there are thirteen, with the other one",
    );
    await view.send({ type: "run", run: { ...view.run, id: 2 }, followLive: false });
    view.run = { ...view.run, id: 2 };
    await view.feed(traceOf(crew(4)));
    const few = await view.snapshotWhen(({ rows }) => rows.includes("process 6"));
    assert.ok(few.rows.includes("task 6 0"));
  }));

test("its height is the share of the workers: those that run from the floor, those that wait from the ceiling", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(crew(14)));
    assert.deepEqual(await running(view, 250), { share: 1, floor: true });
    assert.deepEqual(await running(view, 750), { share: 0.5, floor: true });
    const { range } = await view.snapshot();
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    const box = (await view.page.locator(".row.crew").boundingBox())!;
    await view.page.mouse.move(plot.x + (plot.width * 750) / range.to, box.y + 20);
    const tip = view.page.locator(".tooltip:not([hidden])");
    await tip.waitFor();
    assert.match((await tip.innerText()).replace(/\s+/g, " "), /14 processes running 7 waits for a lock 7$/);
    await row(view, "crew").first().click();
    assert.match(await view.page.locator(".inspector-body h2").innerText(), /crew/);
  }));
