import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stripHeight, stripMarks, stripX } from "../../webview/strip.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { crowded, philosophers, producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

/** Goes to the nth wait of a process, counted from its first, or from its last where it is negative. */
async function choose(view: WebviewPage, process: string, nth: number): Promise<void> {
  // The cursor is at the end of the run then.
  await view.page.keyboard.press("Escape");
  await view.snapshot();
  await view.page.locator(`.row:has(.name:text-is("${process}"))`).first().focus();
  await view.page.keyboard.press("ArrowRight");
  await view.snapshot();
  if (nth < 0) for (let at = 0; at > nth; at--) await view.page.keyboard.press(",");
  else {
    for (let before = ""; before !== (await title(view)); ) {
      before = await title(view);
      await view.page.keyboard.press(",");
      await view.snapshot();
    }
    for (let at = 0; at < nth; at++) await view.page.keyboard.press(".");
  }
  await view.page.locator(".chain li").first().waitFor();
}

/** What the card is about, and when that was. */
const title = (view: WebviewPage): Promise<string> =>
  view.page
    .locator(".inspector-body")
    .evaluate((card) =>
      [...card.querySelectorAll("h2, .facts dd")].map((part) => part.textContent).join(" "),
    );

/** Text of a section by its heading, its lines apart; empty while there is none. */
async function section(view: WebviewPage, heading: string): Promise<string> {
  const found = view.page.locator(".inspector-body section", {
    has: view.page.locator(`h3 > span:first-child:text-is("${heading}")`),
  });
  if ((await found.count()) === 0) return "";
  return (await found.innerText()).replaceAll("\u00a0", " ");
}

const subtitle = (view: WebviewPage): Promise<string> =>
  view.page.locator(".card-head .subtitle").innerText();

const sectionOf = (view: WebviewPage, heading: string): Promise<string> =>
  view.page
    .locator(`.inspector-body h3 > span:first-child:text-is("${heading}")`)
    .waitFor()
    .then(() => section(view, heading));

const BEGIN = `
0 - spawn main
0 main run program
1 main make lock log
1 main make queue jobs
1 main make event go
1 main make barrier meet 2
1 main make condition full
1 main make pool crew 1
2 main spawn A
2 main spawn B
2 main spawn W worker crew
3 A run work
3 B run work
3 W run`;

