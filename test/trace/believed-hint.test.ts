import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND } from "../../src/protocol/events.ts";
import { hintOf } from "../../src/trace/believed-hint.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { Walk } from "../../src/trace/walk/walk.ts";
import { TraceWriter } from "../../src/trace/writer.ts";

const SITE = { file: "/p/main.ts", line: 3, column: 7, role: "waits", process: "A" };
const WAIT = { verb: "acquire", object: 1, on: [2], any: false, site: SITE, since: 0.5 };
const HINT = {
  kind: "deadlock-predicted",
  certainty: "proven",
  severity: "error",
  message: "A waits.",
  fix: "Do not.",
  text: { key: "deadlock.circle", blanks: { count: 2, object: "a", names: ["A", "B"] } },
  because: ["killed-holding"],
  witness: ["A acquires one"],
  steps: [{ key: "acquire.grant", blanks: { process: "A", object: "one" } }],
  processes: [{ id: 1, name: "A", pid: 7, role: "core", waits: [WAIT], holds: [2] }],
  objects: [{ id: 1, type: "Lock", name: "a" }],
  sites: [SITE],
  events: [1, 2],
  time: 1.5,
};

test("a hint is believed only when it has the shape of one", () => {
  assert.deepEqual(hintOf(HINT), HINT);
  for (const [name, values] of Object.entries({
    kind: ["toString", "", 7, undefined],
    certainty: ["sure", undefined],
    severity: ["fatal", undefined],
    message: [{ toString: 1 }, undefined],
    fix: [null, undefined],
    because: ["convoy", [7]],
    witness: ["A acquires one", { 0: "A" }, [1], [null], null],
    processes: [
      "none",
      undefined,
      [null],
      [{ id: -1, name: "A" }],
      [{ id: 1, name: 7 }],
      [{ id: 1, name: "A", waits: [{}] }],
      [{ id: 1, name: "A", waits: [{ ...WAIT, on: 2 }] }],
      [{ id: 1, name: "A", waits: [{ ...WAIT, since: "now" }] }],
      [{ id: 1, name: "A", waits: [{ ...WAIT, site: {} }] }],
      [{ id: 1, name: "A", holds: ["a"] }],
    ],
    objects: [[{ id: 1, type: "Lock" }], {}],
    sites: [
      "none",
      [{ ...SITE, line: -1 }],
      [{ ...SITE, column: 1.5 }],
      [{ ...SITE, file: 7 }],
      [{ ...SITE, role: "sees" }],
      [{ ...SITE, process: {} }],
    ],
    events: [undefined, ["1"]],
    time: ["1", Number.POSITIVE_INFINITY, undefined],
  }))
    for (const value of values)
      assert.equal(hintOf({ ...HINT, [name]: value }), undefined, `${name}: ${JSON.stringify(value)}`);
  for (const value of [undefined, null, "", 7, [], [HINT]]) assert.equal(hintOf(value), undefined);
});

test("what only says the same once more is left out when it is not understood", () => {
  const { text, ...plain } = HINT;
  for (const odd of [null, "deadlock.circle", { key: 7 }, []])
    assert.deepEqual(hintOf({ ...plain, text: odd }), plain);
  const told = hintOf({ ...HINT, text: { ...text, blanks: { object: "a", count: {}, names: [1] } } });
  assert.deepEqual(told?.text, { key: text.key, blanks: { object: "a" } });
});

test("whoever reads a trace finds the same hints in it, in the same places", () => {
  const writer = new TraceWriter();
  const told = [HINT, { ...HINT, severity: "fatal" }, "no JSON", { ...HINT, message: "B waits." }];
  for (const hint of told)
    writer.append({ time: 1, kind: KIND.hint, text: typeof hint === "string" ? hint : JSON.stringify(hint) });
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  const walked: string[] = [];
  const walk = new Walk(reader.names, [{ hint: ({ message }) => void walked.push(message) }]);
  for (const batch of reader.push(writer.flush()!)) {
    model.push(batch);
    walk.push(batch);
  }
  assert.deepEqual(
    model.hints.map(({ hint }) => hint.message),
    ["A waits.", "B waits."],
  );
  assert.deepEqual(walked, ["A waits.", "B waits."]);
  assert.deepEqual([model.damaged, walk.damaged], [2, 2]);
});
