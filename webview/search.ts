/** Finding by name: processes, objects, tasks and spans, marks and hints. */
import type { RunModel } from "../src/trace/model.ts";
import type { Selection } from "./store.ts";

export interface Found {
  selection: Selection;
  /** Where it is on the timeline, in microseconds of the run; undefined for a whole lane. */
  span: { from: number; to: number } | undefined;
}

/** No more are found: nobody goes through so many. */
export const MOST_FOUND = 1000;

/** What has this text in its name, whatever the case: lanes in their order, then what lies in them by time. */
export function findAll(model: RunModel, text: string): Found[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return [];
  const has = (name: string) => name.toLowerCase().includes(wanted);
  const lanes: Found[] = [];
  for (const { id, name, info } of model.processes.values())
    if (has(name) || has(info.target))
      lanes.push({ selection: { kind: "process", process: id }, span: undefined });
  for (const { id, name } of model.objects.values())
    if (has(name)) lanes.push({ selection: { kind: "object", object: id }, span: undefined });
  const within: Found[] = [];
  for (const { id, boxes } of model.processes.values()) {
    // Names come again and again: each is looked at once.
    const labels = new Set(boxes.labels.list.filter(has));
    if (labels.size === 0) continue;
    boxes.rows.forEach((row, level) => {
      for (let index = 0; index < row.length && within.length < MOST_FOUND; index++)
        if (labels.has(row.name(index)))
          within.push({
            selection: { kind: "box", process: id, row: level, index },
            span: { from: row.start[index]!, to: Math.min(row.end[index]!, model.end) },
          });
    });
  }
  for (const { time, process, name } of model.marks)
    if (has(name)) within.push({ selection: { kind: "process", process }, span: { from: time, to: time } });
  model.hints.forEach(({ hint, closed }, index) => {
    if (has(hint.kind.replaceAll("-", " ")) || has(hint.message))
      within.push({ selection: { kind: "hint", hint: index }, span: { from: closed, to: closed } });
  });
  within.sort((a, b) => a.span!.from - b.span!.from);
  return [...lanes, ...within].slice(0, MOST_FOUND);
}
