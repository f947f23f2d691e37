import assert from "node:assert/strict";
import { test } from "node:test";
import { isHint } from "../../src/trace/check-hint.ts";

const HINT = {
  kind: "deadlock-predicted",
  certainty: "proven",
  severity: "error",
  message: "",
  fix: "",
  processes: [],
  objects: [],
  sites: [],
  events: [],
  time: 1,
};

test("a witness is a list of texts, or there is none", () => {
  assert.ok(isHint(HINT));
  assert.ok(isHint({ ...HINT, witness: ["A acquires one"] }));
  for (const witness of ["A acquires one", { 0: "A" }, [1], [null], null])
    assert.equal(isHint({ ...HINT, witness }), false, JSON.stringify(witness));
});
