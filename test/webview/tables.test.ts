import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Statistics, type StatisticsReport } from "../../src/analysis/statistics/statistics.ts";
import { type Sentence, Story } from "../../src/analysis/story/story.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Walk } from "../../src/trace/walk/walk.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import { choose } from "./choose.ts";
import type { WebviewPage } from "./harness.ts";
import { producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const POOL = `
0    -    spawn main
0    main run program
1    main make pool crew 2 @/project/main.ts:4:7
2    main spawn W
10   W    run worker
20   main submit crew 1 resize
30   main submit crew 2 resize
40   W    task crew 1
140  W    done crew 1
150  W    task crew 2
200  W    done crew 2 failed
400  -    end 0`;

/** Waited for 20, 10 and 0 ms. */
const LOCKS = `
0  - spawn main
0  main run program
1  main make lock cold
1  main make lock warm
1  main make lock hot
2  main spawn A
3  A run work
10 main acquire warm
10 A ask acquire warm 0
20 main release warm
20 A got acquire warm
30 main acquire hot
30 A ask acquire hot 0
50 main release hot
50 A got acquire hot
60 - end 0`;

/** What the command line says of a script, or of a part of it in microseconds. */
function told(script: string, range?: { from: number; to: number }): [StatisticsReport, Sentence[]] {
  const reader = new TraceReader();
  const statistics = new Statistics(range);
  const story = new Story(range, 300);
  const walk = new Walk(reader.names, [...statistics.visitors, story]);
  story.of(walk);
  for (const batch of reader.push(traceOf(script))) walk.push(batch);
  walk.finish();
  return [statistics.report(walk), story.sentences()];
}

const tab = (view: WebviewPage, name: string) => view.page.locator(`#tab-${name}`).click();

/** Cells of the row that begins with this name, by the heads of their columns; once the statistics are there. */
async function row(view: WebviewPage, table: string, name: string): Promise<Record<string, string>> {
  const cells = view.page.locator(`#view-${table} tbody tr:has(td:first-child:text-is("${name}")) td`);
  await view.until(async () => {
    const texts = await cells.allInnerTexts();
    return texts.length > 0 && !texts.includes("…");
  });
  const heads = await view.page.locator(`#view-${table} thead th`).allTextContents();
  const texts = await cells.allInnerTexts();
  return Object.fromEntries(heads.map((head, index) => [head, texts[index]!.trim()]));
}

/** As the view writes it: three figures. */
function time(ms: number): string {
  const figures = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 3);
  return ms >= 999.5 ? `${figures(ms / 1000)} s` : `${figures(ms)} ms`;
}