describe("the card of a wait", () => {
  test("says which of how many it is, who held the lock meanwhile and what the holders did", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await choose(view, "Consumer-2", 1);
      await choose(view, "Consumer-2", 2);
      await view.until(async () => /^One of 15 waits for log/.test(await subtitle(view)));
      const held = await sectionOf(view, "Held meanwhile by");
      assert.match(
        held,
        /Consumer-3\s+21\.5 ms, ran\s+main\.ts:27\s+Consumer-1\s+58\.0 ms, ran\s+main\.ts:27$/,
      );
      const who = await view.page.locator(".facts dd").first().innerText();
      assert.match(who, /^Consumer-2 pid \d+, job 6$/);
    }));

  test("says that it is the longest only where it is, of all or of its process", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      const claims: string[] = [];
      for (const process of ["Consumer-1", "Consumer-2", "Consumer-3", "Consumer-4"]) {
        await choose(view, process, 0);
        for (let last = ""; last !== (await title(view)); ) {
          last = await title(view);
          await view.until(async () => (await subtitle(view)).trim() !== "");
          const text = await subtitle(view);
          if (/log/.test(last) && /longest/.test(text)) claims.push(`${process}: ${text}`);
          await view.page.keyboard.press(".");
          await view.snapshot();
        }
      }
      assert.deepEqual(claims, [
        "Consumer-1: One of 15 waits for log, the longest of this process",
        "Consumer-2: One of 15 waits for log, the longest of this process",
        "Consumer-3: One of 15 waits for log, the longest of all",
        "Consumer-4: One of 15 waits for log, the longest of this process",
      ]);
    }));

  test("tells the item that the process had got, from the pairs of the trace", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await choose(view, "Consumer-2", 2);
      const item = await sectionOf(view, "The item it got last");
      assert.match(
        item,
        /Put\s+0\.250 s by Producer at main\.ts:15\s+Got\s+0\.362 s after 112 ms in jobs\s+Next\s+0\.589 s, 227 ms later$/,
      );
      await view.page
        .locator(".inspector-body section", { hasText: "The item it got last" })
        .getByRole("button", { name: "jobs" })
        .click();
      await view.until(async () => /^jobs /.test(await title(view)));
    }));

  test("tells a worker's task, the item that was waited for, and nothing where the trace does not", () =>
    withView(RECORDED, async (view) => {
      await view.feed(
        traceOf(`${BEGIN}
        5 main acquire log
        6 main submit crew 4 resize @/project/main.ts:9:5
        8 W task crew 4
        10 W ask acquire log
        12 B ask acquire log
        14 A ask get jobs
        20 main put jobs 3 @/project/main.ts:15:5
        20 A got get jobs 3
        40 main release log
        40 W got acquire log
        41 W release log
        41 B got acquire log
        50 W done crew 4
        60 - end 0`),
      );
      await choose(view, "W", -1);
      const task = await sectionOf(view, "The task it was working on");
      assert.match(
        task,
        /resize\s+Submitted\s+0\.006 s by main at main\.ts:9\s+Started\s+0\.008 s after 2\.00 ms in crew\s+Done\s+0\.050 s took 42\.0 ms$/,
      );
      await choose(view, "A", -1);
      const item = await sectionOf(view, "The item it got");
      assert.match(item, /Put\s+0\.020 s by main at main\.ts:15\s+Got\s+0\.020 s after 0 ms in jobs$/);
      await choose(view, "B", -1);
      await sectionOf(view, "All waits for log");
      await view.until(async () => /^One of 2 waits for log/.test(await subtitle(view)));
      assert.equal(await subtitle(view), "One of 2 waits for log");
      assert.equal(await section(view, "The item it got last"), "");
    }));

  test("compares waits of every kind with their like", () =>
    withView(RECORDED, async (view) => {
      await view.feed(
        traceOf(`${BEGIN}
        5 A ask wait go
        6 B ask wait go
        10 main set go
        10 A got wait go
        10 B got wait go
        11 A ask wait meet
        15 B ask wait meet
        15.5 A got wait meet B
        15.5 B got wait meet B
        16 A ask wait full
        17 B ask wait full
        20 main notify full 0 2
        20 A got wait full main
        20 B got wait full main
        21 A ask get jobs
        22 B ask get jobs
        25 main put jobs 1
        25 A got get jobs 1
        26 main put jobs 2
        26 B got get jobs 2
        27 main ask join A
        28 B ask join A
        30 A exit 0
        30 main got join A
        30 B got join A
        31 B exit 0
        40 - end 0`),
      );
      for (const [nth, awaited, all] of [
        [0, "go", /^All waits for go\s+2, median 4\.50 ms/],
        [1, "meet", /^All waits for meet\s+2, median 2\.50 ms/],
        [2, "full", /^All waits for full\s+2, median 3\.50 ms/],
        [3, "an item from jobs", /^All waits for an item from jobs\s+2, median 4\.00 ms/],
        [4, "the end of A", /^All waits for the end of A\s+2, median 2\.50 ms/],
      ] as const) {
        await choose(view, "B", nth);
        await view.until(async () => (await subtitle(view)).startsWith(`One of 2 waits for ${awaited}`));
        assert.match(await sectionOf(view, `All waits for ${awaited}`), all);
      }
    }));

  test("says the strip of all waits in words, and draws the selected one", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await choose(view, "Consumer-2", 2);
      const strip = view.page.locator('.wide-canvas[role="img"]');
      await strip.waitFor();
      assert.equal(
        await strip.getAttribute("aria-label"),
        "15 waits, from 1.54 ms to 120 ms, this one 79.5 ms",
      );
      const shown = () =>
        strip.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      const before = await shown();
      await view.page.keyboard.press(".");
      await view.until(async () => !/79\.5/.test((await strip.getAttribute("aria-label")) ?? ""));
      await view.until(async () => (await shown()) !== before);
    }));

  test("does not claim for good what a run that goes on may change", () =>
    withView({}, async (view) => {
      const script = new TraceScript(Date.now() - 1000);
      await view.feed(
        script.write(`${BEGIN}
        10 main acquire log
        20 A ask acquire log`),
      );
      await view.snapshot();
      await view.page.locator('.row:has(.name:text-is("A"))').first().focus();
      await view.page.keyboard.press("ArrowRight");
      await view.until(async () => (await subtitle(view)) === "The only wait for log so far");
      await view.feed(
        script.write(`25 B ask acquire log
        30 main release log
        30 A got acquire log
        31 A release log
        31 B got acquire log
        32 B release log
        40 - end 0`),
      );
      await view.setRun({ phase: "ended", exitStatus: 0 });
      await view.until(async () => (await subtitle(view)) === "One of 2 waits for log, the longest of all");
    }));

  test("of one that can never end compares it, too", () =>
    withView({}, async (view) => {
      const { before, hint } = philosophers();
      const script = new TraceScript(Date.now() - 3000);
      await view.feed(script.write(before));
      await view.feed(script.write(hint));
      await view.snapshot();
      await view.page.locator('.row:has(.name:text-is("Philosopher-2"))').first().focus();
      await view.page.keyboard.press("ArrowRight");
      await view.until(async () =>
        /^(One of \d+ waits|The only wait) for fork-3 so far/.test(await subtitle(view)),
      );
      const held = await sectionOf(view, "Held meanwhile by");
      assert.match(held, /Philosopher-3\s+.+, did not run/);
      // It lasts until now, though nothing has happened since: about a second at least.
      await view.until(async () =>
        /, this one [1-9][\d.]* s$/.test(
          (await view.page.locator('.wide-canvas[role="img"]').getAttribute("aria-label")) ?? "",
        ),
      );
      await view.until(async () =>
        /\ss$/m.test(await view.page.locator(".chain .behind .grow").first().innerText()),
      );
    }));
});

