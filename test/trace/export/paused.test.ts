import assert from "node:assert/strict";
import { test } from "node:test";
import { traceOf } from "../script.ts";
import { PAUSED, TWO } from "../scripts.ts";
import { exported } from "./exported.ts";

const TRACE = traceOf(`${TWO}${PAUSED}`);

test("what a debugger has stopped is told as that in Chrome's format", async () => {
  const { traceEvents } = JSON.parse((await exported(TRACE, "perfetto")).text);
  const paused = traceEvents.filter(({ cat }: { cat?: string }) => cat === "paused");
  assert.deepEqual(
    paused.map(({ name, ts, dur }: { name: string; ts: number; dur: number }) => [name, ts, dur]),
    [
      ["paused by the debugger", 15_000, 3000],
      ["paused by the debugger", 22_000, 4000],
      ["paused by the debugger", 28_000, 1000],
      ["paused by the debugger", 11_000, 19_000],
    ],
  );
});

test("and in the picture, where the legend names it", async () => {
  const { text } = await exported(TRACE, "svg");
  assert.ok(text.includes(">paused by the debugger<"));
});