describe("statistics", () => {
  test("of locks, queues and processes are those of the command line", () =>
    withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const [report] = told(producerConsumer());
      const lock = report.locks.find(({ name }) => name === "log")!;
      const log = await row(view, "locks", "log");
      assert.equal(log["Acquired"], String(lock.acquired));
      assert.match(log["Had to wait"]!, new RegExp(`^${lock.contended} `));
      assert.equal(log["Wait, total"], time(lock.wait.total));
      assert.equal(log["Wait, mean"], time(lock.wait.mean));
      assert.equal(log["Wait, p95"], time(lock.wait.p95));
      assert.equal(log["Held, total"], time(lock.hold.total));
      assert.equal(log["Held, longest"], time(lock.hold.longest));
      await tab(view, "queues");
      const queue = report.queues.find(({ name }) => name === "jobs")!;
      const jobs = await row(view, "queues", "jobs");
      assert.equal(jobs["Got"], String(queue.gets));
      assert.equal(jobs["Most"], String(queue.depth.most));
      assert.equal(jobs["Per second"], queue.throughput.toFixed(1));
      assert.equal(jobs["Stay, mean"], queue.stay.count > 0 ? time(queue.stay.mean) : "–");
      await tab(view, "processes");
      const process = report.processes.find(({ name }) => name === "Consumer-2")!;
      const consumer = await row(view, "processes", "Consumer-2");
      assert.equal(consumer["Running"], time(process.states.running!));
      assert.equal(consumer["For locks"], time(process.states.lock!));
      assert.equal(consumer["Longest wait"], time(process.longestWait!.length));
      assert.equal(consumer["For what"], process.longestWait!.for);
      assert.equal(consumer["Exit"], "exit 0");
    }));

  test("are of the part that is chosen, which is said, until all of it is asked for again", () =>
    withView({ ...RECORDED, state: { tab: "processes" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const whole = await row(view, "processes", "Consumer-2");
      const scope = view.page.locator(".scope");
      assert.match(await scope.innerText(), /^Scope\s+Whole run$/);
      await choose(view, 400, 700);
      await view.until(async () => /Range 0\.40\d? – 0\.70\d? s/.test(await scope.innerText()));
      const part = await row(view, "processes", "Consumer-2");
      const sum = ["Running", "For locks", "For queues", "For others", "Sleeping"]
        .map((name) => Number.parseFloat(part[name]!) || 0)
        .reduce((all, each) => all + each, 0);
      // A pixel is two milliseconds.
      assert.ok(Math.abs(sum - 300) < 6, `${sum} ms`);
      assert.match(await view.page.locator(".inspector-body").innerText(), /Where the time went/);
      await scope.getByRole("button", { name: "Back to the whole run" }).click();
      await view.until(async () => /Whole run/.test(await scope.innerText()));
      assert.deepEqual(await row(view, "processes", "Consumer-2"), whole);
    }));

  test("are sorted by any column, and a row selects its lane, which tells of its lines", () =>
    withView({ ...RECORDED, state: { tab: "processes" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      await row(view, "processes", "Producer");
      await view.page.getByRole("button", { name: "For locks", exact: true }).click();
      const [report] = told(producerConsumer());
      const most = report.processes.toSorted((a, b) => (b.states.lock ?? 0) - (a.states.lock ?? 0))[0]!;
      const first = view.page.locator("#view-processes tbody tr").first();
      assert.equal(await first.locator("td").first().innerText(), most.name);
      await first.click();
      await view.until(async () =>
        (await view.page.locator(".inspector-body h2").innerText()).includes(most.name),
      );
      await tab(view, "locks");
      await view.page.locator('#view-locks tbody tr:has(td:text-is("log"))').click();
      const card = view.page.locator(".inspector-body");
      await view.until(async () => /By line/.test(await card.innerText()));
      const line = report.locks.find(({ name }) => name === "log")!.lines[0]!;
      assert.ok((await card.innerText()).includes(time(line.wait.total)));
    }));

  test("of pools tell how busy they are, and how many tasks ran at once over time", () =>
    withView({ ...RECORDED, state: { tab: "pools" } }, async (view) => {
      await view.feed(traceOf(POOL));
      await view.snapshot();
      const [report] = told(POOL);
      const pool = report.pools[0]!;
      const crew = await row(view, "pools", "crew");
      assert.equal(crew["Workers"], "2");
      assert.equal(crew["Utilisation"], `${(pool.utilisation * 100).toFixed(0)} %`);
      assert.equal(crew["Failed"], "1");
      assert.equal(crew["Task, mean"], time(pool.task.mean));
      assert.equal(crew["Queued, longest"], time(pool.queued.longest));
      const line = view.page.locator("#view-pools .course path");
      assert.match((await line.getAttribute("d")) ?? "", /^M0,15L/);
    }));
});