describe("what can be done about a wait", () => {
  test("is to go to its holder, to the next wait and the one before, by button and by key", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await choose(view, "Consumer-2", 2);
      const first = await title(view);
      const next = view.page.getByRole("button", { name: "Next wait" });
      await next.click();
      await view.until(async () => (await title(view)) !== first);
      const second = await title(view);
      assert.match(second, /^Waits for lock log/);
      // The focus stays, so that it can be pressed again.
      assert.equal(
        await view.page.evaluate(() => document.activeElement?.getAttribute("aria-label")),
        "Next wait",
      );
      await view.page.keyboard.press(",");
      await view.until(async () => (await title(view)) === first);
      await view.page.keyboard.press(".");
      await view.until(async () => (await title(view)) === second);
      await view.page.keyboard.press(",");
      await view.until(async () => (await title(view)) === first);
      const byButton = async (press: () => Promise<void>) => {
        await press();
        await view.until(async () => /^Running/.test(await title(view)));
        return title(view);
      };
      const holder = await byButton(() => view.page.getByRole("button", { name: "Go to holder" }).click());
      assert.match(holder, /Consumer-3|Consumer-1/);
      await choose(view, "Consumer-2", 2);
      assert.equal(await byButton(() => view.page.keyboard.press("h")), holder);
      assert.equal(await view.page.getByRole("button", { name: "Next wait" }).count(), 0);
    }));

  test("has no holder to go to where none holds anything, and no next wait at the last one", () =>
    withView(RECORDED, async (view) => {
      await view.feed(
        traceOf(`${BEGIN}
        10 A ask get jobs
        20 main put jobs 1
        20 A got get jobs 1
        30 A exit 0
        40 - end 0`),
      );
      await choose(view, "A", -1);
      assert.equal(await view.page.getByRole("button", { name: "Go to holder" }).isVisible(), false);
      const disabled = await view.page
        .locator('vscode-button[aria-label="Next wait"]')
        .evaluate((button) => (button as HTMLButtonElement).disabled);
      assert.equal(disabled, true);
      const before = await title(view);
      await view.page.keyboard.press(".");
      await view.snapshot();
      assert.equal(await title(view), before);
    }));

  test("is to copy it as text", () =>
    withView(
      {
        ...RECORDED,
        prepare: [
          () => {
            const page = window as unknown as { copied: string };
            Object.defineProperty(navigator, "clipboard", {
              value: {
                writeText: (text: string) => {
                  page.copied = text;
                  return Promise.resolve();
                },
              },
            });
          },
        ],
      },
      async (view) => {
        await view.feed(traceOf(producerConsumer()));
        await choose(view, "Consumer-2", 2);
        await sectionOf(view, "The item it got last");
        await view.page.getByRole("button", { name: "Copy as text" }).click();
        const text = (await view.page.evaluate("copied")) as string;
        assert.equal(
          text.replace(/pid \d+/, "pid 1"),
          `Waits for lock log
One of 15 waits for log

Who: Consumer-2 pid 1, job 6
What: acquire log
Held by: Consumer-1
In line: the last of 2
Since: 0.461 s
For: 79.5 ms granted at 0.541 s
Arbiter: 0.080 ms not counted as waiting
Asked at: main.ts:27

Held meanwhile by: 79.5 ms
Consumer-3: 21.5 ms, ran, main.ts:27
Consumer-1: 58.0 ms, ran, main.ts:27

Why was this waiting?
Consumer-2: 79.5 ms, main.ts:27
  Waits for log. Ended by Consumer-1, which until then:
Consumer-1: 58.0 ms, main.ts:27
  Running. That is where it began.

The item it got last
Put: 0.250 s by Producer at main.ts:15
Got: 0.362 s after 112 ms in jobs
Next: 0.589 s, 227 ms later

All waits for log: 15, median 56.9 ms
15 waits, from 1.54 ms to 120 ms, this one 79.5 ms`,
        );
      },
    ));
});

