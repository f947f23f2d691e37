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
    await view.until(async () => (await count.innerText()) === "1 of 11");
    const title = () => view.page.locator(".inspector-body h2").innerText();
    await view.until(async () => (await title()) === "Worker-5");
    for (let step = 0; step < 10; step++) await field.press("Enter");
    assert.equal(await count.innerText(), "11 of 11");
    await view.until(async () => (await title()) === "Worker-59");
    const row = view.page.locator('.row:has(.name:text-is("Worker-59"))');
    await row.waitFor();
    const lanes = (await view.page.locator(".lanes").boundingBox())!;
    await view.until(async () => {
      const box = (await row.boundingBox())!;
      return box.y >= lanes.y && box.y + box.height <= lanes.y + lanes.height;
    });
    await field.press("Enter");
    assert.equal(await count.innerText(), "1 of 11");
    await field.press("Shift+Enter");
    assert.equal(await count.innerText(), "11 of 11");
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