describe("the story", () => {
  test("tells what the command line tells; a sentence leads to its moment, and the cursor to its sentence", () =>
    withView({ ...RECORDED, state: { tab: "story" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const [, sentences] = told(producerConsumer());
      const rows = view.page.locator("#view-story tbody tr");
      await rows.first().waitFor();
      const shown = await rows.evaluateAll((all) => all.map((each) => each.children[1]!.textContent));
      assert.deepEqual(
        shown,
        sentences.map(({ text }) => text),
      );
      const middle = sentences.findIndex(({ time }) => time > 500);
      await rows.nth(middle).click();
      const moment = `${(sentences[middle]!.time / 1000).toFixed(3)} s`;
      await view.until(
        async () => (await view.page.locator(".overview-corner strong").innerText()) === moment,
      );
      assert.match((await rows.nth(middle).getAttribute("class")) ?? "", /selected/);
      for (let step = 0; step < 60; step++) await view.page.keyboard.press("b");
      await view.snapshot();
      const chosen = await view.page
        .locator("#view-story tbody tr.selected")
        .evaluate((each) => [...each.parentElement!.children].indexOf(each));
      assert.ok(chosen < middle, `${chosen} < ${middle}`);
      const time = Number.parseFloat(await view.page.locator(".overview-corner strong").innerText()) * 1000;
      assert.equal(
        chosen,
        sentences.findLastIndex((sentence) => sentence.time <= time + 0.5),
      );
    }));

  test("is of the part that is chosen", () =>
    withView({ ...RECORDED, state: { tab: "story" } }, async (view) => {
      await view.feed(traceOf(POOL));
      await view.snapshot();
      const rows = view.page.locator("#view-story tbody tr");
      await rows.first().waitFor();
      await choose(view, 120, 170);
      await view.until(
        async () => (await rows.count()) === told(POOL, { from: 120_000, to: 170_000 })[1].length,
      );
      assert.match(await rows.first().innerText(), /W runs resize in 100 ms/);
    }));
});

describe("the output", () => {
  const CAST = `
0    -    spawn main
0    main run program
10   main spawn A
20   A    run worker`;
  const lines = (from: number, to: number, who: string) =>
    Array.from({ length: to - from }, (_, index) => `${from + index} ${who} print "line ${from + index}"`);

  test("is read at its end while it grows, unless one has scrolled up; is searched, and leads to its moments", () =>
    withView({ run: { phase: "running" }, state: { tab: "output", bottom: 320 } }, async (view) => {
      const script = new TraceScript(Date.now());
      const rows = view.page.locator("#view-output tbody tr:not(.space)");
      const first = () => rows.first().locator(".words").innerText();
      const last = () => rows.last().locator(".words").innerText();
      const scrolled = () => view.page.locator(".output-lines").evaluate((each) => each.scrollTop);
      await view.feed(script.write([CAST, ...lines(100, 20_000, "main")].join("\n")));
      await view.until(async () => (await last()) === "line 19999");
      assert.ok((await rows.count()) < 60, `${await rows.count()} rows for 19900 lines`);
      // Whoever reads elsewhere is left there.
      await view.page.locator(".output-lines").evaluate((each) => each.scrollTo(0, 0));
      await view.until(async () => (await first()) === "line 100");
      await view.feed(
        script.write(
          [
            '20000 A warn "<b>not \u001b[31mred</b>" 12 @/project/main.ts:7:5',
            "20001 A unprinted 1234",
            '20001 A print "  50 %\r 100 %"',
            // Told late: it belongs before the others.
            '99.5 A print "from before" @/project/main.ts:3:1',
          ].join("\n"),
        ),
      );
      await view.until(async () => (await first()) === "from before");
      assert.equal(await scrolled(), 0);
      await view.setRun({ phase: "ended", exitStatus: 0 });
      // A line leads to its moment, and is marked there.
      await rows.nth(4).click();
      await view.until(async () => /selected/.test((await rows.nth(4).getAttribute("class")) ?? ""));
      assert.equal(await view.page.locator(".overview-corner strong").innerText(), "0.103 s");
      assert.match(await view.page.locator(".inspector-body").innerText(), /prints line 103/);
      await view.page.locator("#view-output table").press("End");
      await view.until(async () => (await last()) === " 100 %");
      assert.equal(
        await view.page.locator("#view-output .gap .words").innerText(),
        "1\u2009234 lines not recorded",
      );
      const warned = view.page.locator("#view-output tr.error");
      assert.equal(await warned.locator(".words").innerText(), "<b>not red</b>");
      assert.match(await warned.innerText(), /A[\s\S]*stderr[\s\S]*12 more/);
      await view.page.locator("#view-output table").press("ArrowUp");
      await view.page.locator("#view-output table").press("ArrowUp");
      await view.page.locator("#view-output table").press("Enter");
      await view.until(async () => view.messages.some(({ type }) => type === "open"));
      const opened = view.messages.find(({ type }) => type === "open");
      assert.match(JSON.stringify(opened), /main\.ts.*7/);
      // What is searched for may be in the line, or be the name of its process.
      await view.page.locator("#view-output .output-field").fill("LINE 1999");
      await view.until(async () => (await rows.count()) === 11);
      assert.equal(await view.page.locator(".output-count").innerText(), "11 lines");
      // The cursor's line is none of them: the last before it is marked.
      assert.equal(await view.page.locator("#view-output tr.selected .words").innerText(), "line 19999");
      await view.page.locator("#view-output .output-field").fill("not in there");
      await view.until(async () => /No such line/.test(await view.page.locator("#view-output").innerText()));
    }));

  test("that was not recorded is not said to be none", () =>
    withView({ ...RECORDED, state: { tab: "output", bottom: 320 } }, async (view) => {
      const script = new TraceScript(Date.now(), { without: ["output"] });
      await view.feed(script.write(`${CAST}\n30 main exit 0\n31 - end 0`));
      await view.page.getByText("What this run printed was not recorded.").waitFor();
    }));
});

/** Texts of the first cells, from the top. */
const names = (view: WebviewPage, table: string) =>
  view.page.locator(`#view-${table} tbody td:first-child`).allInnerTexts();

describe("locks", () => {
  test("stand in the order of what was waited for them, with bars of their shares of the most", () =>
    withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
      await view.feed(traceOf(LOCKS));
      await view.until(async () => (await names(view, "locks")).join() === "hot,warm,cold");
      const head = view.page.locator("#view-locks th", { hasText: "Wait, total" });
      assert.equal(await head.getAttribute("aria-sort"), "descending");
      /** From its first to its last pixel that has something. */
      const widths = await view.page.locator("#view-locks .cell-bar canvas").evaluateAll((all) =>
        all.map((each) => {
          const canvas = each as HTMLCanvasElement;
          if (canvas.hidden) return 0;
          const { data } = canvas.getContext("2d")!.getImageData(0, canvas.height / 2, canvas.width, 1);
          const there = Array.from({ length: canvas.width }, (_, x) => data[x * 4 + 3]! > 0);
          return (there.lastIndexOf(true) + 1) / canvas.width;
        }),
      );
      const [hot, warm, cold] = widths;
      assert.ok(hot! > 0.95, String(hot));
      assert.ok(Math.abs(warm! - 0.5) < 0.05, String(warm));
      assert.equal(cold, 0);
      // Whoever chooses another order has it.
      await view.page.getByRole("button", { name: "Lock", exact: true }).click();
      await view.until(async () => (await names(view, "locks")).join() === "warm,hot,cold");
    }));

  test("unfold into what each process had to do with them, by key and by mouse, in the order of the table", () =>
    withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const lock = told(producerConsumer())[0].locks.find(({ name }) => name === "log")!;
      await row(view, "locks", "log");
      const first = view.page.locator("#view-locks tbody tr").first();
      const shown = (list: readonly string[]) =>
        view.until(async () => (await names(view, "locks")).join() === ["log", ...list, "done"].join());
      assert.equal(await first.getAttribute("aria-expanded"), "false");
      await first.focus();
      await view.page.keyboard.press("ArrowRight");
      const longest = lock.processes.map(({ name }) => name);
      await shown(longest);
      assert.equal(await first.getAttribute("aria-expanded"), "true");
      const most = lock.processes[0]!;
      const part = await row(view, "locks", most.name);
      assert.equal(part["Kind"], `behind ${most.behind[0]!.name}`);
      assert.equal(part["Acquired"], String(most.acquired));
      assert.equal(part["Wait, total"], time(most.wait.total));
      assert.equal(part["Wait, longest"], time(most.wait.longest));
      assert.equal(part["Held, total"], time(most.hold.total));
      assert.equal(part["Where"], "main.ts:27");
      // One row has the focus, and the keys go on from it.
      const focused = () =>
        view.page.evaluate(() => document.activeElement?.querySelector("td")?.textContent);
      assert.equal(await focused(), "log");
      await view.page.keyboard.press("ArrowRight");
      assert.equal(await focused(), longest[0]);
      await view.page.keyboard.press("ArrowDown");
      assert.equal(await focused(), longest[1]);
      assert.equal(await view.page.locator('#view-locks tr[tabindex="0"]').count(), 1);
      assert.equal(await view.page.locator("#view-locks tr:focus").getAttribute("aria-level"), "2");
      // Its parts are sorted as all are.
      await view.page.getByRole("button", { name: "Lock", exact: true }).click();
      await shown(longest.toSorted().reverse());
      await view.page.getByRole("button", { name: "Wait, total" }).click();
      await view.page.locator("#view-locks tr.part").first().focus();
      await view.page.keyboard.press("ArrowLeft");
      assert.equal(await focused(), "log");
      await view.page.keyboard.press("ArrowLeft");
      await shown([]);
      assert.equal(await focused(), "log");
      // The mouse unfolds without selecting; a part selects its process.
      await first.locator(".twist").click();
      await shown(longest);
      assert.equal(await view.page.locator("#view-locks tr.selected").count(), 0);
      await view.page.locator("#view-locks tr.part").first().click();
      await view.until(async () =>
        (await view.page.locator(".inspector-body h2").innerText()).includes(longest[0]!),
      );
    }));

  test("have their figures whole however large these are, and the first of them in sight at 830 pixels", () =>
    withView({ ...RECORDED, width: 830, state: { tab: "locks" } }, async (view) => {
      const takes = Array.from({ length: 20_000 }, (_, n) => {
        const at = 10 + n;
        return `${at} A acquire hot\n${at} B ask acquire hot 0\n${at}.5 A release hot\n${at}.5 B got acquire hot\n${at}.9 B release hot`;
      });
      await view.feed(
        traceOf(
          `0 - spawn main\n0 main run program\n1 main make lock hot\n2 main spawn A\n2 main spawn B\n3 A run work\n3 B run work\n${takes.join("\n")}`,
        ),
      );
      const hot = await row(view, "locks", "hot");
      assert.equal(hot["Had to wait"], "20\u2009000 (50 %)");
      await view.page.locator("#view-locks .twist").first().click();
      await row(view, "locks", "B");
      const cut = await view.page
        .locator("#view-locks td, #view-locks th")
        .evaluateAll((all) =>
          all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent),
        );
      assert.deepEqual(cut, []);
      for (const name of [
        "Lock",
        "Acquired",
        "Had to wait",
        "Wait, total",
        "Wait, p95",
        "Wait, longest",
        "Held, total",
      ]) {
        const box = (await view.page.locator("#view-locks th", { hasText: name }).first().boundingBox())!;
        assert.ok(box.x + box.width <= 830, `${name} ends at ${box.x + box.width}`);
      }
    }));
});

