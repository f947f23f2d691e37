import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { traceOf } from "../trace/script.ts";
import { philosophers } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const SCRIPT = `
0  -    spawn main
0  main run program
1  main make lock "a {0} lock"
2  main acquire "a {0} lock"
9  -    end 0`;

describe("words in the user's language", () => {
  test("stand where the page brings them along; what has none is in English", () =>
    withView(
      {
        ...RECORDED,
        state: { tab: "locks" },
        l10n: {
          Locks: "Schlösser",
          "{process} begins.": "{process} fängt an.",
          "{0} events": "{0} Ereignisse",
          "{0}, {1} waiting": "</script><b id=evil>",
        },
      },
      async (view) => {
        await view.feed(traceOf(SCRIPT));
        await view.snapshot();
        assert.match(await view.page.locator("#tab-locks").innerText(), /^Schlösser/);
        assert.equal(await view.page.locator("#tab-queues").innerText(), "Queues");
        assert.match(await view.page.locator(".overview-corner").innerText(), /0\.009 s\s+6 Ereignisse/);
        assert.equal(await view.page.locator("#evil").count(), 0);
        await view.page.locator("#tab-story").click();
        await view.page.getByText("main fängt an.").waitFor();
      },
    ));

  test("names of the program with braces are never filled in", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      const row = view.page.locator('.row:has(.name:text-is("a {0} lock"))');
      assert.equal(await row.getAttribute("title"), "a {0} lock: main");
      await row.click();
      await view.until(async () =>
        (await view.page.locator(".inspector-body h2").innerText()).includes("a {0} lock"),
      );
    }));

  test("a hint is called by its name there on the axis, and found by it", () =>
    withView(
      {
        ...RECORDED,
        l10n: { Deadlock: "Stillstand" },
        prepare: [
          () => {
            const texts = new Set<string>();
            Object.assign(window, { drawn: texts });
            const { fillText } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
              texts.add(text);
              fillText.call(this, text, ...rest);
            };
          },
        ],
      },
      async (view) => {
        const { before, hint } = philosophers();
        await view.feed(traceOf(`${before}\n${hint}`));
        await view.snapshot();
        const drawn = () =>
          view.page.evaluate(() => [...(window as unknown as { drawn: Set<string> }).drawn]);
        await view.until(async () => (await drawn()).some((text) => /^Stillstand 1\.963 s$/.test(text)));
        assert.ok(!(await drawn()).some((text) => /^deadlock/i.test(text)));
        await view.page.keyboard.press("Control+f");
        await view.page.locator(".search-field").fill("stillst");
        await view.until(async () => /1 of 1/.test(await view.page.locator(".search-count").innerText()));
      },
    ));
});
