/** A trace may be damaged or made up: whatever its rows say, hazards are looked for without harm. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Hazards } from "../../../src/analysis/hazards/hazards.ts";
import { EVENT_KINDS, KIND, OBJECT_TYPES, type ObjectInfo } from "../../../src/protocol/events.ts";
import { TraceReader } from "../../../src/trace/reader.ts";
import { TraceWriter } from "../../../src/trace/writer.ts";
import { numbers } from "../../support/numbers.ts";

test("rows in any order, of any kind, about anything", () => {
  const texts = [
    undefined,
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"kind":"deadlock","processes":[null,1],"objects":7}',
  ];
  for (let seed = 1; seed <= 20; seed++) {
    const below = numbers(seed);
    const writer = new TraceWriter();
    const reader = new TraceReader();
    OBJECT_TYPES.forEach((type, index) => {
      const info: ObjectInfo = { type, name: type, size: below(3), lock: below(16) };
      writer.append({
        time: 0,
        kind: KIND["object.create"],
        object: index + 1,
        text: JSON.stringify(info),
      });
    });
    for (let row = 0; row < 3000; row++)
      writer.append({
        time: row * 1000 + below(3000),
        kind: below(EVENT_KINDS.length),
        process: below(6),
        object: below(18),
        op: below(8),
        other: below(8),
        value: below(4) === 0 ? Number.NaN : below(50),
        timeout: below(3) === 0 ? below(30) : Number.NaN,
        site: below(4),
        text: texts[below(texts.length)],
      });
    const hazards = new Hazards(reader.names);
    for (const batch of reader.push(writer.flush()!))
      for (const hint of hazards.push(batch)) {
        assert.doesNotMatch(hint.message + hint.fix, /\{\w+\}|undefined/);
        assert.ok(hint.time >= 0);
      }
    hazards.end();
    hazards.leftovers();
  }
});
