/**
 * What becomes of everybody else once some tasks wait: each goes on as it did in the trace for as long as it can.
 * When all that are left wait without a limit, for what none of them can give, the schedule is a whole deadlock.
 */
import { KIND, waitKind } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import type { Budget } from "./budget.ts";
import type { Collector } from "./collector.ts";
import { OPAQUE, UNTIMED } from "./event-log.ts";
import type { ProcessRecord } from "./parties.ts";
import { isCondition, type Schedule } from "./replay.ts";
import type { World } from "./world.ts";

const PASSES_MOST = 32;
const RESULT = waitKind("result", "grant");

/** Who waits for ever: process → the row that asked, or would be answered. */
export interface Standstill {
  waiting: Map<number, number>;
  /** All rows carried out, in order. */
  rows: number[];
  world: World;
  /** How far each process has come. */
  next: number[];
}

class Completion {
  readonly #run: Collector;
  readonly #world: World;
  readonly #budget: Budget;
  readonly next: number[];
  readonly rows: number[];
  /** Process → the row at which it waits. */
  readonly parked = new Map<number, number>();
  /** It would do something else than in the trace, nobody knows what. */
  readonly #lost = new Set<number>();
  /** Those whose waiting is to be for ever; one of them has got on. */
  readonly #members = new Set<number>();
  #freed = false;
  readonly #asked = new Set<number>();

  constructor(run: Collector, found: Schedule, budget: Budget) {
    this.#run = run;
    this.#world = found.world;
    this.#budget = budget;
    this.next = [...found.closure.frontier];
    this.rows = [...found.rows];
    for (const stand of found.stands) {
      const { row } = stand;
      const id = run.log.process[row]!;
      // Past the ask, for a condition past the release as well: there stands the row that would be its answer.
      const asked = WAIT_ROWS[run.log.kind[row]!]?.phase === "ask";
      const past = isCondition(run, stand) ? 2 : asked ? 1 : 0;
      this.next[id] = run.log.position[row]! + past;
      this.parked.set(id, row);
      this.#members.add(id);
    }
    found.world.has = (row) => run.log.position[row]! < (this.next[run.log.process[row]!] ?? 0);
  }

