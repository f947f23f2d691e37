/** Brings into view what was found: unfolds what it lies in, scrolls to its lane, moves to its time. */
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";

/** `reveal`: scrolls to the lane of a row, once it is drawn. */
export function showFound(
  { selection, span }: Found,
  store: Store,
  select: (selection: Found["selection"]) => void,
  reveal: (row: string) => void,
): void {
  const key =
    "process" in selection
      ? selection.kind === "box"
        ? `task ${selection.process} ${selection.row}`
        : `process ${selection.process}`
      : "object" in selection
        ? `object ${selection.object}`
        : "";
  unfold(selection, store);
  select(selection);
  if (span) {
    const width = store.to - store.from;
    if (span.to < store.from || span.from > store.to)
      store.jump(span.from - width * 0.3, span.from + width * 0.7);
    store.pin(span.from);
  }
  // A hint stands in no lane.
  if (key) reveal(key);
}

/** Opens what the thing lies in, tasks among them; the filter lets a lane through that is selected. */
export function unfold(selection: Found["selection"], store: Store): void {
  if ("process" in selection) {
    store.folded.delete("processes");
    if (selection.kind === "box") {
      store.folded.delete(`process ${selection.process}`);
      if (store.lanes.choice.hideTasks) store.lanes.change({ hideTasks: false });
    }
    for (let lane = store.model.processes.get(selection.process); lane; ) {
      store.folded.delete(`crew ${lane.info.pool}`);
      lane = store.model.processes.get(lane.parent);
      if (lane) store.folded.delete(`process ${lane.id}`);
    }
  } else if ("object" in selection) {
    const kind = store.model.objects.get(selection.object)?.kind;
    if (kind) store.folded.delete(`${kind}s`);
  }
}
