/**
 * A long run is looked at in windows: of the rows before a window only what they have led to is kept, so that memory
 * depends on how many processes and objects there are. Every schedule of a window begins with all that was before it, as
 * it was; whatever follows from that really can happen.
 */
import type { Collector } from "./collector.ts";
import { Dependencies } from "./dependency.ts";
import { WINDOW_ROWS } from "./event-log.ts";
import { World } from "./world.ts";
import { WorldState } from "./world-state.ts";

/** Rows after which more are carried out, and how many together: so that no row takes long. */
const STRIDE_ROWS = 1024;
const CARRIED_ROWS = 4 * STRIDE_ROWS;

export class Window {
  readonly #run: Collector;
  readonly #rows: number;
  #state: WorldState;
  #world: World;
  #carried = 0;
  /** Rows of the log when some were carried out last. */
  #looked = 0;
  /** The state machines do not say what the trace says: what a next window would begin with is not known. */
  #lost = false;

  /** `rows`: how many rows make a window. */
  constructor(run: Collector, rows = WINDOW_ROWS) {
    this.#run = run;
    this.#rows = rows;
    this.#state = new WorldState(run);
    this.#world = this.#worldOf(this.#state);
  }

  /** Rows have come; answers whether the window is full and another one can {@link begin}. */
  grown(): boolean {
    const { log } = this.#run;
    const rows = log.length - log.first;
    const full = rows >= this.#rows;
    // Most runs never fill one: what a next one would begin with is nobody's concern before the half of it.
    if (full) this.#carry(log.length);
    else if (rows * 2 > this.#rows && log.length >= this.#looked + STRIDE_ROWS)
      this.#carry(Math.min(log.length, this.#carried + CARRIED_ROWS));
    if (full && this.#lost) this.#run.open = false;
    return full && !this.#lost;
  }

  /** Leaves all behind that has happened so far; `time` is µs of the run. */
  begin(time: number): void {
    const run = this.#run;
    const state = this.#state;
    const renumbered = run.log.keep([...remembered(run, state)].sort((a, b) => a - b));
    forget(run, renumbered);
    state.renumber(renumbered);
    run.before = state;
    run.since = time;
    this.#state = state.copy();
    this.#world = this.#worldOf(this.#state);
    this.#carried = this.#looked = run.log.length;
  }

  #carry(to: number): void {
    for (; this.#carried < to && !this.#lost; this.#carried++)
      if (!this.#world.carry(this.#carried)) this.#lost = true;
    this.#world.granted = [];
    this.#looked = this.#run.log.length;
  }

  #worldOf(state: WorldState): World {
    return new World(this.#run, (row) => row < this.#carried, state);
  }
}

/** Rows that later ones may refer to. */
function remembered(run: Collector, state: WorldState): Set<number> {
  const rows = state.rows();
  for (const { pending } of run.processes.values()) for (const { row } of pending.values()) rows.add(row);
  for (const { holds, items, arrivals } of run.objects.values()) {
    for (const { row } of [...holds, ...arrivals]) rows.add(row);
    for (const put of items.values()) rows.add(put - 1);
  }
  for (const row of [...rows]) if (run.log.pair[row]! > 0) rows.add(run.log.pair[row]! - 1);
  return rows;
}

/** Nothing refers any more to rows that are gone. */
function forget(run: Collector, renumbered: (reference: number) => number): void {
  const { log } = run;
  const kept = new Map<number, number[]>();
  const counts = new Map<number, number>();
  for (let row = 0; row < log.first; row++) {
    const rows = kept.get(log.process[row]!);
    log.position[row] = rows?.length ?? 0;
    if (rows) rows.push(row);
    else kept.set(log.process[row]!, [row]);
    counts.set(log.object[row]!, (counts.get(log.object[row]!) ?? 0) + 1);
  }
  for (const process of run.processes.values()) {
    process.restart(kept.get(process.id) ?? []);
    for (const pending of process.pending.values()) {
      pending.row = renumbered(pending.row + 1) - 1;
      pending.cause = renumbered(pending.cause);
    }
  }
  for (const object of run.objects.values()) {
    object.count = counts.get(object.id) ?? 0;
    object.set = object.clear = object.notify = object.start = object.submit = 0;
    object.ends.length = 0;
    object.writes.clear();
    for (const one of [...object.holds, ...object.arrivals]) one.row = renumbered(one.row + 1) - 1;
    for (const [item, put] of object.items) object.items.set(item, renumbered(put));
    if (object.passing) object.passing.last = -1;
  }
  for (const task of run.tasks.values()) task.submit = task.end = 0;
  run.dependencies = new Dependencies();
}
