import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Statistics, type StatisticsReport } from "../../src/analysis/statistics/statistics.ts";
import type { Range } from "../../src/analysis/statistics/tally.ts";
import { STATE } from "../../src/trace/states.ts";
import { walked } from "../analysis/walked.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import type { WebviewPage } from "./harness.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

/** B waits for A's lock from 80 ms on for 25, and then from 110, 130, 160, 200 and 250 ms on for 10 to 50. */
const waits = [110, 130, 160, 200, 250].map((at, index) => {
  const granted = at + 10 * (index + 1);
  return `
${at} A acquire log @/project/main.ts:7:1
${at} B ask acquire log 0 @/project/main.ts:9:1
${granted} A release log
${granted} B got acquire log
${granted + 1} B release log`;
});
const RUN = `
0   - spawn main
0   main run program
1   main make lock log @/project/main.ts:3:7
2   main spawn A
2   main spawn B
3   A run work
3   B run work
70  A acquire log @/project/main.ts:7:1
80  B ask acquire log 0 @/project/main.ts:9:1
100 main mark begin
105 A release log
105 B got acquire log
106 B release log
${waits.join("")}
350 - hint deadlock-predicted proven core A B step "A takes it" step "B takes it"
400 main mark end
600 - hint deadlock-predicted proven core B A step "B takes it" step "A takes it"
700 main exit 0
800 A exit 0
900 B exit 0
1000 - end 0`;

/** Puts the cursor to the event at a moment, as the overview's corner says it. */
async function goTo(view: WebviewPage, moment: string): Promise<void> {
  const corner = view.page.locator(".overview-corner strong");
  await view.page.keyboard.press("Shift+B");
  await view.until(async () => {
    // What was pressed is drawn.
    await view.snapshot();
    if ((await corner.innerText()) === moment) return true;
    await view.page.keyboard.press("n");
    return false;
  });
}

/** Chooses what lies between two events, to the microsecond. */
async function choose(view: WebviewPage, from: string, to: string): Promise<void> {
  await goTo(view, from);
  await view.page.keyboard.press("i");
  await goTo(view, to);
  await view.page.keyboard.press("u");
  // From here on the card is about this part, and not about what was chosen on the way.
  await view.snapshot();
}

/** The figures of a part, and how many stretches in one state it has, in microseconds. */
function told(range?: Range): { report: StatisticsReport; intervals: number } {
  const statistics = new Statistics(range);
  let intervals = 0;
  const { from, to } = range ?? { from: 0, to: Number.MAX_SAFE_INTEGER };
  const count = {
    stretch: (_: unknown, stretch: { from: number; to: number; state: number }) => {
      if (stretch.state !== STATE.exited && stretch.from < to && stretch.to > from) intervals++;
    },
  };
  const walk = walked(traceOf(RUN), [...statistics.visitors, count]);
  return { report: statistics.report(walk), intervals };
}

/** Shares of the time of all processes, by state. */
function shares({ processes }: StatisticsReport): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { states } of processes)
    for (const [state, time] of Object.entries(states)) sums[state] = (sums[state] ?? 0) + time;
  const all = Object.values(sums).reduce((total, each) => total + each, 0);
  return Object.fromEntries(Object.entries(sums).map(([state, time]) => [state, time / all]));
}

