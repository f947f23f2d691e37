import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { traceOf } from "../trace/script.ts";
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
          "of {0}, {1} events": "von {0}, {1} Ereignisse",
          "{0}, {1} waiting": "</script><b id=evil>",
        },
      },
      async (view) => {
        await view.feed(traceOf(SCRIPT));
        await view.snapshot();
        assert.match(await view.page.locator("#tab-locks").innerText(), /^Schlösser/);
        assert.equal(await view.page.locator("#tab-queues").innerText(), "Queues");
        assert.match(await view.page.locator(".overview-corner").innerText(), /von 0\.009 s, 6 Ereignisse/);
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
});
