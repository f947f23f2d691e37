/** What the rows of a wait say: who holds what from now on, and what had to happen before. */
import { KIND, type Phase, type Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Collector } from "./collector.ts";
import { ARRIVAL, REGAIN, UNTIMED } from "./event-log.ts";
import { type Flow, isLock, isQueue, type ObjectRecord, type ProcessRecord } from "./parties.ts";

/** One row of a wait. */
export function follow(
  run: Collector,
  row: Row,
  kind: number,
  process: ProcessRecord,
  flow: Flow,
  verb: Verb,
  phase: Phase,
): void {
  const object = row.object === 0 ? undefined : run.objects.get(row.object);
  const { log } = run;
  const pending = process.pending.size === 0 ? undefined : process.pending.get(row.op);
  // The same number again after a condition's wait: its lock is taken back.
  const regain = verb === "acquire" && pending !== undefined && isWaitOfCondition(run, pending.row);
  if (phase === "ask") {
    if (!regain) run.busy(flow, row, row.time);
    const index = run.add(kind, process, row);
    if (regain) link(run, index, pending.row);
    flow.open++;
    process.pending.set(row.op, { row: index, cause: causeOf(verb, object) });
    if (object?.type === "Barrier") object.arrivals.push({ process: process.id, row: index });
    ask(run, index, row, process, flow, verb, object);
    return;
  }
  const began = pending && !regain ? pending : undefined;
  if (!began && !regain) run.busy(flow, row, row.time - row.value);
  if (verb === "wait" && object?.type === "Barrier" && phase === "grant") meet(run, row, object);
  const index = run.add(kind, process, row);
  const asked = began ?? (object?.type === "Barrier" ? process.pending.get(-object.id) : undefined);
  if (asked) {
    log.pair[index] = asked.row + 1;
    log.pair[asked.row] = index + 1;
    if (object?.type === "Barrier") process.pending.delete(-object.id);
    if (began && log.kind[began.row] !== KIND["barrier.act"]) flow.open--;
  }
  if (pending) process.pending.delete(row.op);
  if (regain) link(run, index, pending.row);
  // A condition's waiter is answered when it has its lock again.
  if (object?.type === "Condition" && phase !== "error") {
    process.pending.set(row.op, { row: index, cause: 0 });
    if (!began) flow.letting = object.lock;
  } else flow.answered = Math.max(flow.answered, row.time);
  if (phase === "grant") {
    if (!began) ask(run, asked?.row ?? index, row, process, flow, verb, object);
    grant(run, index, row, process, flow, verb, object, asked?.row);
  } else if (phase === "error") run.unmodelled(index, object);
  else if (object) {
    // It was in vain because of what somebody else had done by then.
    const cause = began ? began.cause : causeOf(verb, object);
    if (began) log.need[began.row] ||= cause;
    else log.need[index] ||= cause;
  }
}

/** The row without which a request would not have to wait. */
function causeOf(verb: Verb, object: ObjectRecord | undefined): number {
  if (!object || object.opaque) return 0;
  if (verb === "acquire") return isLock(object) && object.holds[0] ? object.holds[0].row + 1 : 0;
  return verb === "wait" && object.type === "Event" ? object.clear : 0;
}

function isWaitOfCondition(run: Collector, row: number): boolean {
  return run.objects.get(run.log.object[row]!)?.type === "Condition";
}

/** The acquire that ends a condition's wait, tied to that wait's row. */
function link(run: Collector, index: number, wait: number): void {
  run.log.flags[index]! |= REGAIN;
  run.log.more.set(index, [wait + 1]);
}

/** Notes what is wanted, if nothing but a grant can end the request. */
function ask(
  run: Collector,
  index: number,
  row: Row,
  process: ProcessRecord,
  flow: Flow,
  verb: Verb,
  object: ObjectRecord | undefined,
): void {
  if (object?.type === "Condition") flow.letting = object.lock;
  if (!Number.isNaN(row.batch.timeout[row.at]!)) return;
  if (verb === "join") {
    run.wanted(index, row, flow, verb, row.other);
    return;
  }
  if (!object || object.opaque) return;
  switch (verb) {
    case "acquire":
      // Its own lock once more: nothing is asked for, or a signal is.
      if (isLock(object) && object.holds.some((hold) => hold.flow.process === process)) return;
      run.wanted(index, row, flow, verb, object.id);
      return;
    case "put":
      // A queue without bound takes everything at once.
      if (object.size > 0) run.wanted(index, row, flow, verb, object.id);
      return;
    case "get":
    case "drain":
    case "result":
      run.wanted(index, row, flow, verb, object.id);
      return;
    case "wait":
      if (object.type === "Condition") {
        const before = flow.held;
        flow.held = run.held.minus(before, object.lock);
        run.wanted(index, row, flow, verb, object.id);
        flow.held = before;
      } else run.wanted(index, row, flow, verb, object.id);
      return;
    default:
      // Pipes: who has a copy of which end is not known.
      run.log.flags[index]! |= UNTIMED;
  }
}

function grant(
  run: Collector,
  index: number,
  row: Row,
  process: ProcessRecord,
  flow: Flow,
  verb: Verb,
  object: ObjectRecord | undefined,
  asked: number | undefined,
): void {
  const { log } = run;
  switch (verb) {
    case "acquire":
      if (!object || (object.type === "RLock" && row.other > 0)) return;
      object.holds.push({ flow, row: index });
      flow.held = run.held.plus(flow.held, object.id);
      return;
    case "join":
      log.need[index] = run.process(row.other).exit;
      return;
    case "put":
      if (!object || !isQueue(object)) return;
      object.items.set(row.other, (asked ?? index) + 1);
      return;
    case "get": {
      if (!object) return;
      const put = object.items.get(row.other) ?? 0;
      object.items.delete(row.other);
      log.need[index] ||= put;
      if (put > 0) log.until[put - 1] = index + 1;
      return;
    }
    case "wait":
      if (object?.type === "Event") log.need[index] ||= object.set;
      else if (object?.type === "Condition") log.need[index] ||= object.notify;
      else if (object?.passing) {
        log.need[index] ||= object.passing.last + 1;
        if (--object.passing.left === 0) object.passing = undefined;
      }
      return;
    case "result":
      // Which tasks it awaited is not said; all that had come by then will do.
      log.more.set(index, process.delivered);
      process.delivered = [];
      return;
    case "drain":
      return;
    default:
      if (!object) run.unmodelled(index, object);
  }
}

/** A barrier opens: its last party, of whose arrival no row tells, arrives before anybody passes. */
function meet(run: Collector, row: Row, barrier: ObjectRecord): void {
  if (barrier.passing || barrier.opaque) return;
  const { arrivals } = barrier;
  let last = arrivals.findLast((arrival) => arrival.process === row.other);
  if (!last) {
    const party = run.process(row.other);
    last = { process: party.id, row: run.add(ARRIVAL, party, row) };
    party.pending.set(-barrier.id, { row: last.row, cause: 0 });
    arrivals.push(last);
  }
  const others = arrivals.filter((arrival) => arrival !== last).map((arrival) => arrival.row + 1);
  run.log.more.set(last.row, others);
  barrier.passing = { last: last.row, left: arrivals.length };
  barrier.arrivals = [];
}
