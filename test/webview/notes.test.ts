import assert from "node:assert/strict";
import { test } from "node:test";
import type { Note } from "../../src/protocol/notes.ts";
import type { FromWebview } from "../../src/protocol/view.ts";
import { traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const BEGAN = 1.7e12;
const EVIL = '<img src=x onerror="document.title=1">';
const NOTES: Note[] = [
  { id: "late", from: 900, process: 3, text: EVIL },
  { id: "early", from: 300, to: 420, text: "All four wait for the log." },
  { id: "gone", from: 1200, process: 99, text: "" },
];

const asked = (view: WebviewPage) =>
  view.messages.filter((message): message is FromWebview & { type: "notes" } => message.type === "notes");
const selected = (view: WebviewPage) => view.page.locator("#view-notes tr.selected").innerText();
const time = (view: WebviewPage) => view.page.locator(".overview-corner strong").innerText();

test("notes stand in a tab and on the axis, are gone to by keys, and written where one is", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(producerConsumer(), BEGAN));
    await view.until(() => asked(view).length === 1);
    assert.deepEqual(asked(view)[0], { type: "notes", run: 1, startedAt: BEGAN });
    await view.send({ type: "notes", run: 99, notes: NOTES, writable: true });
    await view.send({ type: "notes", run: 1, notes: NOTES, writable: true });
    const badge = view.page.locator("#tab-notes .badge");
    await view.until(async () => (await badge.innerText()) === "3");
    await view.page.keyboard.press("j");
    await view.until(async () => (await time(view)) === "0.300 s");
    assert.match(await selected(view), /All four wait/);
    assert.match(
      await view.page.locator('.announcer[aria-live="polite"]').innerText(),
      /^Note 1 of 3: .*All four wait for the log\.$/,
    );
    await view.page.keyboard.press("j");
    await view.until(async () => (await time(view)) === "0.900 s");
    assert.ok((await selected(view)).includes(EVIL));
    // What the trace does not have is not selected, and the last leads to the first again.
    for (const at of ["1.200 s", "0.300 s"]) {
      await view.page.keyboard.press("j");
      await view.until(async () => (await time(view)) === at);
    }
    await view.page.keyboard.press("Shift+J");
    await view.until(async () => (await time(view)) === "1.200 s");

    const row = (await view.page.locator('.row:has(.name:text-is("Consumer-2"))').boundingBox())!;
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.mouse.click(plot.x + plot.width * 0.286, row.y + 11);
    await view.page.keyboard.press("e");
    const bar = view.page.locator(".note-bar");
    await bar.waitFor();
    assert.match(await bar.innerText(), /^Consumer-2, /);
    await view.page.keyboard.type("Here it waits,");
    await view.page.keyboard.press("Shift+Enter");
    await view.page.keyboard.type("for long.");
    await view.page.keyboard.press("Enter");
    await view.until(() => asked(view).length === 2);
    const { put, startedAt } = asked(view)[1]!;
    assert.equal(startedAt, BEGAN);
    assert.equal(put?.text, "Here it waits,\nfor long.");
    assert.ok(put.process !== undefined && put.to! > put.from);
    assert.equal(await bar.isVisible(), false);
    assert.equal((await view.snapshot()).tab, "notes");
    assert.equal(await badge.innerText(), "4");

    // The same mark again: the same note, which can be let go.
    await view.page.keyboard.press("e");
    await bar.getByRole("button", { name: "Remove" }).click();
    await view.until(() => asked(view).length === 3);
    assert.equal(asked(view)[2]!.drop, put.id);
    await view.until(async () => (await badge.innerText()) === "3");

    await view.send({
      type: "notes",
      run: 1,
      notes: NOTES,
      writable: false,
      problem: "It is left as it is.",
    });
    await view.snapshot();
    await view.page.keyboard.press("e");
    assert.equal(await bar.isVisible(), false);
    assert.equal(await view.page.locator(".note-problem").innerText(), "It is left as it is.");
  }));
