/** From what waits to who or what it waits for, link by link; and from one wait to the next. */
import { isWait } from "../src/trace/states.ts";
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";
import { holderOf } from "./words.ts";

/** Goes from the selected wait to what its holder does meanwhile; where nobody holds it up, to the object. */
export function hopToHolder(store: Store, show: (found: Found) => void): void {
  const found = holderAt(store);
  if (found) show(found);
}

/** Goes to the next wait of the process that something is selected of, or to the one before. */
export function hopToWait(store: Store, show: (found: Found) => void, by: 1 | -1): void {
  const found = waitBeside(store, by);
  if (found) show(found);
}

/** Where {@link hopToHolder} leads. */
export function holderAt({ model, selection, cursor, present }: Store): Found | undefined {
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

/** Where {@link hopToWait} leads: from the selected interval, or from the cursor where none is selected. */
export function waitBeside({ model, selection, cursor, present }: Store, by: 1 | -1): Found | undefined {
  if (!selection || !("process" in selection)) return undefined;
  const { process } = selection;
  const track = model.processes.get(process)?.track;
  if (!track) return undefined;
  let index = selection.kind === "interval" ? selection.index + by : track.at(cursor) + Math.max(0, by);
  while (index >= 0 && index < track.length && !isWait(track.state[index]!)) index += by;
  if (index < 0 || index >= track.length) return undefined;
  const span = { from: track.start[index]!, to: track.end(index, present) };
  return { selection: { kind: "interval", process, index }, span };
}
