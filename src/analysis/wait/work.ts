/**
 * What a process had to do when it waited, as far as the trace tells: the task that it was given, or the item that it
 * got last. Kept for looking back: a few numbers per task and item.
 */
import { KIND, type Phase, type Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import type { WaitEnds } from "./all-waits.ts";

/** Something that a process did, by the line at `site`. Times in microseconds of the run. */
export interface Act {
  process: number;
  time: number;
  site: number;
}

/** An item of a queue, or a message of a pipe. */
export interface Item {
  kind: "item";
  /** The wait was for it; otherwise it is what the process had got last, when it began to wait. */
  awaited: boolean;
  object: number;
  /** Undefined where the trace does not tell. */
  put: Act | undefined;
  got: Act;
  /** When the process reported it as done; undefined when it had not, or there is no telling which it reported. */
  done: number | undefined;
  /** When the process got its next one from there. */
  next: number | undefined;
}

/** A task of a pool or an executor. */
export interface Task {
  kind: "task";
  name: string;
  object: number;
  submitted: Act | undefined;
  begun: number;
  /** Undefined while it goes on. */
  ended: number | undefined;
  failed: boolean;
}

export type WorkItem = Item | Task;

interface Got extends Act {
  seq: number;
  object: number;
  put: Act | undefined;
  done: number | undefined;
  next: number | undefined;
}

interface Given extends Omit<Task, "kind"> {
  seq: number;
  /** Infinity while it goes on. */
  endSeq: number;
}

/** How many items one process got from one queue and did not report, and the last that it got. */
interface Unreported {
  last: Got | undefined;
  count: number;
  /** One of several was reported: which are left is not known. */
  mixed: boolean;
}

interface Own {
  got: Got[];
  tasks: Given[];
  unreported: Map<number, Unreported>;
}

const IN: readonly Verb[] = ["put", "send"];
const OUT: readonly Verb[] = ["get", "recv"];

export class Work implements Visitor {
  readonly #processes = new Map<number, Own>();
  /** By item: until it is got; of one that was recorded as got before it was recorded as put, until that. */
  readonly #put = new Map<number, Act>();
  readonly #unput = new Map<number, Got>();
  /** By task: until it begins. */
  readonly #submitted = new Map<number, Act & { name: string }>();
  /** By task: while it runs. */
  readonly #running = new Map<number, Given>();

  row(row: Row, kind: number): void {
    switch (kind) {
      case KIND["task.submit"]:
        this.#submitted.set(row.other, { ...actOf(row), name: textOf(row) });
        break;
      case KIND["task.start"]:
        this.#begin(row);
        break;
      case KIND["task.end"]: {
        const task = this.#running.get(row.other);
        if (!task) break;
        this.#running.delete(row.other);
        task.ended = row.time;
        task.endSeq = row.seq;
        task.failed = row.value === 1;
        break;
      }
      case KIND["task.result"]:
        // It was cancelled, or has begun long since.
        this.#submitted.delete(row.other);
        break;
      case KIND["task.done"]:
        this.#report(row);
        break;
    }
  }

  answer({ id }: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void {
    // Without an id there is no telling which item it was.
    if (phase !== "grant" || row.other === 0) return;
    const act: Act = { process: id, time: row.time, site: row.site || (wait?.site ?? 0) };
    if (IN.includes(verb)) {
      const got = this.#unput.get(row.other);
      if (got) got.put = act;
      else this.#put.set(row.other, act);
      this.#unput.delete(row.other);
    } else if (OUT.includes(verb)) this.#get(row, act);
  }

  #get({ object, other, seq }: Row, act: Act): void {
    const put = this.#put.get(other);
    this.#put.delete(other);
    const got: Got = { ...act, seq, object, put, done: undefined, next: undefined };
    if (!put) this.#unput.set(other, got);
    const own = this.#own(act.process);
    own.got.push(got);
    const unreported = own.unreported.get(object) ?? { last: undefined, count: 0, mixed: false };
    own.unreported.set(object, unreported);
    // What a process has at hand already it gets before it is told of: that is not what came next.
    if (unreported.last && act.time >= unreported.last.time) unreported.last.next = act.time;
    unreported.last = got;
    unreported.count++;
  }

  /** What is reported is one of those that were got: which, only where there is one. */
  #report({ process, object, time }: Row): void {
    const unreported = this.#processes.get(process)?.unreported.get(object);
    if (!unreported || unreported.count === 0) return;
    if (unreported.count === 1 && !unreported.mixed) unreported.last!.done = time;
    unreported.count--;
    unreported.mixed = unreported.count > 0;
  }

  #begin(row: Row): void {
    const submitted = this.#submitted.get(row.other);
    this.#submitted.delete(row.other);
    const { process, time, site } = submitted ?? {};
    const task: Given = {
      name: textOf(row) || submitted?.name || "",
      object: row.object,
      submitted: submitted && { process: process!, time: time!, site: site! },
      begun: row.time,
      ended: undefined,
      failed: false,
      seq: row.seq,
      endSeq: Number.POSITIVE_INFINITY,
    };
    this.#running.set(row.other, task);
    this.#own(row.process).tasks.push(task);
  }

  #own(process: number): Own {
    let own = this.#processes.get(process);
    if (!own) {
      own = { got: [], tasks: [], unreported: new Map() };
      this.#processes.set(process, own);
    }
    return own;
  }

  /** What a process had to do when one of its waits began, or, where it waited for an item, that one. */
  of(process: number, { seq, endSeq }: WaitEnds): WorkItem | undefined {
    const own = this.#processes.get(process);
    if (!own) return undefined;
    const awaited = own.got[before(own.got, endSeq + 1)];
    if (endSeq > 0 && awaited?.seq === endSeq) return itemOf(awaited, true);
    const task = runningAt(own.tasks, seq);
    if (task) {
      const { name, object, submitted, begun, ended, failed } = task;
      return { kind: "task", name, object, submitted, begun, ended, failed };
    }
    const last = own.got[before(own.got, seq)];
    return last && itemOf(last, false);
  }
}

/** The task that runs at an event: a worker does them one after the other. */
function runningAt(tasks: readonly Given[], seq: number): Given | undefined {
  const last = tasks[before(tasks, seq)];
  return last && last.endSeq > seq ? last : undefined;
}

/** The last of these that began before an event; −1 for none. */
function before(list: readonly { seq: number }[], seq: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.seq >= seq) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

function itemOf({ object, put, process, time, site, done, next }: Got, awaited: boolean): Item {
  return { kind: "item", awaited, object, put, got: { process, time, site }, done, next };
}

const actOf = ({ process, time, site }: Row): Act => ({ process, time, site });
const textOf = ({ batch, at }: Row): string => batch.text(at) ?? "";
