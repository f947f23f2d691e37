import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../trace/script.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const SCRIPT = `
0   -    spawn main
0   main run program
1   main make lock one @/project/main.ts:3:1
1   main make lock two @/project/main.ts:4:1
2   main spawn A
3   main spawn B
10  A    run worker
10  B    run worker
20  A    acquire one @/project/main.ts:17:3
30  A    acquire two @/project/main.ts:18:3
40  -    hint deadlock-predicted proven core A B step "A acquires one (main.ts:17)" step "B <b>acquires</b> two" step "A waits for two (main.ts:18)" step "B waits for one"
90  -    end 0`;

test("a proven hint is gone through step by step, with buttons and with the keys", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(SCRIPT));
    await view.send({ type: "showHint" });
    const { range } = await view.snapshot();
    const since = await view.page.locator(".inspector-body .card-head .subtitle").innerText();
    assert.match(since, /^Did not happen in this run; found at 0\.040 s$/);
    const current = view.page.locator(".witness [aria-current=step]");
    const count = view.page.locator(".stepper [aria-live]");
    assert.match(await current.innerText(), /^A acquires one/);
    assert.equal(await count.innerText(), "step 1 of 4");
    assert.ok(await view.page.getByRole("button", { name: "Step before" }).isDisabled());
    await view.page.getByRole("button", { name: "Next step" }).click();
    assert.equal(await current.innerText(), "B <b>acquires</b> two");
    await current.focus();
    await view.page.keyboard.press("ArrowDown");
    assert.match(await current.innerText(), /^A waits for two/);
    await view.page.keyboard.press("End");
    assert.equal(await count.innerText(), "step 4 of 4");
    assert.ok(await view.page.getByRole("button", { name: "Next step" }).isDisabled());
    assert.equal(await view.page.locator('.witness [tabindex="0"]').count(), 1);
    assert.deepEqual((await view.snapshot()).range, range);
    await view.page.locator(".witness li").first().getByRole("button", { name: "main.ts:17" }).click();
    await view.until(() => view.messages.some((message) => message.type === "open" && message.line === 17));
  }));
