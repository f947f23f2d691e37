import assert from "node:assert/strict";
import { test } from "node:test";
import type { InspectReport } from "../../src/cli/inspect.ts";
import { Program } from "../support/program.ts";
import { hostileTrace } from "../trace/export/exported.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import { philosophers } from "../webview/scenes.ts";
import { Folder, interleave } from "./command.ts";

const stuck = philosophers();
const STUCK = traceOf(`${stuck.before}\n${stuck.hint}\n6000 - end 86`);

test("processes, objects, the critical path and hints as tables of at most 120 columns", async () => {
  await using folder = await Folder.make();
  const mixed = await interleave("inspect", await folder.file("mixed.interleave", traceOf(MIXED)));
  assert.equal(mixed.status, 0, mixed.stderr);
  assert.equal(mixed.stderr, "");
  for (const heading of [
    "Processes",
    "Locks",
    "Queues and pipes",
    "Events, conditions, barriers",
    "Pools",
    "Critical path: what the 58.0 ms consist of",
    "Longest waits",
  ])
    assert.ok(mixed.stdout.includes(`\n\n${heading}\n`), heading);
  assert.match(mixed.stdout, /^ +W-2 +4714 +52\.0 ms .* SIGKILL$/m);
  assert.match(mixed.stdout, /^ +log +2 +1 +7\.50 ms /m);
  assert.match(mixed.stdout, /^No hints\. 56 events looked at\.$/m);
  for (const line of mixed.stdout.split("\n")) assert.ok([...line].length <= 120, line);
  const hung = await interleave("inspect", await folder.file("stuck.interleave", STUCK));
  assert.match(hung.stdout, /\n\nHints\n {2}deadlock \(certain\) at .* s: 5 processes wait/);
});

test("--json has the documented shape", async () => {
  await using folder = await Folder.make();
  const file = await folder.file("stuck.interleave", STUCK);
  const { status, stdout } = await interleave("inspect", file, "--json");
  assert.equal(status, 0);
  const report = JSON.parse(stdout) as InspectReport;
  assert.deepEqual(Object.keys(report), [
    "interleave",
    "version",
    "trace",
    "run",
    "range",
    "parallelism",
    "processes",
    "locks",
    "queues",
    "signals",
    "pools",
    "values",
    "hints",
    "criticalPath",
    "longestWaits",
  ]);
  assert.deepEqual([report.interleave, report.version], ["inspect", 1]);
  const { events, bytes, ...trace } = report.trace;
  assert.deepEqual(trace, { file, dropped: 0, damaged: 0, complete: true, note: null });
  assert.equal(bytes, STUCK.length);
  assert.ok(events > 100);
  assert.equal(report.run.exitStatus, 86);
  assert.equal(report.processes.length, 6);
  assert.equal(report.hints[0]!.kind, "deadlock");
  assert.equal(report.criticalPath.length, report.run.length);
});

test("a run that has just been recorded", async () => {
  await using program = await Program.make(`
    import { isMainProcess, Lock, Pool, Process, sleep } from "@interleave/runtime";
    async function work(lock: Lock) { await lock.use(() => sleep(20)); }
    function square(n: number) { return n * n; }
    if (isMainProcess) {
      const lock = new Lock({ name: "door" });
      const workers = [1, 2, 3].map(() => new Process({ target: work, args: [lock] }));
      for (const worker of workers) worker.start();
      for (const worker of workers) await worker.join();
      await using pool = new Pool({ processes: 2 });
      await pool.map(square, [1, 2, 3, 4]);
    }`);
  await using folder = await Folder.make();
  const trace = `${folder.path}/run.interleave`;
  assert.equal((await program.run({ args: ["--trace", trace] })).status, 0);
  const { status, stdout } = await interleave("inspect", trace, "--json");
  assert.equal(status, 0);
  const report = JSON.parse(stdout) as InspectReport;
  const door = report.locks.find(({ name }) => name === "door")!;
  assert.equal(door.acquired, 3);
  assert.ok(door.hold.total >= 59, String(door.hold.total));
  assert.equal(door.lines.length, 1);
  assert.match(door.lines[0]!.site, /main\.ts:3:\d+$/);
  assert.equal(report.pools[0]!.finished, report.pools[0]!.submitted);
  for (const { name, states, started, ended } of report.processes) {
    const sum = Object.values(states).reduce((total, each) => total + each, 0);
    assert.ok(Math.abs(sum - (ended! - started)) < 0.01, `${name}: ${sum} ${ended! - started}`);
  }
  assert.ok(Math.abs(report.criticalPath.length - report.run.length) < 0.002);
});