test("where a table is wider than its place its names stay, and an edge says that there is more", () =>
  withView({ ...RECORDED, width: 642, height: 560, state: { tab: "locks" } }, async (view) => {
    await view.feed(traceOf(producerConsumer()));
    const holder = view.page.locator("#view-locks");
    const name = holder.locator("tbody td").first();
    const next = holder.locator("tbody td").nth(1);
    await name.waitFor();
    const more = view.page.locator(".more-columns");
    const [panel, before] = [(await holder.boundingBox())!, (await name.boundingBox())!];
    await more.waitFor();
    const moved = (await next.boundingBox())!.x;
    await more.getByRole("button", { name: "More columns" }).click();
    await view.until(async () => (await next.boundingBox())!.x < moved - 100);
    assert.equal((await name.boundingBox())!.x, before.x);
    assert.equal((await holder.locator("th").first().boundingBox())!.x, panel.x);
    // It is what is seen there, not what has scrolled below it.
    const top = () =>
      view.page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.closest("td")?.cellIndex, {
        x: before.x + before.width / 2,
        y: before.y + before.height / 2,
      });
    assert.equal(await top(), 0);
    await view.page.locator(".bottom.columns-before").waitFor();
    await holder.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await more.waitFor({ state: "hidden" });
    await holder.evaluate((element) => element.scrollTo(0, 0));
    await view.page.locator(".bottom:not(.columns-before)").waitFor();
    await more.waitFor();
    // A tab whose table fits has no such edge.
    await view.page.locator("#tab-notes").click();
    await more.waitFor({ state: "hidden" });
  }));

test("in a narrow view the chosen part of the run is told below the table, and over none of its rows", () =>
  withView({ ...RECORDED, width: 642, height: 560, state: { tab: "processes" } }, async (view) => {
    await view.feed(traceOf(producerConsumer()));
    await view.page.locator("#view-processes tbody tr").first().waitFor();
    const scope = view.page.locator(".scope");
    // The whole run goes without saying.
    assert.equal(await scope.isVisible(), false);
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    await view.page.mouse.click(plot.x + plot.width * 0.4, plot.y + 30);
    await view.page.keyboard.press("i");
    await scope.waitFor();
    const [panel, label] = [
      (await view.page.locator("#view-processes").boundingBox())!,
      (await scope.boundingBox())!,
    ];
    assert.ok(panel.y + panel.height <= label.y + 0.5, `${panel.y + panel.height} ${label.y}`);
    const bottom = (await view.page.locator(".bottom").boundingBox())!;
    assert.ok(label.y + label.height <= bottom.y + bottom.height + 0.5);
    await scope.getByRole("button", { name: "Back to the whole run" }).click();
    await scope.waitFor({ state: "hidden" });
  }));
