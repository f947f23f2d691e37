import assert from "node:assert/strict";
import { test } from "node:test";
import { TraceScript, traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { philosophers } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

/** A tree of processes, three of which have to do with a lock; a queue that nobody uses. */
const TREE = `
0 - spawn main
0 main run program
1 main make lock log
1 main make lock index
1 main make queue spare
2 main spawn Crew
3 Crew run crew
4 Crew spawn Worker-1
5 Crew spawn Worker-2
6 Crew spawn Worker-10
7 Worker-1 run work
7 Worker-2 run work
7 Worker-10 run work
8 main spawn Clerk
9 Clerk run file
10 Worker-1 acquire log
11 Clerk begin filing
20 Worker-2 ask acquire log
30 Worker-10 acquire index
60 Worker-1 release log
60 Worker-2 got acquire log
70 Worker-2 release log
70 Worker-10 release index
80 Clerk ask acquire index
81 Clerk got acquire index
82 Clerk release index
90 Clerk end filing
100 - hint deadlock-predicted proven core Worker-1 Worker-2
`;

const names = async (view: WebviewPage) => (await view.snapshot()).lanes.map(({ name }) => name);
const bar = (view: WebviewPage) => view.page.locator(".lane-bar");
const choose = (view: WebviewPage, label: string, value: string) =>
  bar(view).getByLabel(label).selectOption(value);
const heard = async (view: WebviewPage) =>
  (await view.page.locator('.announcer[aria-live="polite"]').innerText()).trim();
const row = (view: WebviewPage, name: string) => view.page.locator(`.row:has(.name:text-is("${name}"))`);

test("lanes are filtered by name, hint, wait and use; those above stay, and how many pass is said", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(TREE));
    const all = await names(view);
    assert.deepEqual(all, [
      "main",
      "Crew",
      "Worker-1",
      "Worker-2",
      "Worker-10",
      "Clerk",
      "Clerk tasks",
      "log",
      "index",
      "spare",
    ]);
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("WORKER-1, log");
    assert.deepEqual(await names(view), ["main", "Crew", "Worker-1", "Worker-10", "log"]);
    assert.equal(await bar(view).locator(".lane-count").innerText(), "3 of 9 lanes");
    assert.equal(await heard(view), "3 of 9 lanes");
    // What stands there for those below can be told from what passes, and cannot hide it.
    assert.equal(await view.page.locator(".row.aside").count(), 2);
    assert.equal(await row(view, "Crew").getAttribute("aria-expanded"), null);
    await view.page.keyboard.press("Escape");
    assert.deepEqual(await names(view), all);
    await choose(view, "Which lanes", "hint");
    assert.deepEqual(await names(view), ["main", "Crew", "Worker-1", "Worker-2"]);
    await choose(view, "Which lanes", "waited");
    assert.deepEqual(await names(view), ["main", "Crew", "Worker-2", "Clerk", "Clerk tasks", "log", "index"]);
    await choose(view, "Which lanes", "waits");
    assert.deepEqual(await names(view), []);
    assert.ok(await view.page.getByText("No lane passes this filter.").isVisible());
    await view.page.getByRole("button", { name: "Show all lanes", exact: true }).click();
    assert.deepEqual(await names(view), all);
    await row(view, "log").click();
    await choose(view, "Which lanes", "touch");
    assert.deepEqual(await names(view), ["main", "Crew", "Worker-1", "Worker-2", "log"]);
    // It goes on being about that, whatever is selected next.
    await row(view, "Worker-1").click();
    assert.deepEqual(await names(view), ["main", "Crew", "Worker-1", "Worker-2", "log"]);
    await bar(view).getByRole("button", { name: "Show all lanes and close" }).click();
    assert.deepEqual(await names(view), all);
    assert.equal(await bar(view).isVisible(), false);
    await view.page.keyboard.press("/");
    await bar(view).getByRole("button", { name: "Hide objects that nobody uses" }).click();
    assert.deepEqual(
      await names(view),
      all.filter((name) => name !== "spare"),
    );
  }));

