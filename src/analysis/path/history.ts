/** What each process did and who let it go on, kept for looking back: a few dozen bytes per state. */
import { KIND, type Phase, type Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import { Intervals } from "../../trace/intervals.ts";
import { isWait, STATE, STATES } from "../../trace/states.ts";
import { Causes, type Deed } from "../../trace/walk/causes.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Hold, WalkedObject } from "../../trace/walk/walked-object.ts";
import type { Stretch, Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";

/** A process went on after a wait, in its target for the first time, or with a task. Times in microseconds. */
export interface Wake {
  time: number;
  seq: number;
  /** From when on it waited. */
  asked: number;
  object: number;
  /** What ended the wait, where the trace tells: an earlier event, or at the latest this one. */
  cause: Deed | undefined;
  /** How the wait ended. */
  phase: Phase;
}

/** Holds of one lock, in the order of their ends. */
interface Holds {
  from: number[];
  to: number[];
  process: number[];
}

export class ProcessHistory {
  readonly track = new Intervals(STATES.length);
  readonly wakes: Wake[] = [];
  readonly spawn: Deed | undefined;
  end = 0;

  constructor(spawn: Deed | undefined) {
    this.spawn = spawn;
  }

  /** The last wake before an event. */
  wakeBefore(seq: number): Wake | undefined {
    return this.wakes[firstNotBelow(this.wakes.length, (i) => this.wakes[i]!.seq >= seq) - 1];
  }

  /** The first wake at or after a moment, from a wait that had begun by then. */
  wakeAfter(time: number): Wake | undefined {
    const wake = this.wakes[firstNotBelow(this.wakes.length, (i) => this.wakes[i]!.time >= time)];
    return wake && wake.asked <= time ? wake : undefined;
  }
}

/** Position of the first of so many sorted things that is not below what is looked for. */
function firstNotBelow(length: number, reached: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export class History implements Visitor {
  readonly processes = new Map<number, ProcessHistory>();
  /** The main process; 0 when there is none. */
  main = 0;
  readonly #causes = new Causes();
  readonly #holds = new Map<number, Holds>();
  readonly #walked = new Map<number, WalkedProcess>();

  row(row: Row, kind: number): void {
    this.#causes.row(row, kind);
    if (kind === KIND["process.run"]) this.#begins(row);
    else if (kind === KIND["task.start"]) this.#task(row);
    else if (kind === KIND["process.exit"]) this.#ends(row);
  }

  process(process: WalkedProcess): void {
    const { id } = process;
    this.#walked.set(id, process);
    if (process.info.kind === "main") this.main ||= id;
    this.processes.set(id, new ProcessHistory(this.#causes.spawnOf(id)));
  }

  stretch({ id }: WalkedProcess, stretch: Stretch): void {
    const history = this.processes.get(id)!;
    const { track } = history;
    const last = track.length - 1;
    // A wait that turned out to be for ever was one from its beginning.
    if (
      stretch.state === STATE.stuck &&
      last >= 0 &&
      track.object[last] === stretch.object &&
      isWait(track.state[last]!)
    )
      track.state[last] = STATE.stuck;
    else track.add(stretch.from, stretch.state, stretch);
    history.end = stretch.to;
  }

  answer({ id }: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void {
    const cause = phase === "grant" ? this.#causes.ofGrant(verb, row) : undefined;
    if (wait) this.#wake(id, row, wait.since, cause, phase);
  }

  hold({ id }: WalkedObject, { from, to, process }: Hold): void {
    const holds = this.#holds.get(id) ?? { from: [], to: [], process: [] };
    this.#holds.set(id, holds);
    holds.from.push(from);
    holds.to.push(to);
    holds.process.push(process);
  }

  /** Who held a lock at a moment; 0 for nobody. */
  holderAt(object: number, time: number): number {
    const holds = this.#holds.get(object);
    if (!holds) return 0;
    const index = firstNotBelow(holds.to.length, (i) => holds.to[i]! >= time);
    return index < holds.to.length && holds.from[index]! <= time ? holds.process[index]! : 0;
  }

  /** Whether a process came to its end by itself. */
  endedByItself(process: number): boolean {
    const exit = this.#walked.get(process)?.exit;
    return exit !== undefined && exit.signal === "";
  }

  #begins(row: Row): void {
    const history = this.processes.get(row.process);
    if (history) this.#wake(row.process, row, history.spawn?.time ?? 0, history.spawn);
  }

  /** Who was terminated ended because of that. */
  #ends(row: Row): void {
    const termination = this.#causes.ofExit(row.process);
    if (termination) this.#wake(row.process, row, Number.NEGATIVE_INFINITY, termination);
  }

  /** A worker that did nothing until now was let go by whoever submitted the task. */
  #task(row: Row): void {
    const submit = this.#causes.ofTask(row);
    const worker = this.#walked.get(row.process);
    if (worker?.now && worker.idle) this.#wake(row.process, row, worker.now.from, submit);
  }

  #wake(
    process: number,
    { time, seq, object }: Row,
    asked: number,
    cause: Deed | undefined,
    phase: Phase = "grant",
  ): void {
    this.processes.get(process)?.wakes.push({ time, seq, asked, object, cause, phase });
  }
}
