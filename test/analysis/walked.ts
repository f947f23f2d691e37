/** A trace walked through by visitors, for tests. */
import { TraceReader } from "../../src/trace/reader.ts";
import type { Visitor } from "../../src/trace/walk/visitor.ts";
import { Walk } from "../../src/trace/walk/walk.ts";

/** `begin` gets the walk before the first event. */
export function walked(bytes: Uint8Array, visitors: readonly Visitor[], begin?: (walk: Walk) => void): Walk {
  const reader = new TraceReader();
  const walk = new Walk(reader.names, visitors);
  begin?.(walk);
  for (const batch of reader.push(bytes)) walk.push(batch);
  walk.finish();
  return walk;
}
