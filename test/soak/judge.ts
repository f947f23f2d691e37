/** Whether a run that was attacked kept its promises. Whatever was broken is answered in sentences. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { EVENT_KINDS } from "../../src/protocol/events.ts";
import type { Hint } from "../../src/protocol/hints.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";

export interface TraceEvent {
  seq: number;
  kind: (typeof EVENT_KINDS)[number];
  process: number;
  object: number;
  op: number;
  other: number;
  value: number;
  text: string | null;
}

/** Every event of the file; what is wrong with it is added to `faults`. */
export function eventsOf(file: string, cutShort: boolean, faults: string[]): TraceEvent[] {
  if (!existsSync(file)) {
    faults.push("there is no trace");
    return [];
  }
  const reader = new TraceReader();
  const batches = reader.push(readFileSync(file));
  const model = new RunModel(reader.names);
  for (const batch of batches) model.push(batch);
  if (reader.leftover > 0 && !cutShort) faults.push(`${reader.leftover} bytes behind the last batch`);
  if (model.damaged > 0) faults.push(`${model.damaged} rows that cannot be understood`);
  const events = batches.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, i) => ({
      seq: batch.seq[i]!,
      kind: EVENT_KINDS[batch.kind[i]!]!,
      process: batch.process[i]!,
      object: batch.object[i]!,
      op: batch.op[i]!,
      other: batch.other[i]!,
      value: batch.value[i]!,
      text: batch.text(i),
    })),
  );
  if (events.some(({ seq }, i) => seq !== i + 1)) faults.push("sequence numbers with gaps");
  if (events.length !== model.events)
    faults.push(`the model knows ${model.events} of ${events.length} events`);
  return events;
}

/** Everybody who was started has an end, after which nothing more is heard of it. */
export function judgeEnds(events: TraceEvent[], faults: string[]): void {
  const spawned = new Set(events.filter(({ kind }) => kind === "process.spawn").map(({ other }) => other));
  const ended = new Map<number, number>();
  for (const { kind, process, seq } of events)
    if (kind === "process.exit") {
      if (ended.has(process)) faults.push(`process ${process} ends twice`);
      ended.set(process, seq);
    }
  for (const id of spawned) if (!ended.has(id)) faults.push(`process ${id} has no end in the trace`);
  for (const { kind, process, seq } of events)
    if (kind.endsWith(".grant") && (ended.get(process) ?? Number.POSITIVE_INFINITY) < seq)
      faults.push(`event ${seq}: ${kind} for process ${process}, which had ended`);
  if (events.at(-1)?.kind !== "run.end")
    faults.push(`the trace ends with ${events.at(-1)?.kind ?? "nothing"}`);
}

/**
 * Who died holding a lock that somebody else could want is named; nobody else is. Those who do anything later lived
 * at the time; between their last event and their end nobody can tell.
 * @param until Only what came before this event counts: then the run was being ended from outside.
 */
export function judgeOrphans(events: TraceEvent[], until: number, faults: string[]): void {
  const locks = new Set<number>();
  /** lock → who holds it */
  const holders = new Map<number, number>();
  const lastHeard = new Map<number, number>();
  const ends = new Map<number, number>();
  const people = new Set<number>([1]);
  for (const { kind, process, other, seq, text } of events) {
    if (kind === "process.exit") ends.set(process, seq);
    else if (kind !== "process.terminate") lastHeard.set(process, seq);
    if (kind === "process.spawn" && JSON.parse(text!).kind === "process") people.add(other);
  }
  const named = new Map<number, number>();
  for (const { kind, text } of events) {
    if (kind !== "hint") continue;
    const hint = JSON.parse(text!) as Hint;
    if (!["killed-holding", "orphaned-lock", "daemon-cut"].includes(hint.kind)) continue;
    // A daemon may also be cut off with what nobody holds alone.
    for (const { id, type } of hint.objects)
      if (type === "Lock" || type === "RLock") named.set(id, hint.processes[0]!.id);
  }
  for (const { kind, process, object, seq, text } of events) {
    if (kind === "object.create" && ["Lock", "RLock"].includes(JSON.parse(text!).type)) locks.add(object);
    if (kind === "acquire.grant" && locks.has(object)) {
      const holder = holders.get(object);
      if (holder !== undefined && holder !== process)
        faults.push(`event ${seq}: object ${object} is held by two`);
      holders.set(object, process);
    }
    if (kind === "release") holders.delete(object);
    if (kind !== "process.exit" || seq >= until) continue;
    for (const [lock, holder] of holders) {
      if (holder !== process || named.get(lock) === process) continue;
      const others = [...people].filter(
        (other) => other !== process && (lastHeard.get(other) ?? 0) > seq && (ends.get(other) ?? until) > seq,
      );
      if (others.length > 0)
        faults.push(
          `process ${process} died at event ${seq} holding object ${lock}, which ${others.join(", ")} could want, and nothing says so`,
        );
    }
  }
  for (const [lock, process] of named)
    if (holders.get(lock) !== process)
      faults.push(`process ${process} is said to have died holding object ${lock}, which it did not`);
}

/** What our own code must never print into a program's standard error. */
export function judgeNoise(stderr: string, faults: string[]): void {
  for (const line of stderr.split("\n"))
    if (/\bdist[\\/](runtime|coordinator|preload|translate|cli)|Warning:|Unhandled/.test(line))
      faults.push(`noise on standard error: ${line}`);
}

/** Folders and sockets that a run has left in what it took for the folder of temporary files. */
export const leftovers = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String);
