/** Of those who wait for ever: who they wait for, and which of them form the circle. */
import { KIND, waitKind } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import { components } from "../liveness.ts";
import type { Collector } from "./collector.ts";
import type { Standstill } from "./completion.ts";
import { ARRIVAL } from "./event-log.ts";

const PUTS = new Set([waitKind("put", "ask"), waitKind("put", "grant")]);
const GETS = new Set([waitKind("get", "ask"), waitKind("get", "grant")]);
const COMES = new Set([waitKind("wait", "ask"), ARRIVAL, KIND["barrier.act"]]);

/** The kinds of row that end a wait with this verb for such an object. */
function providing(type: string, verb: string): ReadonlySet<number> {
  if (verb === "get") return PUTS;
  if (verb === "put") return GETS;
  if (verb === "drain") return new Set([KIND["task.done"]]);
  if (verb === "acquire") return new Set([KIND["release"]]);
  if (verb === "result") return new Set([KIND["task.end"]]);
  if (type === "Event") return new Set([KIND["event.set"]]);
  if (type === "Condition") return new Set([KIND["notify"]]);
  return type === "Barrier" ? COMES : new Set();
}

/** Waiting process → the waiting processes that would have ended its wait. */
export function edges(run: Collector, still: Standstill): Map<number, number[]> {
  const { log } = run;
  const found = new Map<number, number[]>();
  for (const [id, row] of still.waiting) {
    const object = log.object[row]!;
    const verb = WAIT_ROWS[log.kind[row]!]?.verb ?? (log.kind[row] === ARRIVAL ? "wait" : "acquire");
    if (verb === "join") {
      found.set(
        id,
        [log.other[row]!].filter((target) => still.waiting.has(target)),
      );
      continue;
    }
    const lock = run.objects.get(object)?.lock;
    const value = WAIT_ROWS[log.kind[row]!] === undefined && log.kind[row] !== ARRIVAL && lock;
    const holder = still.world.holder(value || object);
    if (holder) {
      found.set(id, still.waiting.has(holder.process) ? [holder.process] : []);
      continue;
    }
    const kinds = providing(run.objects.get(object)?.type ?? "", verb);
    const givers: number[] = [];
    for (const other of still.waiting.keys())
      if (other !== id && gives(run, other, still.next[other] ?? 0, object, verb, id, kinds))
        givers.push(other);
    found.set(id, givers);
  }
  return found;
}

function gives(
  run: Collector,
  id: number,
  from: number,
  object: number,
  verb: string,
  asker: number,
  kinds: ReadonlySet<number>,
): boolean {
  const { log } = run;
  const process = run.process(id);
  for (let at = from; at < process.length; at++) {
    const row = process.rows[at]!;
    if (!kinds.has(log.kind[row]!)) continue;
    if (verb === "result" ? log.until[row] === asker : log.object[row] === object) return true;
  }
  return false;
}

/** Those in a circle with `member`, itself among them. */
export function circle(waits: Map<number, number[]>, member: number): number[] {
  const groups = components(waits.keys(), (id) => waits.get(id) ?? []);
  return (groups.find((group) => group.includes(member)) ?? [member]).sort((a, b) => a - b);
}