test("a part of the run, its story, and what is different in another", async () => {
  await using folder = await Folder.make();
  const file = await folder.file("mixed.interleave", traceOf(MIXED));
  const part = await interleave("inspect", file, "--from", "15", "--to", "30");
  assert.match(part.stdout, /^From 15\.0 ms to 30\.0 ms of the run\.$/m);
  assert.match(part.stdout, /^ +log +1 .*5\.00 ms/m);
  const story = await interleave("inspect", file, "--story");
  assert.match(story.stdout, /^ +0\.020 s {2}W-2 waits 7\.50 ms for log, ended by W-1 \(main\.ts:20\)\.$/m);
  // Everything from the release of the lock on comes 20 ms later.
  const later = MIXED.replaceAll(/^\d+/gm, (time) => String(Number(time) + (Number(time) >= 20 ? 20 : 0)));
  const other = await folder.file("other.interleave", traceOf(later));
  assert.match(
    (await interleave("inspect", file, "--compare", file)).stdout,
    /^Nothing notable is different/m,
  );
  const different = await interleave("inspect", file, "--compare", other);
  assert.match(different.stdout, /^ {2}lock log, waited for: 7\.50 ms → 27\.5 ms$/m);
});

test("a trace that was cut, killed or damaged: what could be read is shown, and what is missing is said", async () => {
  await using folder = await Folder.make();
  const whole = traceOf(MIXED);
  const two = Buffer.concat([traceOf(MIXED.replace(/\n58.*/, "")), whole.subarray(0, 40)]);
  const cut = await interleave("inspect", await folder.file("cut.interleave", two));
  assert.equal(cut.status, 0);
  assert.match(cut.stdout, /^The trace was cut short: its last 40 bytes are incomplete/m);
  assert.match(cut.stdout, /^ +W-2 /m);
  const damaged = Buffer.concat([whole, Buffer.alloc(64, 0x41)]);
  const json = await interleave("inspect", await folder.file("damaged.interleave", damaged), "--json");
  const { trace } = JSON.parse(json.stdout) as InspectReport;
  assert.deepEqual([trace.complete, trace.events], [false, 56]);
  assert.equal(
    trace.note,
    `The trace is damaged from byte ${whole.length} on; everything before it was read.`,
  );
  const killed = await folder.file("killed.interleave", traceOf(MIXED.replace(/\n58.*/, "")));
  assert.match((await interleave("inspect", killed)).stdout, /stops before the end of its run/);
});

test("what cannot be inspected: one line, status 2", async () => {
  await using folder = await Folder.make();
  const foreign = await folder.file("foreign.interleave", "#!/bin/sh\necho no trace at all\n");
  const empty = await folder.file("empty.interleave", "");
  for (const [args, message] of [
    [["inspect"], /^interleave: which trace\? interleave inspect TRACE\n$/],
    [["inspect", "/nowhere/x"], /^interleave: there is no file .*x\n$/],
    [["inspect", "-"], /^interleave: there is no file .*-\n$/],
    [["inspect", folder.path], /is a folder, not a trace\n$/],
    [["inspect", foreign], /not an Interleave trace\.?\n$/],
    [["inspect", empty], /not an Interleave trace\n$/],
    [["inspect", foreign, empty], /^interleave: one trace at a time/],
    [["inspect", empty, "--from", "x"], /^interleave: --from takes milliseconds of the run, not "x"\n$/],
    [["inspect", empty, "--from", "9", "--to", "3"], /^interleave: --to must be later than --from\n$/],
    [["inspect", empty, "--yaml"], /^interleave: Unknown option '--yaml'\n$/],
  ] as const) {
    const { status, stdout, stderr } = await interleave(...args);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
});

test("control characters of names do not reach the terminal", async () => {
  await using folder = await Folder.make();
  const names = ["\u001b[2Jgone", "\u0007bell", "\u202eesrever"];
  const file = await folder.file("hostile.interleave", hostileTrace(names));
  for (const args of [[], ["--story"]]) {
    const { status, stdout } = await interleave("inspect", file, ...args);
    assert.equal(status, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    assert.ok(stdout.includes("?[2Jgone"));
  }
});
