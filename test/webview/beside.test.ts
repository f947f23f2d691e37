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

/** What the first run does not have. */
const LATER = `
0 - spawn main
0 main run program
1 main make lock log
2 main acquire log
400 main print "only in the second"
500 main release log
600 main make lock extra
700 - end 0`;

test("a switch, a key and what is selected say which of two runs tables, graph, search and notes are about", () =>
  withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
    await both(view, producerConsumer(16), LATER);
    const rows = () => view.page.locator("#view-locks tbody tr").allInnerTexts();
    const told = (second: boolean) => view.snapshotWhen(({ beside }) => beside?.told === second);
    const choice = (name: string) => view.page.locator(".run-switch").getByRole("button", { name });
    await view.until(async () => (await rows()).length === 2);
    assert.equal(await choice("before").getAttribute("aria-pressed"), "true");
    assert.deepEqual(await view.page.locator(".run-head.told strong").allInnerTexts(), ["before"]);

    await choice("after").click();
    await told(true);
    await view.until(async () => (await rows()).some((row) => row.startsWith("extra")));
    assert.equal(await choice("after").getAttribute("aria-pressed"), "true");
    assert.equal(await choice("before").getAttribute("aria-pressed"), "false");
    assert.deepEqual(await view.page.locator(".run-head.told strong").allInnerTexts(), ["after"]);
    assert.match(await view.page.locator(".overview-corner").innerText(), /0\.700 s\s+9 events/);
    // Its tabs are those of the other: one is open, and stays so.
    await view.page.locator("#tab-output").click();
    await view.until(async () =>
      /only in the second/.test(await view.page.locator("#view-output").innerText()),
    );
    assert.equal((await view.snapshot()).tab, "output");
    await view.page.locator("body").press("x");
    await told(false);
    await view.until(async () => /printed/.test(await view.page.locator("#view-output").innerText()));
    assert.equal((await view.snapshot()).tab, "output");

    // It is searched in the one that is told of, and the search says so.
    await view.page.keyboard.press("Control+f");
    const field = view.page.locator(".search-field");
    await field.fill("extra");
    const search = view.page.locator(".search");
    await view.until(async () => /In before\s+nothing/.test(await search.innerText()));
    await field.press("Escape");
    await view.page.locator("body").press("x");
    await view.page.keyboard.press("Control+f");
    await field.fill("extra");
    await view.until(async () => /In after\s+1 of 1/.test(await search.innerText()));
    await view.until(
      async () => (await view.page.locator(".inspector-body h2").allInnerTexts()).join() === "extra",
    );
    await field.press("Escape");

    // The next event is one of that run: the first has many more by then.
    await view.page.locator(".second .row").first().focus();
    await view.page.keyboard.press("Shift+B");
    const time = () => view.page.locator(".overview-corner strong").innerText();
    const seen: string[] = [];
    for (let step = 0; step < 4; step++) {
      await view.page.keyboard.press("n");
      await view.snapshot();
      seen.push(await time());
    }
    assert.ok(seen.includes("0.500 s"), seen.join());

    // What is selected in one of them has that one told of.
    await view.page.locator('.stage > .lanes .row:has(.name:text-is("Producer"))').click();
    await told(false);
    await view.page.locator('.second .row:has(.name:text-is("main"))').click();
    await told(true);
    // Either heading turns to its run.
    await view.page.locator(".stage > .run-head").click();
    await told(false);

    // Notes are kept with the run that they are about.
    await choice("after").click();
    await view.until(() => view.messages.some((message) => message.type === "notes" && message.run === 2));
    const note = { id: "n", from: 450, text: "held too long" };
    await view.send({ type: "notes", run: 2, notes: [note], writable: true });
    await view.page.locator("#tab-notes").click();
    await view.until(async () => /held too long/.test(await view.page.locator("#view-notes").innerText()));
    await choice("before").click();
    await told(false);
    await view.until(async () => /No notes/.test(await view.page.locator("#view-notes").innerText()));

    await view.send({ type: "beside" });
    await view.snapshotWhen(({ beside }) => beside === undefined);
    assert.equal(await view.page.locator(".run-switch").isVisible(), false);
  }));

const FIRST_TRY = `
0 - spawn main
0 main run program
1 main spawn Worker
1 main make lock log
10 main acquire log
12 Worker ask acquire log
90 main release log
90 Worker got acquire log
95 Worker release log
96 - hint lost-notify possible core main
97 Worker exit 0
100 main exit 0
100 - end 0`;
const NEXT_TRY = `
0 - spawn main
0 main run program
1 main spawn Worker
1 main make lock log
10 main acquire log
12 main release log
13 Worker acquire log
18 Worker release log
20 main make queue jobs
37 Worker exit 0
40 main exit 0
40 - end 0`;

