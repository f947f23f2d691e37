/** Each rule of the golden language holds where it should and fails where it should. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hint } from "../../src/protocol/hints.ts";
import * as r from "./rules.ts";
import type { Transcript } from "./transcript.ts";

/** `"120 text"`: a line of standard output after 120 ms; `"120! text"`: one of standard error. */
function run(...lines: string[]): Transcript {
  const parsed = lines.map((line) => {
    const [, at, bang, text] = /^(\d+)(!?) (.*)$/.exec(line)!;
    return { at: Number(at), stream: bang ? ("err" as const) : ("out" as const), text: text! };
  });
  return {
    lines: parsed,
    hints: [],
    unfinished: [],
    exit: 0,
    signal: null,
    total: (parsed.at(-1)?.at ?? 0) + 10,
    files: {},
    survivors: false,
    trace: new Uint8Array(0),
  };
}

const many: readonly [number, number] = [0, 99];
const lines = {
  a: r.out("a {k}", { times: many }),
  b: r.out("b {k}", { times: many }),
  e: r.err("e", { times: many }),
};
const holds = (rule: r.Rule, transcript: Transcript) =>
  assert.deepEqual(r.judge({ lines, rules: [rule] }, transcript), []);
const fails = (rule: r.Rule, transcript: Transcript) =>
  assert.equal(r.judge({ lines, rules: [rule] }, transcript).length, 1);

test("lines: exact text, fixed number, one stream, whole", () => {
  const golden: r.Golden = {
    holes: { x: "[AB]" },
    lines: { sum: r.out("{n} + {n} = [{x}]", { each: { n: [1, 2] } }), note: r.err("(note)") },
  };
  const good = ["1 2 + 2 = [A]", "1 1 + 1 = [B]", "1! (note)"];
  const wrong = (...texts: string[]) => r.judge(golden, run(...texts)).length;
  assert.equal(wrong(...good), 0);
  assert.equal(wrong(...good.slice(1)), 1, "missing");
  assert.ok(wrong(...good, good[0]!) > 0, "doubled");
  assert.ok(wrong("1 2 + 2 = [A]1 + 1 = [B]", "1 ", "1! (note)") > 0, "torn");
  assert.ok(wrong("1 2 + 1 = [A]", "1 1 + 1 = [B]", "1! (note)") > 0, "one hole, two values");
  assert.ok(wrong("1 2 + 2 = [C]", "1 1 + 1 = [B]", "1! (note)") > 0, "hole out of range");
  assert.ok(wrong("1 2 + 2 = [A]", "1 2 + 2 = [B]", "1! (note)") > 0, "one value twice");
  assert.ok(wrong(good[0]!, good[1]!, "1 (note)") > 0, "wrong stream");
  assert.ok(wrong("1 2 + 2 = A", good[1]!, good[2]!) > 0, "pattern characters are literal");
  assert.ok(r.judge(golden, { ...run(...good), unfinished: ["1 +"] }).length > 0, "unfinished");
  assert.ok(r.judge(golden, { ...run(...good), exit: 1 }).length > 0, "exit status");
  assert.ok(r.judge(golden, { ...run(...good), exit: null, signal: "SIGKILL" }).length > 0, "signal");
  assert.ok(r.judge(golden, { ...run(...good), survivors: true }).length > 0, "survivor");
  assert.ok(r.judge({ ...golden, exit: 86 }, run(...good)).length > 0, "another exit status wanted");
});

test("each, in order", () => {
  const golden = { lines: { a: r.out("a {k}", { each: { k: [1, 2] }, ordered: true }) } };
  assert.equal(r.judge(golden, run("1 a 1", "2 a 2")).length, 0);
  assert.equal(r.judge(golden, run("1 a 2", "2 a 1")).length, 1);
});

test("inOrder", () => {
  holds(r.inOrder("a", "b"), run("1 a 1", "2 a 2", "3 b 1"));
  holds(r.inOrder("a", "b"), run("3 b 1"));
  fails(r.inOrder("a", "b"), run("1 a 1", "2 b 1", "3 a 2"));
  // Two streams: only the time counts, and not to the millisecond.
  holds(r.inOrder("e", "b"), run("10 b 1", "20! e"));
  fails(r.inOrder("e", "b"), run("10 b 1", "90! e"));
});

test("before", () => {
  holds(r.before("a", "b"), run("1 a 1", "2 b 5", "3 a 2", "4 b 6"));
  fails(r.before("a", "b"), run("1 a 1", "2 b 5", "3 b 6", "4 a 2"));
  fails(r.before("a", "b"), run("1 a 1", "2 b 5", "3 b 6"));
  holds(r.before("a", "b", { same: "k" }), run("1 a 1", "2 a 2", "3 b 2", "4 b 1"));
  fails(r.before("a", "b", { same: "k" }), run("1 a 1", "2 b 2", "3 a 2", "4 b 1"));
});

