/** Goes through a trace without keeping the extension host for long. No `vscode` here. */
import { setImmediate } from "node:timers/promises";
import type { CarefulReader } from "../trace/careful-reader.ts";
import type { EventBatch } from "../trace/reader.ts";
import type { TraceSource } from "./trace-source.ts";

/** The host is not kept longer than this (ms) at a time. */
const TURN_MS = 8;

/** Hands every readable batch to `take`. @throws Error when the source cannot be read */
export async function readBatches(
  source: TraceSource,
  reader: CarefulReader,
  take: (batch: EventBatch) => void,
): Promise<void> {
  let turn = performance.now();
  for (let read = 0; read < source.length && !reader.broken; ) {
    const portion = await source.read(read);
    if (portion.length === 0) return;
    read += portion.length;
    for (const batch of reader.push(portion)) {
      take(batch);
      if (performance.now() - turn < TURN_MS) continue;
      await setImmediate();
      turn = performance.now();
    }
  }
}
