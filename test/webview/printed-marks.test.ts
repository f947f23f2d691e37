import assert from "node:assert/strict";
import { test } from "node:test";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { PrintedTimes } from "../../webview/printed-marks.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import type { ThemeName } from "./themes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

test("lines within a few pixels have one stroke, each process its own, whatever order they come in", () => {
  const script = new TraceScript();
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const printed = new PrintedTimes();
  const feed = (text: string) => {
    for (const batch of reader.push(script.write(text))) model.push(batch);
    printed.update(model.output);
  };
  /** A pixel is a millisecond. */
  const strokes = (name: string, from = 0, to = 1000) => {
    const id = [...model.processes.values()].find((lane) => lane.name === name)!.id;
    const found: number[] = [];
    printed.each(id, { from: from * 1000, to: to * 1000, width: to - from }, (x) => found.push(x));
    return found;
  };
  feed("0 - spawn main\n1 main spawn A\n100 main print one\n101 main print two\n103 A print three");
  assert.deepEqual([strokes("main"), strokes("A")], [[100], [103]]);
  feed("104 main print four\n500 A print five");
  assert.deepEqual(
    [strokes("main"), strokes("A")],
    [
      [100, 104],
      [103, 500],
    ],
  );
  // Only what is in sight, and what reaches into it, at its place there.
  assert.deepEqual([strokes("main", 102, 202), strokes("A", 400, 600)], [[-2, 2], [100]]);
  // A thousand lines in a row: no more strokes than there is room for.
  feed(Array.from({ length: 1000 }, (_, i) => `${600 + i / 10} main print line`).join("\n"));
  assert.equal(strokes("main", 600, 700).length, 25);
});

test("what is told late stands where it belongs", async () => {
  const script = new TraceScript();
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const printed = new PrintedTimes();
  const feed = (text: string) => {
    for (const batch of reader.push(script.write(text))) model.push(batch);
  };
  feed("0 - spawn main\n300 main print later");
  printed.update(model.output);
  feed("200 main print before");
  const id = [...model.processes.keys()][0]!;
  const strokes = () => {
    printed.update(model.output);
    const found: number[] = [];
    printed.each(id, { from: 0, to: 1e6, width: 1000 }, (x) => found.push(x));
    return found;
  };
  // It is looked through again now and then only.
  while (strokes().length < 2) await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual(strokes(), [200, 300]);
});

const SCRIPT = `
0   -    spawn main
0   main run program
1   main spawn A
2   A    run worker
250 A    print "a line"
1000 A    exit 0
1000 main exit 0
1000 -   end 0`;

/** Colours from the edge of A's lane down to its bar, at this share of the run. */
async function above(view: WebviewPage, time: number): Promise<string[]> {
  const row = (await view.page.locator('.row:has(.name:text-is("A"))').boundingBox())!;
  const { range } = await view.snapshot();
  return view.page.evaluate(
    ({ y, share }) => {
      const canvas = document.querySelector<HTMLCanvasElement>(".plot canvas")!;
      const box = canvas.getBoundingClientRect();
      const ratio = canvas.width / box.width;
      const x = Math.round(share * box.width) * ratio;
      const { data } = canvas.getContext("2d")!.getImageData(x, (y - box.y) * ratio, 1, 4 * ratio);
      return Array.from({ length: 4 }, (_, i) => [...data.slice(i * 4 * ratio, i * 4 * ratio + 4)].join());
    },
    { y: row.y, share: time / range.to },
  );
}

for (const theme of ["dark", "light", "hc"] as ThemeName[])
  test(`a printed line has a stroke over its process's bar in ${theme}`, () =>
    withView({ ...RECORDED, theme }, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      const [printed, beside] = [await above(view, 250), await above(view, 430)];
      assert.equal(new Set(beside).size, 1, "nothing but ground beside it");
      assert.equal(printed.filter((colour) => colour !== beside[0]).length, 3, printed.join(" "));
    }));