  /** True when nobody is left that could go on. */
  run(): boolean {
    for (let pass = 0; pass < PASSES_MOST; pass++) {
      if (!this.#pass() && !this.#ends()) return this.#still();
      if (this.#budget.spent || this.#freed) return false;
    }
    return false;
  }

  /** Once through the rest of the trace; false when nobody got on. */
  #pass(): boolean {
    const { log } = this.#run;
    const before = this.#world.steps;
    this.#budget.spend((log.length - log.first) / 4);
    for (let row = log.first; row < log.length; row++) {
      const id = log.process[row]!;
      if ((this.next[id] ?? 0) !== log.position[row] || this.#lost.has(id)) continue;
      if (this.parked.has(id) && !this.#unpark(id)) continue;
      this.#try(row, id);
      if (this.#budget.spent || this.#freed) return true;
    }
    return this.#world.steps > before;
  }

  /** A wait that has been answered is one no more. */
  #unpark(id: number): boolean {
    const row = this.parked.get(id)!;
    const request = this.#world.requests.get(row);
    if (!request?.done && this.#run.log.kind[this.#answerOf(row)] !== RESULT) return false;
    this.parked.delete(id);
    return true;
  }

  #answerOf(row: number): number {
    const { log } = this.#run;
    return WAIT_ROWS[log.kind[row]!]?.phase === "ask" ? log.pair[row]! - 1 : row;
  }

  #try(row: number, id: number): void {
    const { log } = this.#run;
    const process = this.#run.process(id);
    if (!this.#mayBegin(row, process)) return;
    this.#budget.spend(1);
    const outcome = this.#world.step(row);
    if (outcome === "done") {
      this.next[id] = log.position[row]! + 1;
      if (!this.#asked.delete(row)) this.rows.push(row);
      if (this.#members.has(id)) this.#freed = true;
      return;
    }
    // Its place in the object's history may yet come.
    if (log.flags[row]! & OPAQUE && this.#world.missing >= 0) return;
    const asked = WAIT_ROWS[log.kind[row]!] && log.pair[row]! > 0 ? log.pair[row]! - 1 : row;
    if (outcome === "differs" || !(log.flags[asked]! & UNTIMED)) {
      this.#lost.add(id);
      return;
    }
    this.parked.set(id, asked);
    // In the trace it was answered at once: that it asks is a step of its own only here.
    if (asked === row && !this.#asked.has(row)) {
      this.#asked.add(row);
      this.rows.push(row);
    }
  }

  /** What the world does not judge: starting, being handed a task, being killed. */
  #mayBegin(row: number, process: ProcessRecord): boolean {
    const { log } = this.#run;
    const done = (one: number) => one === 0 || this.#world.has(one - 1);
    if (log.position[row] === 0 && !done(process.spawn)) return false;
    const kind = log.kind[row]!;
    if (kind === KIND["task.start"]) return done(log.need[row]!) && done(log.until[row]!);
    if (kind === KIND["process.spawn"]) return (log.more.get(row) ?? []).every(done);
    return kind !== KIND["process.exit"] || !process.killed || this.#mayDie(process);
  }

  #mayDie(process: ProcessRecord): boolean {
    if (this.#world.terminated.has(process.id)) return true;
    return (process.info.daemon || process.info.kind === "worker") && this.#world.exited.has(process.parent);
  }

  /** Those who are killed while they wait; false when there are none. */
  #ends(): boolean {
    let any = false;
    for (const id of [...this.parked.keys()]) {
      const process = this.#run.process(id);
      if (!process.killed || process.exit === 0 || !this.#mayDie(process)) continue;
      this.#world.step(process.exit - 1);
      this.rows.push(process.exit - 1);
      this.parked.delete(id);
      this.next[id] = process.length;
      if (this.#members.has(id)) this.#freed = true;
      any = true;
    }
    return any;
  }

  #still(): boolean {
    for (const process of this.#run.processes.values()) {
      if (!process.begun || this.#world.exited.has(process.id)) continue;
      const next = this.next[process.id] ?? 0;
      if (next === 0 && process.spawn > 0 && !this.#world.has(process.spawn - 1)) continue;
      const at = this.parked.get(process.id);
      if (at === undefined) {
        if (this.#isIdle(process, next)) continue;
        return false;
      }
      if (process.tangled || branches(process) > 1 || !this.#waitsForEver(process, at)) return false;
    }
    return true;
  }

  /** A worker between two tasks, of which the next will never be submitted. */
  #isIdle(process: ProcessRecord, next: number): boolean {
    if (process.info.kind !== "worker" || this.#world.tasks.unstarted(process.info.pool ?? 0) > 0)
      return false;
    const kind = this.#run.log.kind[process.rows[next] ?? -1];
    return kind === KIND["task.start"] || kind === KIND["process.exit"];
  }

  /** Of results it is not known which were awaited: when one has come since, it may have been that. */
  #waitsForEver(process: ProcessRecord, at: number): boolean {
    const request = this.#world.requests.get(at);
    if (!request || request.done) return false;
    const { log } = this.#run;
    const answer = this.#answerOf(at);
    if (answer < 0 || log.kind[answer] !== RESULT) return true;
    return request.since === this.#world.tasks.results(process.id);
  }
}

/** Flows of a process that may each go on while another waits. */
function branches(process: ProcessRecord): number {
  let count = 0;
  for (const flow of process.flows.values()) if (flow.used) count++;
  return count;
}

/** Lets all others go on; undefined when somebody may still do something that cannot be foreseen. */
export function complete(run: Collector, found: Schedule, budget: Budget): Standstill | undefined {
  const completion = new Completion(run, found, budget);
  if (!completion.run()) return undefined;
  const { parked: waiting, rows, next } = completion;
  return { waiting, rows, world: found.world, next };
}
