/** How soon hints come, as the trace of a run tells: a hint is an event like any other. */
import { readFileSync } from "node:fs";
import { KIND } from "../../src/protocol/events.ts";
import type { Hint, HintKind } from "../../src/protocol/hints.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { interleave, TRACE } from "./measure.ts";

/** Milliseconds from the last of the events that prove the first hint of a kind to that hint. */
export async function latencyOf(kind: HintKind, program: string, args: string[] = []): Promise<number> {
  await interleave(program, { args });
  const batches = new TraceReader().push(readFileSync(TRACE));
  const times = new Map<number, number>();
  for (const batch of batches)
    for (let row = 0; row < batch.length; row++) {
      times.set(batch.seq[row]!, batch.time[row]!);
      if (batch.kind[row] !== KIND["hint"]) continue;
      const hint = JSON.parse(batch.text(row) ?? "") as Hint;
      if (hint.kind !== kind) continue;
      const proven = Math.max(...hint.events.map((seq) => times.get(seq) ?? 0));
      return (batch.time[row]! - proven) / 1000;
    }
  throw new Error(`${program}: no hint of the kind ${kind}`);
}