test("rising", () => {
  holds(r.rising("a", "k"), run("1 a 9", "2 a 10"));
  fails(r.rising("a", "k"), run("1 a 1", "2 a 1"));
  fails(r.rising("a", "k"), run("1 a 10", "2 a 9"));
});

test("last, lastOf", () => {
  holds(r.last("b"), run("1 a 1", "2 b 1"));
  fails(r.last("b"), run("1 b 1", "2 a 1"));
  fails(r.last("b"), run("1 a 1"));
  holds(r.lastOf("b", "k"), run("1 a 1", "2 b 1", "3 a 2", "4 b 2"));
  fails(r.lastOf("b", "k"), run("1 a 1", "2 b 1", "3 a 1"));
});

test("atMost", () => {
  holds(r.atMost(2, "a", "b"), run("1 a 1", "2 a 2", "3 b 1", "4 a 3"));
  fails(r.atMost(2, "a", "b"), run("1 a 1", "2 a 2", "3 a 3", "4 b 1"));
});

test("gap", () => {
  const transcript = run("100 a 1", "150 a 2", "400 b 2", "1100 b 1");
  holds(r.gap("a", "b", { same: "k", min: 250, max: 1000 }), transcript);
  holds(r.gap("a", "b", { same: "k", min: 300 }), transcript);
  fails(r.gap("a", "b", { same: "k", min: 301 }), transcript);
  fails(r.gap("a", "b", { same: "k", max: 999 }), transcript);
  fails(r.gap("a", "b", { max: 1 }), run("5 b 1"));
});

test("spaced", () => {
  holds(r.spaced("a", { min: 100 }), run("0 a 1", "100 a 2", "150 b 1", "200 a 3"));
  fails(r.spaced("a", { min: 100 }), run("0 a 1", "100 a 2", "149 a 3"));
  holds(r.spaced("a", { min: 100, per: "k" }), run("0 a 1", "10 a 2", "100 a 1"));
});

test("at, total, endsAfter", () => {
  const transcript = run("1000 a 1", "2000 a 2");
  holds(r.at("a", { min: 1000, max: 2000 }), transcript);
  fails(r.at("a", { min: 1051 }), transcript);
  fails(r.at("a", { max: 1999 }), transcript);
  holds(r.total({ min: 2000, max: 2010 }), transcript);
  fails(r.total({ min: 2061 }), transcript);
  fails(r.total({ max: 2009 }), transcript);
  holds(r.endsAfter("a", { max: 10 }), transcript);
  fails(r.endsAfter("a", { max: 9 }), transcript);
});

test("file, distinct, that", () => {
  holds(r.file("ticket", "0"), { ...run(), files: { ticket: "0" } });
  fails(r.file("ticket", "0"), { ...run(), files: { ticket: "1" } });
  fails(r.file("ticket", "0"), run());
  holds(r.distinct("a", "k", { max: 2 }), run("1 a 1", "2 a 2", "3 a 1"));
  fails(r.distinct("a", "k", { max: 2 }), run("1 a 1", "2 a 2", "3 a 3"));
  fails(r.distinct("a", "k", { min: 2 }), run("1 a 1", "2 a 1"));
  fails(
    r.that("never", () => false),
    run(),
  );
});

test("oneHint, noAlarm", () => {
  const hint = {
    kind: "deadlock",
    certainty: "certain",
    severity: "error",
    message: "",
    processes: [
      { id: 2, name: "P-1", pid: 2, role: "core" },
      { id: 3, name: "P-2", pid: 3, role: "core" },
      { id: 1, name: "Main", pid: 1, role: "collateral" },
    ],
  } as unknown as Hint;
  const rule = r.oneHint({
    kind: "deadlock",
    certainty: "certain",
    core: ["P-2", "P-1"],
    collateral: ["Main"],
  });
  const hinting = (...hints: Hint[]) => ({ ...run(), hints });
  holds(rule, hinting(hint));
  fails(rule, hinting());
  fails(rule, hinting(hint, hint));
  fails(rule, hinting({ ...hint, certainty: "possible" }));
  fails(rule, hinting({ ...hint, kind: "convoy" }));
  fails(rule, hinting({ ...hint, processes: hint.processes.slice(1) }));
  fails(rule, hinting({ ...hint, processes: hint.processes.map((p) => ({ ...p, role: "core" as const })) }));
  holds(r.noAlarm, hinting({ ...hint, certainty: "possible" }));
  fails(r.noAlarm, hinting({ ...hint, certainty: "proven" }));
  fails(r.noAlarm, hinting(hint));
});