test("a tab has what is different between two runs, and leads to it", () =>
  withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
    await both(view, FIRST_TRY, NEXT_TRY);
    await view.page.locator("#tab-compare").click();
    const table = view.page.locator("#view-compare tbody");
    const rows = async () =>
      (await table.locator("tr").allInnerTexts()).map((row) => row.split("\t").map((cell) => cell.trim()));
    await view.until(async () => (await rows()).length > 3);
    assert.deepEqual(await view.page.locator("#view-compare th").allInnerTexts(), [
      "Of",
      "Figure",
      "before",
      "after",
      "Change",
    ]);
    const found = await rows();
    assert.deepEqual(found[0], ["Run", "length", "100 ms", "40.0 ms", "−60.0 ms, −60 %"]);
    const row = (thing: string, figure: string) =>
      found.find(([own, what]) => own === thing && what!.startsWith(figure))?.slice(2);
    assert.deepEqual(row("Lock log", "wait, total"), ["78.0 ms", "0 ms", "−78.0 ms, −100 %"]);
    assert.deepEqual(row("Lock log", "longest wait"), ["78.0 ms", "0 ms", "−78.0 ms, −100 %"]);
    assert.deepEqual(row("Lock log", "had to wait"), ["1", "0", "−1, −100 %"]);
    assert.deepEqual(row("Process Worker", "waits for a lock"), ["78.0 ms", "0 ms", "−78.0 ms, −100 %"]);
    assert.deepEqual(row("Hint: Lost notify", "possible"), ["yes", "–", "only in the first"]);
    assert.deepEqual(row("Queue jobs", "is there"), ["–", "yes", "only in the second"]);
    // Taken as often in both: the same.
    assert.equal(row("Lock log", "acquired"), undefined);
    await view.page.getByRole("button", { name: "All figures" }).click();
    await view.until(async () => (await rows()).some((each) => each.join() === "Lock log,acquired,2,2,none"));

    // What only the second has is shown there, and the tab stays.
    const title = () => view.page.locator(".inspector-body h2").innerText();
    await table.locator("tr", { hasText: "Queue jobs" }).first().click();
    await view.snapshotWhen(({ beside, tab }) => beside?.told === true && tab === "compare");
    await view.until(async () => (await title()) === "jobs");
    await table.locator("tr", { hasText: "Hint: Lost notify" }).click();
    await view.snapshotWhen(({ beside }) => beside?.told === false);
    await view.until(async () => /Lost notify/.test(await title()));
    // What both have is shown in the one that is told of.
    await view.page.locator("body").press("x");
    await view.snapshotWhen(({ beside }) => beside?.told === true);
    await table.locator("tr", { hasText: "Lock log" }).first().click();
    await view.until(async () => (await title()) === "log");
    assert.equal(await view.page.locator(".second .row.selected").count(), 1);

    await view.send({ type: "beside" });
    await view.snapshotWhen(({ beside, tab }) => beside === undefined && tab !== "compare");
    assert.equal(await view.page.locator("#tab-compare").count(), 0);
  }));

test("a page that is loaded again shows the tab and the run that it showed before", () =>
  withView({ ...RECORDED, state: { tab: "compare", second: true } }, async (view) => {
    await view.feed(traceOf(FIRST_TRY));
    await view.snapshot();
    assert.equal(await view.page.locator('vscode-panel-tab[aria-selected="true"]').innerText(), "Hints\n1");
    await view.send({ type: "beside", run: SECOND, first: "before" });
    await view.send({ type: "bytes", run: 2, bytes: traceOf(NEXT_TRY) });
    await view.snapshotWhen(({ beside, tab }) => beside?.told === true && tab === "compare");
    await view.page.locator("#view-compare tbody tr").nth(2).waitFor();
    // Another comparison begins with the first run.
    await view.send({ type: "beside", run: { ...SECOND, id: 3 }, first: "before" });
    await view.send({ type: "bytes", run: 3, bytes: traceOf(NEXT_TRY) });
    await view.snapshotWhen(({ beside }) => beside?.told === false && beside.events > 0);
  }));

test("playing ends with the longer of two runs", () =>
  withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
    await both(view, FIRST_TRY, LATER);
    await view.page.keyboard.press("p");
    const time = view.page.locator(".overview-corner strong");
    await view.until(async () => (await time.innerText()) === "0.700 s");
    await view.page.locator(".transport").getByRole("button", { name: /^Play/ }).waitFor();
    // So do the keys that go to the end, and the part that begins at the cursor.
    for (let press = 0; press < 6; press++) await view.page.keyboard.press("w");
    await view.page.keyboard.press("End");
    await view.snapshotWhen(({ range }) => Math.abs(range.to - 700) < 1 && range.from > 200);
    await view.page.keyboard.press("Escape");
    await view.page
      .locator(".plot canvas")
      .first()
      .click({ position: { x: 5, y: 40 } });
    await view.page.keyboard.press("i");
    await view.until(async () => /– 0\.70/.test(await view.page.locator(".scope").innerText()));
  }));
