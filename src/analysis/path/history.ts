/** What each process did and who let it go on, kept for looking back: a few dozen bytes per state. */
import { KIND, type Phase, type Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import { Intervals } from "../../trace/intervals.ts";
import { STATES } from "../../trace/states.ts";
import { Causes, type Deed } from "../../trace/walk/causes.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Stretch, Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";

/** A process went on after a wait, in its target for the first time, or with a task. Times in microseconds. */
export interface Wake {
  time: number;
  seq: number;
  /** From when on it waited. */
  asked: number;
  object: number;
  /** What ended the wait, where the trace tells: always an earlier event. */
  cause: Deed | undefined;
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
    let low = 0;
    let high = this.wakes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.wakes[middle]!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return this.wakes[low - 1];
  }

  /** The first wake at or after a moment, from a wait that had begun by then. */
  wakeAfter(time: number): Wake | undefined {
    let low = 0;
    let high = this.wakes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.wakes[middle]!.time < time) low = middle + 1;
      else high = middle;
    }
    const wake = this.wakes[low];
    return wake && wake.asked <= time ? wake : undefined;
  }
}

export class History implements Visitor {
  readonly processes = new Map<number, ProcessHistory>();
  readonly #causes = new Causes();
  readonly #walked = new Map<number, WalkedProcess>();

  row(row: Row, kind: number): void {
    this.#causes.row(row, kind);
    if (kind === KIND["process.run"]) this.#begins(row);
    else if (kind === KIND["task.start"]) this.#task(row);
  }

  process(process: WalkedProcess): void {
    const { id } = process;
    this.#walked.set(id, process);
    this.processes.set(id, new ProcessHistory(this.#causes.spawnOf(id)));
  }

  stretch({ id }: WalkedProcess, stretch: Stretch): void {
    const history = this.processes.get(id)!;
    history.track.add(stretch.from, stretch.state, stretch);
    history.end = stretch.to;
  }

  answer({ id }: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void {
    const cause = phase === "grant" ? this.#causes.ofGrant(verb, row) : undefined;
    if (wait) this.#wake(id, row, wait.since, cause);
  }

  #begins(row: Row): void {
    const history = this.processes.get(row.process);
    if (history) this.#wake(row.process, row, history.spawn?.time ?? 0, history.spawn);
  }

  /** A worker that did nothing until now was let go by whoever submitted the task. */
  #task(row: Row): void {
    const submit = this.#causes.ofTask(row);
    const worker = this.#walked.get(row.process);
    if (worker?.now && worker.idle) this.#wake(row.process, row, worker.now.from, submit);
  }

  #wake(process: number, { time, seq, object }: Row, asked: number, cause: Deed | undefined): void {
    this.processes.get(process)?.wakes.push({ time, seq, asked, object, cause });
  }
}
