import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const SECOND = { id: 2, title: "after", file: "", phase: "recorded", exitStatus: 0 } as const;

/** Two runs of one program, the second longer than the first. */
async function both(view: WebviewPage, first = producerConsumer(16), second = producerConsumer(24)) {
  await view.feed(traceOf(first));
  await view.send({ type: "beside", run: SECOND, first: "before" });
  await view.send({ type: "bytes", run: 2, bytes: traceOf(second) });
  return view.snapshotWhen(({ beside }) => (beside?.events ?? 0) > 0);
}

test("a second run stands below the first on one scale of time, with lanes and facts of its own", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(producerConsumer(16)));
    const { end } = await view.snapshot();
    const run = { id: 2, title: "after", file: "", phase: "recorded", exitStatus: 0 } as const;
    await view.send({ type: "beside", run, first: "before" });
    await view.send({ type: "bytes", run: 2, bytes: traceOf(producerConsumer(24)) });
    const both = await view.snapshotWhen(({ beside }) => (beside?.events ?? 0) > 0);
    assert.deepEqual(both.beside?.run, run);
    assert.equal(both.end, end);
    // The longer one fits as well, and both canvases show the same stretch on the same pixels.
    const whole = await view.snapshotWhen(({ range }) => range.to > 1.2 * end);
    assert.ok(whole.beside!.lanes.some(({ name }) => name === "Consumer-4"));
    assert.match(await view.page.locator(".stage > .run-head").innerText(), /before\s+\d\.\d+ s/);
    assert.match(await view.page.locator(".second .run-head").innerText(), /after\s+\d\.\d+ s, .* longer/);
    const plots = view.page.locator(".plot canvas");
    const [first, second] = [(await plots.nth(0).boundingBox())!, (await plots.nth(1).boundingBox())!];
    assert.deepEqual([first.x, first.width], [second.x, second.width]);
    assert.ok(second.y > first.y + first.height);

    // The wheel over one of them zooms both; a mark of the second is told of from its own trace.
    const row = (await view.page.locator('.second .row:has(.name:text-is("Consumer-2"))').boundingBox())!;
    await view.page.mouse.move(second.x + second.width / 2, row.y + 11);
    await view.page.mouse.wheel(0, -400);
    await view.snapshotWhen(({ range }) => range.to - range.from < end);
    await view.page.keyboard.press("0");
    await view.snapshotWhen(({ range }) => range.to > 1.2 * end);
    const card = view.page.locator(".inspector-body:not([hidden])");
    await view.page.mouse.click(second.x + second.width * 0.9, row.y + 11);
    await view.until(async () => /Consumer-2/.test(await card.innerText()));
    assert.equal((await view.page.locator(".second .row.selected").count()) > 0, true);
    // From its wait to who held the lock meanwhile, in the same trace.
    await view.page.locator('.second .row:has(.name:text-is("Consumer-2"))').click();
    await view.page.locator('.second .row:has(.name:text-is("Consumer-2"))').focus();
    await view.page.keyboard.press("ArrowRight");
    for (let step = 0; step < 80 && !/Waits for lock/.test(await card.innerText()); step++) {
      await view.page.keyboard.press("ArrowLeft");
      await view.snapshot();
    }
    await view.page.keyboard.press("h");
    await view.until(async () => !/Waits for lock/.test(await card.innerText()));
    assert.equal((await view.page.locator(".lanes .row.selected").count()) > 0, true);
    assert.equal(await view.page.locator(".stage > .lanes .row.selected").count(), 0);
    // One thing is selected, in one of the two.
    await view.page.locator('.lanes .row:has(.name:text-is("Producer"))').first().click();
    await view.until(async () => /Producer/.test(await card.innerText()));
    assert.equal(await view.page.locator(".second .row.selected").count(), 0);
    // One filter for both, and keys that go to the lanes that have the focus.
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("consumer");
    const filtered = await view.snapshotWhen(({ lanes }) => !lanes.some(({ name }) => name === "Producer"));
    assert.ok(!filtered.beside!.lanes.some(({ name }) => name === "Producer"));
    await view.page.locator('.second .row:has(.name:text-is("Consumer-1"))').focus();
    await view.page.keyboard.press("z");
    const folded = await view.snapshotWhen(({ beside, lanes }) => beside!.lanes.length < lanes.length);
    assert.equal(folded.lanes.length, filtered.lanes.length);

    await view.page.getByRole("button", { name: "Show the first run alone" }).click();
    await view.until(() => view.messages.some((message) => message.type === "alone" && message.run === 2));
    await view.send({ type: "beside" });
    const alone = await view.snapshotWhen(({ beside }) => beside === undefined);
    assert.ok(alone.range.to < 1.2 * end);
    assert.equal(await view.page.locator(".second").count(), 0);
  }));

test("the edge between two runs is dragged and moved with keys, evened out, and kept", () =>
  withView(RECORDED, async (view) => {
    await both(view);
    const edge = view.page.getByRole("separator", { name: "Height of the first run" });
    const stage = (await view.page.locator(".stage").boundingBox())!;
    const share = async () => {
      await view.snapshot();
      const { y } = (await view.page.locator(".second").boundingBox())!;
      return (y - stage.y) / stage.height;
    };
    const near = (value: number, wanted: number) => Math.abs(value - wanted) < 0.01;
    assert.ok(near(await share(), 0.5));
    const at = (await edge.boundingBox())!;
    await view.page.mouse.move(at.x + 300, at.y);
    await view.page.mouse.down();
    await view.page.mouse.move(at.x + 300, at.y - stage.height * 0.2, { steps: 4 });
    await view.page.mouse.up();
    assert.ok(near(await share(), 0.3));
    const lanes = (await view.page.locator(".stage > .lanes").boundingBox())!;
    assert.ok(lanes.y + lanes.height <= stage.y + stage.height * 0.31);
    const kept = await view.page.evaluate(() => (window as unknown as { keptState: object }).keptState);
    assert.ok(near((kept as { halves: number }).halves, 0.3));
    await edge.focus();
    await view.page.keyboard.press("ArrowDown");
    assert.ok(near(await share(), 0.3 + 16 / stage.height));
    assert.equal(await edge.getAttribute("aria-valuenow"), String(Math.round((await share()) * 100)));
    // Neither goes out of sight.
    for (let press = 0; press < 60; press++) await view.page.keyboard.press("ArrowDown");
    assert.ok((await share()) < 0.9);
    await edge.dblclick();
    assert.ok(near(await share(), 0.5));
    await view.page.keyboard.press("ArrowUp");
    await view.page.keyboard.press("Enter");
    assert.ok(near(await share(), 0.5));
  }));
