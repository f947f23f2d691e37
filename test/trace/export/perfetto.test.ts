import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../../vscode/chromium.ts";
import { philosophers, producerConsumer } from "../../webview/scenes.ts";
import { traceOf } from "../script.ts";
import { MIXED } from "../scripts.ts";
import { exported, HOSTILE, hostileTrace } from "./exported.ts";

interface ChromeEvent {
  name: string;
  cat?: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid?: number;
  id?: number | string;
  args?: Record<string, unknown>;
}

async function chromeTrace(bytes: Uint8Array): Promise<ChromeEvent[]> {
  const { text } = await exported(bytes, "perfetto");
  return (JSON.parse(text) as { traceEvents: ChromeEvent[] }).traceEvents;
}

const stuck = philosophers();
const TRACES = {
  MIXED: traceOf(MIXED),
  scene: traceOf(producerConsumer()),
  stuck: traceOf(`${stuck.before}\n${stuck.hint}`),
  hostile: hostileTrace(),
};

test("what was printed is instants of a track of its own", async () => {
  const events = await chromeTrace(
    traceOf(`
      0 - spawn main
      0 main run program
      1 main print "a line" @main.ts:3:1
      2 main warn cut 5
      3 main unprinted 40`),
  );
  const lines = events.filter(({ cat }) => cat === "output");
  assert.deepEqual(
    lines.map(({ name, ph, ts, args }) => ({ name, ph, ts, args })),
    [
      { name: "a line", ph: "i", ts: 1000, args: { stream: "stdout", site: "main.ts:3:1" } },
      { name: "cut", ph: "i", ts: 2000, args: { stream: "stderr", cut: 5 } },
      { name: "40 lines not recorded", ph: "i", ts: 3000, args: { stream: "stdout" } },
    ],
  );
  const track = events.find(
    ({ ph, tid, args }) => ph === "M" && tid === lines[0]!.tid && args?.["name"] === "output",
  );
  assert.equal(track?.pid, lines[0]!.pid);
});

for (const [name, bytes] of Object.entries(TRACES))
  test(`${name}: slices of a track do not overlap, and every arrow leads from slice to slice, forward in time`, async () => {
    const events = await chromeTrace(bytes);
    const tracks = Map.groupBy(
      events.filter(({ ph }) => ph === "X"),
      ({ pid, tid }) => `${pid} ${tid}`,
    );
    assert.ok(tracks.size > 2);
    for (const slices of tracks.values()) {
      slices.sort((a, b) => a.ts - b.ts);
      slices.forEach((slice, index) => {
        assert.ok(slice.dur! >= 0 && slice.name !== "", JSON.stringify(slice));
        const next = slices[index + 1];
        if (next) assert.ok(slice.ts + slice.dur! <= next.ts + 0.001, JSON.stringify([slice, next]));
      });
    }
    const flows = Map.groupBy(
      events.filter(({ ph }) => "stf".includes(ph)),
      ({ id }) => String(id),
    );
    for (const flow of flows.values()) {
      assert.equal(flow[0]!.ph, "s");
      for (const [index, end] of flow.entries()) {
        if (index > 0) assert.ok(end.ts >= flow[index - 1]!.ts, JSON.stringify(flow));
        const slices = tracks.get(`${end.pid} ${end.tid}`) ?? [];
        assert.ok(
          slices.some(({ ts, dur }) => ts <= end.ts && end.ts <= ts + dur!),
          JSON.stringify(end),
        );
      }
    }
    const named = new Set(events.filter(({ name }) => name === "process_name").map(({ pid }) => pid));
    for (const { pid } of events) assert.ok(named.has(pid), String(pid));
  });

test("states, tasks, holds, levels and causes are there under their names", async () => {
  const events = await chromeTrace(TRACES.MIXED);
  const pid = events.find(({ name, args }) => name === "process_name" && args?.["name"] === "W-2")!.pid;
  const own = events.filter((event) => event.pid === pid && event.ph === "X");
  assert.deepEqual(
    own.filter(({ cat }) => cat === "lock").map(({ name, ts, dur }) => [name, ts, dur]),
    [["waits for log", 12_500, 7500]],
  );
  assert.deepEqual(
    own.filter(({ cat }) => cat === "task").map(({ name, ts, dur }) => [name, ts, dur]),
    [
      ["resize", 10_000, 26_000],
      ["resize", 38_000, 17_000],
    ],
  );
  assert.deepEqual(
    own.filter(({ cat }) => cat === "exit").map(({ name }) => name),
    ["exit SIGKILL"],
  );
  const holds = events.filter(({ cat }) => cat === "hold").map(({ name, ts, dur }) => [name, ts, dur]);
  assert.ok(
    holds.some((hold) => JSON.stringify(hold) === '["W-1",11000,9000]'),
    JSON.stringify(holds),
  );
  const items = events.filter(({ ph, name }) => ph === "C" && name.endsWith(" items"));
  assert.deepEqual(
    items.map(({ args }) => args!["items"]),
    [1, 0, 1],
  );
  const arrows = events.filter(({ ph }) => ph === "f").map(({ name }) => name);
  for (const cause of ["hand-over", "item", "signal", "start"])
    assert.ok(arrows.includes(cause), arrows.join());
});

test("names go through unchanged", async () => {
  const events = await chromeTrace(TRACES.hostile);
  const names = events.filter(({ name }) => name === "process_name").map(({ args }) => args!["name"]);
  for (const name of HOSTILE) assert.ok(names.includes(name), JSON.stringify(names));
});

let browser: Browser;
before(async () => {
  browser = await launchChromium();
});
after(() => browser.close());

test("speedscope opens it and shows every process", async () => {
  const release = join(
    dirname(createRequire(import.meta.url).resolve("speedscope/package.json")),
    "dist",
    "release",
  );
  const { text } = await exported(TRACES.scene, "perfetto");
  const page = await (await browser.newContext()).newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.route("http://speedscope.test/**", async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname).slice(1);
    if (path === "trace.json") return route.fulfill({ contentType: "application/json", body: text });
    const type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".css") ? "text/css" : "text/html";
    return route.fulfill({ contentType: type, body: await readFile(join(release, path || "index.html")) });
  });
  await page.goto("http://speedscope.test/#profileURL=/trace.json");
  // The toolbar has the name of what is shown, and a hidden list of all tracks.
  const profiles = page.locator("span", { hasText: /, state \(tid 1\)$/ });
  await profiles.first().waitFor({ state: "attached", timeout: 30_000 });
  const names = new Set((await profiles.allTextContents()).map((text) => text.replace(/ \(pid.*/, "")));
  assert.deepEqual([...names].sort(), [
    "Consumer-1",
    "Consumer-2",
    "Consumer-3",
    "Consumer-4",
    "Producer",
    "main",
  ]);
  await page.getByText(/main \(pid 4712\), state \(tid 1\) \(1\/12\)/).waitFor();
  assert.deepEqual(faults, []);
});
