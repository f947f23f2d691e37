/** Finding by name: processes, objects, tasks and spans, marks and hints; and what was printed by its text. */
import type { RunModel } from "../src/trace/model.ts";
import { hintName } from "./hint-words.ts";
import { OutputLines } from "./output-lines.ts";
import type { Selection } from "./store.ts";

export interface Found {
  selection: Selection;
  /** What it is, where that is not what is selected. */
  what?: "mark" | "output";
  /** Of output: the line's place in the log. */
  line?: number;
  /** Where it is on the timeline, in microseconds of the run; undefined for a whole lane. */
  span: { from: number; to: number } | undefined;
}

/** No more are found: nobody goes through so many. */
export const MOST_FOUND = 1000;

/**
 * What has this text in its name, whatever the case: lanes in their order, then what lies in them by time, lines that
 * have it among them. `lines`: knows which did when it was asked last, and looks at the others only.
 */
export function findAll(model: RunModel, text: string, lines = new OutputLines(false)): Found[] {
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
    if (has(name))
      within.push({ what: "mark", selection: { kind: "process", process }, span: { from: time, to: time } });
  model.hints.forEach(({ hint, closed }, index) => {
    if (has(hint.kind.replaceAll("-", " ")) || has(hintName(hint.kind)) || has(hint.message))
      within.push({ selection: { kind: "hint", hint: index }, span: { from: closed, to: closed } });
  });
  lines.update(model, undefined, text);
  const { output } = model;
  for (let position = 0; position < Math.min(lines.length, MOST_FOUND); position++) {
    const line = lines.index(position);
    const [process, time] = [output.process[line]!, output.time[line]!];
    const selection = { kind: "process", process } as const;
    within.push({ what: "output", line, selection, span: { from: time, to: time } });
  }
  within.sort((a, b) => a.span!.from - b.span!.from);
  return [...lanes, ...within].slice(0, MOST_FOUND);
}
