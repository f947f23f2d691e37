import assert from "node:assert/strict";
import { test } from "node:test";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { findAll } from "../../webview/search.ts";
import { traceOf } from "../trace/script.ts";
import { crowded, producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

function modelOf(script: string): RunModel {
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  for (const batch of reader.push(traceOf(script))) model.push(batch);
  return model;
}

test("lanes are found in their order, then what lies in them by time, whatever the case", () => {
  const model = modelOf(producerConsumer());
  const found = findAll(model, " JOB ");
  const [queue, ...tasks] = found;
  assert.equal(queue?.selection.kind, "object");
  assert.ok(tasks.length >= 16);
  assert.ok(tasks.every(({ selection }) => selection.kind === "box"));
  const times = tasks.map(({ span }) => span!.from);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.deepEqual(findAll(model, ""), []);
  assert.deepEqual(findAll(model, "no such thing"), []);
  assert.equal(findAll(model, "consumer-").length, 4);
});

test("Ctrl+F searches; Enter goes on, and what is found is selected and brought into view", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(crowded(60, 3)));
    await view.snapshot();
    await view.page.keyboard.press("Control+f");
    const field = view.page.locator(".search-field");
    await field.fill("worker-5");
    const count = view.page.locator(".search-count");
    // Worker-5, and Worker-50 to Worker-59.
    await view.until(async () => (await count.innerText()) === "1 of 11, process");
    const title = () => view.page.locator(".inspector-body h2").innerText();
    await view.until(async () => (await title()) === "Worker-5");
    for (let step = 0; step < 10; step++) await field.press("Enter");
    assert.equal(await count.innerText(), "11 of 11, process");
    await view.until(async () => (await title()) === "Worker-59");
    const row = view.page.locator('.row:has(.name:text-is("Worker-59"))');
    await row.waitFor();
    const lanes = (await view.page.locator(".lanes").boundingBox())!;
    await view.until(async () => {
      const box = (await row.boundingBox())!;
      return box.y >= lanes.y && box.y + box.height <= lanes.y + lanes.height;
    });
    await field.press("Enter");
    assert.equal(await count.innerText(), "1 of 11, process");
    await field.press("Shift+Enter");
    assert.equal(await count.innerText(), "11 of 11, process");
    await field.fill("<b>");
    assert.equal(await count.innerText(), "nothing");
    await field.press("Escape");
    assert.equal(await view.page.locator(".search").isVisible(), false);
  }));

test("a task that is found is unfolded, and the view moves to its time", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(producerConsumer()));
    await view.snapshot();
    await view.page.locator('.row:has(.name:text-is("main")) .twist').first().click();
    for (let step = 0; step < 6; step++) await view.page.keyboard.press("w");
    await view.page.keyboard.press("Home");
    await view.snapshotWhen(({ range }) => range.from === 0);
    await view.page.getByRole("button", { name: "Search" }).click();
    await view.page.locator(".search-field").fill("job 16");
    await view.until(async () => (await view.page.locator(".inspector-body h2").innerText()) === "job 16");
    const snapshot = await view.snapshotWhen(({ range }) => range.from > 500);
    assert.ok(snapshot.lanes.some(({ name }) => name === "Consumer-3"));
  }));

const PRINTS = `
0   -    spawn main
0   main run program
1   main spawn Reader
10  main print "reads a File"
20  Reader print "one"
20  Reader print "a second file"
300 Reader warn "file not found"
300 Reader begin "file 7"
310 Reader end "file 7"
320 Reader exit 0
330 main exit 0
330 -    end 0`;

test("what was printed is found by its text, among the rest by time", () => {
  const found = findAll(modelOf(PRINTS), "file");
  assert.deepEqual(
    found.map(({ what, selection, line, span }) => [what ?? selection.kind, line, span?.from]),
    [
      ["output", 0, 10_000],
      ["output", 2, 20_000],
      ["box", undefined, 300_000],
      ["output", 3, 300_000],
    ],
  );
  // Who printed is found as a process, not with every line.
  assert.deepEqual(
    findAll(modelOf(PRINTS), "reader").map(({ selection }) => selection.kind),
    ["process"],
  );
});

test("a printed line that is found is marked in its list, with the cursor at its moment", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(PRINTS));
    await view.snapshot();
    await view.page.keyboard.press("Control+f");
    const field = view.page.locator(".search-field");
    await field.fill("second");
    const count = view.page.locator(".search-count");
    await view.until(async () => (await count.innerText()) === "1 of 1, output");
    const line = view.page.locator("#view-output tr.selected");
    await view.until(async () => /a second file/.test((await line.allInnerTexts()).join()));
    assert.equal((await view.snapshot()).tab, "output");
    assert.match(await view.page.locator(".overview-corner strong").innerText(), /^0\.020 s$/);
    // Another of the same moment.
    await field.fill("one");
    await view.until(async () => /one/.test((await line.allInnerTexts()).join()));
    assert.equal(await line.count(), 1);
  }));
