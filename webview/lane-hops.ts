/** From what waits to who or what it waits for, link by link. */
import type { RunModel } from "../src/trace/model.ts";
import { isWait } from "../src/trace/states.ts";
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";
import { holderOf } from "./words.ts";

/** Goes from the selected wait to what its holder does meanwhile; where nobody holds it up, to the object. */
export function hopToHolder(store: Store, show: (found: Found) => void): void {
  const found = holderAt(store.model, store);
  if (found) show(found);
}

function holderAt(model: RunModel, { selection, cursor, present }: Store): Found | undefined {
  if (!selection || !("process" in selection)) return undefined;
  const track = model.processes.get(selection.process)?.track;
  if (!track) return undefined;
  const index = selection.kind === "interval" ? selection.index : track.at(cursor);
  if (index < 0 || !isWait(track.state[index]!)) return undefined;
  const from = track.start[index]!;
  const time = cursor >= from && cursor < track.end(index, present) ? cursor : from;
  const span = { from: time, to: time };
  const holder = holderOf(model, track, index, time);
  const at = model.processes.get(holder)?.track.at(time) ?? -1;
  if (at >= 0) return { selection: { kind: "interval", process: holder, index: at }, span };
  if (model.processes.has(holder)) return { selection: { kind: "process", process: holder }, span };
  const object = track.object[index]!;
  return model.objects.has(object) ? { selection: { kind: "object", object }, span } : undefined;
}