describe("the card of a chosen part", () => {
  test("tells how long it is, of how much, and where its time went against the whole run", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(RUN));
      await view.snapshot();
      await choose(view, "0.100 s", "0.400 s");
      const card = view.page.locator(".inspector-body");
      const range = { from: 100_000, to: 400_000 };
      const [here, whole] = [told(range), told()];
      await view.until(
        async () =>
          (await card.locator(".subtitle").first().innerText()) ===
          `300 ms, ${here.intervals} intervals of ${whole.intervals}`,
      );
      const rows = await card.locator(".times tbody tr").allInnerTexts();
      const [is, usual] = [shares(here.report), shares(whole.report)];
      const points = (state: string) => {
        const by = Math.round(((is[state] ?? 0) - (usual[state] ?? 0)) * 100);
        return by === 0 ? "same" : `${by < 0 ? "−" : "+"}${Math.abs(by)} pt`;
      };
      const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
      const row = (name: string) =>
        rows
          .find((text) => text.trim().startsWith(name))!
          .split("\t")
          .slice(1);
      assert.deepEqual(row("running"), [percent(is["running"]!), "745 ms", points("running")]);
      assert.deepEqual(row("waits for a lock"), [percent(is["lock"]!), "155 ms", points("lock")]);
      assert.match(points("lock"), /^\+\d+ pt$/);
      assert.deepEqual(row("arbiter"), [percent(is["arbiter"]!), "0.20 ms", "same"]);
    }));

  test("shows how long its waits were, and leads to the longest of them", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(RUN));
      await view.snapshot();
      await choose(view, "0.100 s", "0.400 s");
      const card = view.page.locator(".inspector-body");
      const chart = card.locator(".wait-chart");
      await chart.waitFor();
      assert.match(await card.innerText(), /Waits for locks\s+6, log scale/);
      assert.equal(
        await chart.getAttribute("aria-label"),
        "6 waits: half of them up to 20.0 ms, 95 of 100 up to 50.0 ms, the longest 50.0 ms",
      );
      const words = await chart.locator("text").allTextContents();
      for (const mark of ["p50 20.0 ms", "p95 50.0 ms", "longest 50.0 ms"])
        assert.ok(words.includes(mark), mark);
      const longest = card.locator(".longest tr");
      const cells = await longest.evaluateAll((all) =>
        all.map((each) => [...each.children].map((cell) => cell.textContent)),
      );
      assert.deepEqual(cells, [
        ["B", "50.0 ms", "at 0.250 s", "main.ts:9"],
        ["B", "40.0 ms", "at 0.200 s", "main.ts:9"],
        ["B", "30.0 ms", "at 0.160 s", "main.ts:9"],
        ["B", "20.0 ms", "at 0.130 s", "main.ts:9"],
      ]);
      await longest.nth(1).getByRole("button", { name: "B" }).click();
      await view.until(async () => /Waits for lock log/.test(await card.locator("h2").innerText()));
      assert.match(await card.innerText(), /For\s+40\.0\sms/);
      assert.equal(await view.page.locator(".overview-corner strong").innerText(), "0.200 s");
      await view.page.keyboard.press("Escape");
      await view.until(async () => /Waits for locks/.test(await card.innerText()));
      await view.page.keyboard.press("Escape");
      await view.until(async () => !/Waits for locks/.test(await card.innerText()));
    }));

  test("has a wait that reaches into it with what lies in it, and few of them without a picture", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(RUN));
      await view.snapshot();
      await choose(view, "0.100 s", "0.106 s");
      const card = view.page.locator(".inspector-body");
      const wait = card.locator(".longest tr");
      await wait.waitFor();
      assert.equal(await card.locator(".wait-chart").count(), 0);
      assert.match(await card.innerText(), /Waits for locks\s+for log/);
      assert.match(await wait.innerText(), /B\s+5\.00 ms\s+since 0\.080 s\s+main\.ts:9/);
      assert.equal(await wait.locator(".length").getAttribute("title"), "25.0 ms in all");
      await card.getByRole("button", { name: "log" }).click();
      await view.until(async () => /log/.test(await card.locator("h2").innerText()));
    }));

  test("tells of queues where nobody waited for a lock", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(MIXED));
      await view.snapshot();
      await choose(view, "0.028 s", "0.036 s");
      const card = view.page.locator(".inspector-body");
      await card.locator(".longest tr").first().waitFor();
      assert.match(await card.innerText(), /Waits for queues\s+all for jobs/);
      assert.deepEqual(await card.locator(".longest td:first-child").allInnerTexts(), ["W-2", "main"]);
    }));

  test("has the hints of that time, zooms to it, and lets it go", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(RUN));
      await view.snapshot();
      await choose(view, "0.100 s", "0.400 s");
      const card = view.page.locator(".inspector-body");
      const hint = card.locator(".hint-within");
      await view.until(async () => (await hint.count()) === 1);
      await card.getByRole("button", { name: "Zoom to range" }).click();
      // It glides there.
      await view.snapshotWhen(({ range }) => range.from === 100 && range.to === 400);
      await card.getByRole("button", { name: "Clear" }).click();
      await view.until(async () => !(await card.innerText()).includes("Where the time went"));
      await choose(view, "0.400 s", "0.800 s");
      await view.until(async () => (await hint.count()) === 1);
      await hint.getByRole("button", { name: "Open hint" }).click();
      await view.until(async () => (await card.locator(".chip").count()) === 1);
      assert.match(await card.innerText(), /found at 0\.600 s/);
    }));
});