test("a figure of the card is never parted from its unit", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(producerConsumer()));
    await choose(view, "Consumer-2", 2);
    await sectionOf(view, "The item it got last");
    const text = await view.page.locator(".inspector-body").evaluate((card) => card.textContent ?? "");
    assert.match(text, /\d\u00a0ms/);
    assert.doesNotMatch(text, /\d (ms|s)\b/);
  }));

test("thousands of waits are as many marks as there is room for, and are told as quickly", () =>
  withView(RECORDED, async (view) => {
    await view.feed(traceOf(crowded(16, 200)));
    await choose(view, "Worker-3", -40);
    await view.until(async () => /^One of 3\u2009\d{3} waits for index/.test(await subtitle(view)));
    assert.match(await sectionOf(view, "All waits for index"), /median/);
  }));

describe("marks of a strip", () => {
  const spread = (...steps: [step: number, count: number][]): Uint32Array => {
    const all = new Uint32Array(512);
    for (const [step, count] of steps) all[step] = count;
    return all;
  };

  test("stand where their lengths are, and never overlap", () => {
    assert.deepEqual(stripMarks(spread([0, 1], [511, 2]), 300), [
      { x: 5, count: 1 },
      { x: 293, count: 2 },
    ]);
    const all = stripMarks(new Uint32Array(512).fill(3), 300);
    assert.ok(all.length <= 150);
    for (let i = 1; i < all.length; i++) assert.ok(all[i]!.x >= all[i - 1]!.x + 2);
    assert.equal(
      all.reduce((sum, { count }) => sum + count, 0),
      512 * 3,
    );
  });

  test("of no length at all stand at the beginning", () => {
    assert.equal(stripX(0, 0, 300), 5);
    assert.deepEqual(stripMarks(spread([0, 7]), 300), [{ x: 5, count: 7 }]);
  });

  test("are as high as they are many, and a single one is still seen", () => {
    assert.equal(stripHeight(1, 1), 11);
    assert.ok(stripHeight(1, 10_000) >= 4);
    assert.ok(stripHeight(5, 100) < stripHeight(50, 100));
    assert.equal(stripHeight(100, 100), 14);
  });
});