test("siblings are sorted, tasks and subtrees fold by key, and the look is kept over a reload", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(TREE));
    await view.page.keyboard.press("/");
    await choose(view, "Order of the lanes", "name");
    const byName = ["main", "Clerk", "Clerk tasks", "Crew", "Worker-1", "Worker-2", "Worker-10"];
    assert.deepEqual(await names(view), [...byName, "index", "log", "spare"]);
    await choose(view, "Order of the lanes", "waiting");
    assert.deepEqual(await names(view), [
      ...["main", "Clerk", "Clerk tasks", "Crew", "Worker-2", "Worker-1", "Worker-10"],
      ...["log", "index", "spare"],
    ]);
    await row(view, "Crew").focus();
    await view.page.keyboard.press("t");
    await view.page.keyboard.press("z");
    assert.deepEqual(await names(view), ["main", "Clerk", "Crew", "log", "index", "spare"]);
    assert.equal(await row(view, "Crew").getAttribute("aria-expanded"), "false");
    await view.page.keyboard.press("Shift+Z");
    assert.equal((await names(view)).length, 9);
    await view.page.keyboard.press("Shift+Z");
    assert.deepEqual(await names(view), ["main", "Clerk", "Crew"]);
    const kept = await view.page.evaluate(() => (window as unknown as { keptState: unknown }).keptState);
    await withView({ ...RECORDED, state: kept }, async (again) => {
      await again.feed(traceOf(TREE));
      assert.deepEqual(await names(again), ["main", "Clerk", "Crew"]);
      await again.page.keyboard.press("Shift+Z");
      assert.equal((await names(again))[2], "Crew");
    });
  }));

test("the key that goes from a wait to its holder shows the holder's lane, though the filter hides it", () =>
  withView(RECORDED, async (view) => {
    const { before, hint } = philosophers();
    await view.feed(traceOf(`${before}\n${hint}`));
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("sopher-2");
    assert.deepEqual(await names(view), ["main", "Philosopher-2"]);
    await view.page.keyboard.press("Enter");
    await row(view, "Philosopher-2").click();
    await view.page.keyboard.press("h");
    assert.deepEqual(await names(view), ["main", "Philosopher-2", "Philosopher-3"]);
    await view.until(async () =>
      /Philosopher-3/.test(await view.page.locator(".inspector-body").innerText()),
    );
    await view.page.keyboard.press("h");
    assert.deepEqual(await names(view), ["main", "Philosopher-2", "Philosopher-3", "Philosopher-4"]);
    // Another filter begins anew.
    await view.page.keyboard.press("/");
    await view.page.keyboard.type("sopher-1");
    assert.deepEqual(await names(view), ["main", "Philosopher-1"]);
  }));

test("while a run goes on, lanes that come take their places and the others keep theirs under the pointer", () =>
  withView({ state: { lanes: { order: "running", text: "worker", shown: true } } }, async (view) => {
    const script = new TraceScript(Date.now());
    await view.feed(
      script.write(`
        0 - spawn main
        1 main spawn Worker-1
        2 main spawn Worker-2
        3 main spawn Clerk
        4 Worker-1 run work
        5 Worker-2 run work
        6 Worker-1 sleep 9000`),
    );
    await view.snapshotWhen(({ lanes }) => lanes.map(({ name }) => name).join() === "main,Worker-2,Worker-1");
    await row(view, "Worker-2").hover();
    await view.feed(
      script.write(`
        7 Worker-2 sleep 9000
        8 Worker-1 wake
        8 main spawn Porter
        900 main spawn Worker-3
        2900 Worker-3 run work`),
    );
    assert.deepEqual(await names(view), ["main", "Worker-2", "Worker-1", "Worker-3"]);
    await view.page.mouse.move(1300, 400);
    await view.snapshotWhen(
      ({ lanes }) => lanes.map(({ name }) => name).join() === "main,Worker-1,Worker-3,Worker-2",
    );
  }));
