/** Pointing, choosing, opening what is behind it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { traceOf } from "../trace/script.ts";
import { TWO } from "../trace/scripts.ts";
import { laneStates, opens, over, SHORT, seen } from "./short.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

describe("pointing and choosing", () => {
  test("hover tells who waits for what, since when, held by whom", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await over(view, "B", 0.5);
      const tip = view.page.locator(".tooltip:not([hidden])");
      await tip.waitFor();
      const text = (await seen(tip)).replace(/\s+/g, " ");
      assert.match(text, /Waits for lock log/);
      assert.match(text, /Who B/);
      assert.match(text, /Held by A/);
      assert.match(text, /Since 0\.030 s/);
    }));

  test("what a debugger has stopped is paused, and waits for nobody", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(`${TWO}10 A acquire log\n20 A pause\n25 B ask acquire log\n400 B pause`));
      const { A, B } = laneStates(await view.snapshot());
      assert.deepEqual([A, B], ["paused", "paused"]);
      await over(view, "A", 0.5);
      const tip = view.page.locator(".tooltip:not([hidden])");
      await tip.waitFor();
      assert.match(await seen(tip), /Paused by the debugger/);
    }));

  test("a click selects, and the inspector tells all of it; Escape selects nothing", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const { x, y } = await over(view, "B", 0.5);
      await view.page.mouse.click(x, y);
      const card = view.page.locator(".inspector-body");
      await view.until(async () => /Waits for lock log/.test(await seen(card)));
      assert.match(await seen(card), /Held meanwhile by/);
      assert.match(await seen(card), /not counted as waiting/);
      assert.match(await seen(card), /main\.ts:27/);
      await view.page.keyboard.press("Escape");
      await view.until(async () => !/Waits for lock log/.test(await seen(card)));
    }));

  test("a double click opens the line, whatever the file is called", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const { x, y } = await over(view, "B", 0.5);
      await view.page.mouse.dblclick(x, y);
      await view.until(() => opens(view).length > 0);
      assert.deepEqual(opens(view), [
        { type: "open", file: "/project/a:b/main.ts", line: 27, column: 14, beside: true },
      ]);
    }));

  test("lanes are walked with the keys, and marks along them", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.snapshot();
      await view.page.locator(".row").first().focus();
      await view.page.keyboard.press("ArrowDown");
      const name = () =>
        view.page.evaluate(() => document.activeElement?.querySelector(".name")?.textContent);
      assert.equal(await name(), "main");
      await view.page.keyboard.press("ArrowDown");
      assert.equal(await name(), "A");
      await view.page.keyboard.press("ArrowRight");
      const card = view.page.locator(".inspector-body");
      await view.until(async () => /Sleeping/.test(await seen(card)));
      await view.page.keyboard.press("ArrowLeft");
      await view.until(async () => /Running/.test(await seen(card)));
      assert.equal(await view.page.locator('.row[tabindex="0"]').count(), 1);
    }));

  test("commands go to the host", () =>
    withView({ run: { phase: "empty" }, followLive: false }, async (view) => {
      await view.page.getByRole("button", { name: "Run main.ts" }).click();
      await view.page.getByText("Open a lesson").click();
      await view.until(() => view.messages.filter((message) => message.type === "command").length === 2);
      assert.deepEqual(
        view.messages.flatMap((message) => (message.type === "command" ? [message.command] : [])),
        ["run", "openLesson"],
      );
    }));
});
