/** A deadlock, and the wait-for graph. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TraceScript, traceOf } from "../trace/script.ts";
import { philosophers } from "./scenes.ts";
import { laneStates, SHORT, seen } from "./short.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

describe("a deadlock", () => {
  test("shows itself in the frame its bytes arrive in, with its graph and its card", () =>
    withView({}, async (view) => {
      const { before: lines, hint } = philosophers();
      const script = new TraceScript(Date.now() - 1963);
      const all = script.write(lines);
      await view.feed(all);
      const bytes = script.write(hint);
      await view.feed(bytes);
      const snapshot = await view.snapshot();
      assert.equal(snapshot.hints.length, 1);
      assert.equal(snapshot.tab, "graph");
      assert.equal(snapshot.hintLatency.length, 1);
      for (const seat of [1, 2, 3, 4, 5])
        assert.equal(laneStates(snapshot)[`Philosopher-${seat}`], `stuck waiting for fork-${(seat % 5) + 1}`);
      assert.equal(laneStates(snapshot)["main"], "waiting for Philosopher-1");
      const { nodes, edges } = snapshot.graph;
      assert.equal(nodes.length, 11);
      assert.ok(edges.some(([from, to]) => from === "Philosopher-1" && to === "fork-2"));
      assert.ok(edges.some(([from, to]) => from === "fork-2" && to === "Philosopher-2"));
      assert.ok(edges.some(([from, to]) => from === "main" && to === "Philosopher-1"));
      assert.equal(await view.page.locator(".graph .node.process.core").count(), 5);
      const card = await seen(view.page.locator(".inspector-body"));
      const order = [
        "Deadlock",
        "certain",
        "Since 1.963 s",
        "in a circle",
        "lower number",
        "In the circle",
        "Waits behind it",
        "Source",
        "Copy as text",
      ];
      const positions = order.map((text) => card.indexOf(text));
      assert.deepEqual(
        positions,
        [...positions].sort((a, b) => a - b),
      );
      assert.ok(positions.every((position) => position >= 0));
      assert.match(
        (await view.page.locator('[aria-live="assertive"]').textContent()) ?? "",
        /Deadlock, certain/,
      );
    }));

  test("stands in the list of hints with a line of those in the circle", () =>
    withView({}, async (view) => {
      const { before: lines, hint } = philosophers();
      const script = new TraceScript(Date.now() - 2100);
      await view.feed(script.write(lines));
      await view.feed(script.write(hint));
      const [deadlock] = (await view.snapshot()).hints;
      const inCircle = deadlock!.sites.find(
        ({ role, process }) => role === "waits" && /^Philosopher/.test(process ?? ""),
      )!;
      await view.page.locator("#tab-hints").click();
      const row = view.page.locator("#view-hints tbody tr").first();
      await view.until(async () => (await row.innerText()).endsWith(`main.ts:${inCircle.line}`));
    }));

  test("is in sight as a whole where the timeline is beside an editor", () =>
    withView({ width: 520, height: 700 }, async (view) => {
      const { before: lines, hint } = philosophers();
      const script = new TraceScript(Date.now() - 2100);
      await view.feed(script.write(lines));
      await view.feed(script.write(hint));
      await view.snapshot();
      const graph = (await view.page.locator(".graph").boundingBox())!;
      const nodes = await view.page.locator(".graph .node").all();
      assert.equal(nodes.length, 11);
      for (const node of nodes) {
        const { x, y, width, height } = (await node.boundingBox())!;
        assert.ok(x >= graph.x && x + width <= graph.x + graph.width, `${x} to ${x + width}`);
        assert.ok(y >= graph.y && y + height <= graph.y + graph.height, `${y} to ${y + height}`);
      }
    }));

  test("tells how long after its moment it was drawn", () =>
    withView({}, async (view) => {
      const { before: lines, hint } = philosophers();
      // Everything is prepared before, so that the hint's moment is when its bytes leave.
      const lead = 1500;
      const script = new TraceScript(Date.now() + lead - 1963.4);
      await view.feed(script.write(lines));
      await view.snapshot();
      const bytes = Buffer.from(script.write(hint)).toString("base64");
      await view.page.evaluate(
        ({ bytes, at, run }) =>
          new Promise<void>((done) => {
            const data = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
            const wait = () => {
              if (Date.now() < at) requestAnimationFrame(wait);
              else {
                window.postMessage({ type: "bytes", run, bytes: data });
                done();
              }
            };
            wait();
          }),
        { bytes, run: view.run.id, at: script.startedAt + 1963.4 },
      );
      const { hintLatency } = await view.snapshot();
      const passed = Date.now() - (script.startedAt + 1963.4);
      assert.equal(hintLatency.length, 1);
      assert.ok(hintLatency[0]! >= 0 && hintLatency[0]! <= passed, `${hintLatency[0]} ms of ${passed}`);
    }));

  test("asked for before its bytes are here, is shown when they come", () =>
    withView(RECORDED, async (view) => {
      const { before: lines, hint } = philosophers();
      await view.send({ type: "showHint" });
      await view.feed(traceOf(`${lines}\n${hint}`));
      assert.equal((await view.snapshot()).tab, "graph");
    }));
});

describe("the wait-for graph", () => {
  test("shows that any of several would do", () =>
    withView(RECORDED, async (view) => {
      const script = `${SHORT}
        510 main ask get jobs
        520 B timeout acquire log
        530 B ask get jobs
        540 - hint queue-never-fed certain core main B A`;
      await view.feed(traceOf(script));
      await view.send({ type: "showHint" });
      const { graph } = await view.snapshot();
      assert.ok(graph.nodes.includes("any of"));
      assert.ok(graph.edges.some(([from, to]) => from === "jobs" && to === "any of"));
      assert.ok((await view.page.locator(".graph .edge.any").count()) >= 3);
    }));

  test("without a hint shows who waits now", () =>
    withView({ ...RECORDED, state: { tab: "graph" } }, async (view) => {
      await view.feed(traceOf(SHORT));
      const { graph } = await view.snapshot();
      assert.deepEqual(graph.edges, [
        ["main", "A"],
        ["B", "log"],
        ["log", "A"],
      ]);
      await view.page.locator('.node[data-label="log"]').click();
      await view.until(async () => /Made at/.test(await seen(view.page.locator(".inspector-body"))));
    }));
});
