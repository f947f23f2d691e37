import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { criticalPath } from "../../src/analysis/path/critical-path.ts";
import { History } from "../../src/analysis/path/history.ts";
import { type PathReport, pathReport } from "../../src/analysis/path/path-report.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Walk } from "../../src/trace/walk/walk.ts";
import { TraceScript, traceOf } from "../trace/script.ts";
import { producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

const SCRIPT = `
0    -    spawn main
0    main run program
1    main make lock log @/project/main.ts:3:7
1    main make queue jobs
2    main spawn A @/project/main.ts:9:3
3    main spawn B
10   A    run worker
12   B    run worker
100  A    acquire log @/project/main.ts:17:3
150  B    ask acquire log @/project/main.ts:27:14
200  A    ask get jobs @/project/main.ts:18:3
350  main put jobs @/project/main.ts:40:3
350  A    got get jobs
400  A    release log
400  B    got acquire log
500  B    release log
600  B    exit 0
650  A    exit 0
700  main exit 0
720  -    end 0`;

/** What the command line says of it. */
function report(script: string, from = 0, to = Number.POSITIVE_INFINITY): PathReport {
  const reader = new TraceReader();
  const history = new History();
  const walk = new Walk(reader.names, [history]);
  for (const batch of reader.push(traceOf(script))) walk.push(batch);
  walk.finish();
  return pathReport(criticalPath(history, walk.end, { from, to: Math.min(to, walk.end) }), walk);
}

describe("why a wait was waiting", () => {
  test("is told as a chain back to its cause, each link of which can be selected", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      await view.snapshot();
      const row = (await view.page.locator('.row:has(.name:text-is("B"))').first().boundingBox())!;
      const plot = (await view.page.locator(".plot canvas").boundingBox())!;
      const { range } = await view.snapshot();
      await view.page.mouse.click(plot.x + (plot.width * 300) / range.to, row.y + 11);
      const chain = view.page.locator(".chain li");
      await chain.nth(2).waitFor();
      const told = await chain.allInnerTexts();
      assert.equal(told.length, 3);
      assert.match(told[0]!, /^B\s+250\sms\s+main\.ts:27\s+Waits for log\. Ended by A, which until then:$/);
      assert.match(
        told[1]!,
        /^A\s+150\sms\s+main\.ts:18\s+Waits for jobs\. Ended by main, which until then:$/,
      );
      assert.match(told[2]!, /^main\s+350\sms\s+Running\. That is where it began\.$/);
      await chain.nth(1).getByRole("button", { name: "A", exact: true }).click();
      await view.until(async () =>
        /Waits for an item from jobs/.test(await view.page.locator(".inspector-body h2").innerText()),
      );
      await view.until(async () => (await chain.count()) === 2);
    }));

  test("of one that goes on, is told anew as the run goes on", () =>
    withView({}, async (view) => {
      const script = new TraceScript(Date.now() - 1000);
      await view.feed(script.write(SCRIPT.slice(0, SCRIPT.indexOf("350"))));
      await view.snapshot();
      await view.page.locator('.row:has(.name:text-is("B"))').first().focus();
      await view.page.keyboard.press("ArrowRight");
      const chain = view.page.locator(".chain li");
      await chain.nth(1).waitFor();
      assert.match(await chain.nth(0).innerText(), /Never ended\. A could have ended it, and at last:/);
      await view.feed(
        script.write("350 main put jobs\n350 A got get jobs\n400 A release log\n400 B got acquire log"),
      );
      await view.until(async () => /Ended by A/.test(await chain.nth(0).innerText()));
    }));
});

describe("the critical path", () => {
  test("is marked on the lanes, with what it consists of, as the command line tells it", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const picture = () =>
        view.page.locator(".plot canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      /** The picture once nothing moves any more. */
      const settled = async () => {
        let last = "";
        for (let now = await picture(); now !== last; now = await picture()) {
          last = now;
          await view.page.evaluate(
            "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
          );
        }
        return last;
      };
      const without = await settled();
      await view.page.keyboard.press("c");
      const shares = view.page.locator(".shares tr");
      await shares.first().waitFor();
      await view.snapshot();
      await view.until(async () => (await settled()) !== without);
      const swatches = await shares
        .locator("canvas:visible")
        .evaluateAll((all) => all.map((one) => one.clientWidth));
      assert.ok(swatches.length > 2);
      assert.deepEqual([...new Set(swatches)], [14], "each sample of a state has its room");
      const expected = report(producerConsumer());
      const told = (await shares.allInnerTexts()).map((text) => text.trim());
      assert.equal(told.length, expected.shares.filter(({ share }) => share >= 0.005).length);
      expected.shares.slice(0, told.length).forEach((share, index) => {
        assert.ok(told[index]!.startsWith(share.process || "nobody"), told[index]);
        const percent = (share.share * 100).toFixed(share.share < 0.1 ? 1 : 0);
        assert.ok(told[index]!.endsWith(`${percent} %`), `${told[index]} ${percent}`);
      });
      await view.page.keyboard.press("c");
      await view.snapshot();
      await view.until(async () => (await settled()) === without);
    }));

  test("of a part of the run, which is chosen with Shift and a drag, or at the cursor with the keys", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SCRIPT));
      const { range } = await view.snapshot();
      const plot = (await view.page.locator(".plot canvas").boundingBox())!;
      const x = (ms: number) => plot.x + (plot.width * ms) / range.to;
      await view.page.keyboard.press("c");
      const length = view.page.locator(".inspector-body h3 strong");
      await view.until(async () => (await length.innerText()) === "720 ms");
      await view.page.keyboard.down("Shift");
      await view.page.mouse.move(x(100), plot.y + 40);
      await view.page.mouse.down();
      await view.page.mouse.move(x(200), plot.y + 40, { steps: 4 });
      await view.page.mouse.move(x(300), plot.y + 60, { steps: 4 });
      await view.page.mouse.up();
      await view.page.keyboard.up("Shift");
      await view.until(async () => Math.abs(Number.parseFloat(await length.innerText()) - 200) < 2);
      assert.deepEqual((await view.snapshot()).range, range);
      await view.page.keyboard.press("Escape");
      await view.until(async () => (await length.innerText()) === "720 ms");
      await view.page.mouse.move(5, 5);
      await view.page.keyboard.press("Shift+N");
      await view.page.keyboard.press("b");
      await view.page.keyboard.press("b");
      await view.page.keyboard.press("u");
      const until = report(SCRIPT, 0, 650_000);
      await view.until(async () => (await length.innerText()) === "650 ms");
      assert.equal(until.length, 650);
    }));
});
