/** Folding many lanes at once. */
import type { Store } from "./store.ts";

/** Sections of objects, by their rows' keys. */
const SECTIONS = ["locks", "queues", "events", "pools"];

/** Folds what lies below the main processes, and the objects; or unfolds all there is. */
export function foldAll(store: Store, fold: boolean): void {
  store.folded.clear();
  if (fold) {
    for (const key of SECTIONS) store.folded.add(key);
    for (const { id, kind } of store.model.objects.values())
      if (kind === "pool") store.folded.add(`crew ${id}`);
    for (const { id, depth, children, boxes } of store.model.processes.values())
      if (depth > 0 && (children.length > 0 || boxes.rows.length > 0)) store.folded.add(`process ${id}`);
  }
  store.changed();
}
