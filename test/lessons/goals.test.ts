/** What a lesson expects after the learner's change does come about when its text is followed. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseChecks } from "../../src/classroom/checks.ts";
import { LESSONS, shown } from "./shown.ts";
import { recordLesson } from "./transcript.ts";

/** What stands there, and what takes its place; the whole change of a lesson. */
type Change = readonly (readonly [from: string | RegExp, to: string])[];

const CHANGES: Record<string, Change> = {
  "01_simple": [
    ["target: worker }).start();\n", 'target: worker }).start();\n  console.log("main: done");\n'],
  ],
  "04_names": [
    [/ {2}\/\/ The third object.*\n.*start\(\);\n/, ""],
    ['  new Process({ name: "my', '  new Process({ target: worker }).start();\n  new Process({ name: "my'],
  ],
  "05_daemon": [["sleep(1000)", "sleep(3000)"]],
  "06_daemon_join": [["  await background.join();\n", ""]],
  "08_terminate": [["worker.terminate();\n", "worker.terminate();\n  await sleep(500);\n"]],
  "09_exitcode": [["return 1;", "process.exit(7);"]],
  "10_log_to_stderr": [
    ['  logToStderr("debug");\n', ""],
    ["child.start();\n", 'child.start();\n  logToStderr("debug");\n'],
  ],
  "11_get_logger": [["getLogger().debug", "getLogger().info"]],
  "12_subclass": [
    ["worker.start()", "worker.run()"],
    [/.*worker\.join\(\);\n/, ""],
  ],
  "13_queue": [
    ["readonly name: string", "readonly #name: string"],
    ["this.name = name", "this.#name = name"],
    [/this\.name\}/, "this.#name}"],
  ],
  "16_lock": [
    ["    await lock.release();\n", ""],
    ["[workerWith, workerNoWith]", "[workerNoWith, workerNoWith]"],
  ],
  "17_condition": [["notifyAll()", "notify()"]],
  "20_namespace": [["manager.namespace()", 'manager.namespace({ value: "early" })']],
  "21_namespace_mutable": [
    ["await event.set();", 'await namespace.set("my_list", copy);\n  await event.set();'],
  ],
  "23_pool_maxtasksperchild": [["(double, inputs)", "(double, inputs, { chunkSize: 50 })"]],
  "24_wordcount": [],
  "25_queue_pipe_event_manager": [["pipe<number>()", "pipe<number>({ duplex: false })"]],
  "26_os_fork": [["import {", 'console.log("loaded by", process.pid);\nimport {']],
  "27_process_join": [["  await child.join();\n", ""]],
  "29_subprocess_call": [["process.exit(0)", "process.exit(3)"]],
  "31_queue_read_write_terminate": [["  reader.terminate();\n", ""]],
  "33_pool_map_basic": [["[1, 2, 3])", "[1, 2, 3], { chunkSize: 3 })"]],
  "34_pool_tour": [["timeout: 4000", "timeout: 6000"]],
  "35_pool_apply_sync": [
    [
      /const squares: number\[\] = \[\];\n.*\n/,
      "const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];\n  const squares = await Promise.all(numbers.map((n) => pool.apply(work, [n])));\n",
    ],
  ],
  "36_pool_apply_async": [["processes: 3", "processes: 10"]],
  "38_pool_collect_after_join": [["  pool.close();\n  await pool.join();\n", ""]],
  "40_queue_son": [[/.*toys\.put.*\n/, ""]],
  "41_producer_consumer_none": [["  await counter.put(null);\n", ""]],
  "42_joinable_queue_daemon": [["    await counter.taskDone();\n", ""]],
  "45_executor_map": [["Array(100).keys())", "Array(100).keys(), { chunkSize: 25 })"]],
  "47_executor_callbacks": [["maxWorkers: 4", "maxWorkers: 1"]],
  // Two more meals than the deadlock lets anybody have, and an end.
  "50_dining_philosophers": [
    ["forks.map((fork, i)", "forks.slice(0, 4).map((fork, i)"],
    ["meal = 1; ; meal++", "meal = 1; meal <= 6; meal++"],
  ],
  "52_bounded_buffer": [["null>(3,", "null>(0,"]],
  "54_sleeping_barber": [["null>(3,", "null>(8,"]],
  "55_cigarette_smokers": [["    await table.release();\n", ""]],
  "56_bank_transfer": [["[opening, bob, alice, 10, 800]", "[opening, alice, bob, -10, 800]"]],
  "57_lost_update": [
    [
      "    const n = await counter.get();\n    await counter.set(n + 1);\n",
      "    await counter.getLock().use(async () => {\n      const n = await counter.get();\n      await counter.set(n + 1);\n    });\n",
    ],
  ],
  "58_lost_wakeup": [
    ["import { Condition,", "import { Value, Condition,"],
    ["sleeper(bell: Condition)", "sleeper(bell: Condition, rung: Value<boolean>)"],
    ["await bell.wait();", "await bell.waitFor(() => rung.get());"],
    ["args: [bell]", "args: [bell, rung]"],
    ["  const process =", "  const rung = new Value(false);\n  const process ="],
    [
      "bell.use(() => bell.notify())",
      "bell.use(async () => {\n    await rung.set(true);\n    await bell.notify();\n  })",
    ],
  ],
  "59_convoy": [
    [
      /await log\.use\(async \(\) => \{\n.*\n {4}\}\);/,
      "await log.use(async () => {});\n    await sleep(40);",
    ],
  ],
  "60_priority_by_polling": [[/ {2}while \([\s\S]*?\n {2}\}\n/, "  await desk.acquire();\n"]],
  "61_pool_starvation": [["processes: 2", "processes: 3"]],
  "62_poison_pills": [["n < consumers.length", "n <= consumers.length"]],
};

const goalsOf = (name: string) =>
  parseChecks(readFileSync(join(LESSONS, name, "checks.json"), "utf8")).filter(({ goal }) => goal);

describe("goals", { concurrency: 4 }, () => {
  for (const [name, change] of Object.entries(CHANGES))
    test(name, async () => {
      const goals = goalsOf(name);
      assert.ok(goals.length > 0, "nothing is expected of the change");
      const folder = mkdtempSync(join(tmpdir(), "goal-"));
      try {
        const lesson = join(folder, name);
        cpSync(join(LESSONS, name), lesson, { recursive: true });
        if (name === "24_wordcount") cpSync(join(lesson, "test.rst"), join(lesson, "again.rst"));
        const main = join(lesson, "main.ts");
        let text = readFileSync(main, "utf8");
        for (const [from, to] of change) {
          const changed = text.replace(from, () => to);
          assert.notEqual(changed, text, `"${from}" does not stand there`);
          text = changed;
        }
        writeFileSync(main, text);
        const run = await recordLesson(main, 60_000);
        const output = run.lines.map(({ text }) => text).join("\n");
        for (const goal of goals)
          assert.equal(shown(goal, run), true, `${goal.id}\n${output}\nexit ${run.exit}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
});

test("every lesson that expects something of a change is tried", () => {
  const names = readdirSync(LESSONS).filter((name) => /^\d/.test(name) && goalsOf(name).length > 0);
  assert.deepEqual(Object.keys(CHANGES).sort(), names.sort());
});
