/** The lanes that are shown and their order: kept still while a run goes on, so that nobody clicks what has just moved. */
import { type Lane, ProcessLane } from "../src/trace/lanes.ts";
import { STATE } from "../src/trace/states.ts";
import { statesWithin } from "./figures.ts";
import { keysOf, laneFilter, laneKey, timeWaited } from "./lane-filter.ts";
import { type Span, WHOLE_RUN } from "./questions.ts";
import type { Selection, Store } from "./store.ts";

/** What changes from moment to moment is looked at anew so often, in milliseconds, while a run goes on. */
const EVERY = 1000;

export class LaneOrder {
  readonly #store: Store;
  /** Lanes let through or not; as they were when they were looked at. */
  #passes = new Map<Lane, boolean>();
  #ranks = new Map<Lane, number>();
  /** Processes that pass, or below which some pass. */
  #stands = new Map<number, boolean>();
  #filter: (lane: Lane) => boolean = () => true;
  #of = "";
  #events = -1;
  #at = 0;
  #selection: Selection | undefined;
  /** The pointer is over the lanes: they keep their places while a run goes on. */
  #held = false;
  /** Counts what rows have to be laid anew for. */
  version = 0;
  /** Some lanes may be hidden. */
  filters = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Learns whether the pointer is over the lanes. */
  watch(lanes: HTMLElement): void {
    for (const type of ["pointerenter", "pointerleave"])
      lanes.addEventListener(type, () => {
        this.#held = type === "pointerenter";
        this.#store.changed();
      });
  }

  /** To be called before each frame's rows are laid; `at` by the performance clock, in milliseconds. */
  update(at: number): void {
    const { lanes, run, range, pinned, playing, model, loading, live } = this.#store;
    const { only, order } = lanes.choice;
    const atCursor = only === "waits" && !playing ? pinned : undefined;
    const within = only === "waited" || order === "waiting" || order === "running" ? range : undefined;
    const of = `${run.id} ${lanes.version} ${atCursor} ${within?.from} ${within?.to} ${live} ${live || loading === undefined}`;
    const flows = only === "waits" || order === "waiting" || order === "running";
    const more = this.#events !== model.events || (flows && (live || playing));
    // What has come to rest is looked at whenever it is another: no frame need follow.
    const rests = !live && !playing && loading === undefined;
    const due = !flows || rests || (at - this.#at >= EVERY && !this.#held);
    if (of !== this.#of || (more && due)) {
      this.#of = of;
      this.#events = model.events;
      this.#at = at;
      this.#look();
    }
    this.#keepSelected();
  }

  #look(): void {
    const { lanes } = this.#store;
    this.filters = lanes.filters;
    this.#filter = laneFilter(this.#store);
    this.#passes.clear();
    this.#stands.clear();
    this.#ranks.clear();
    const { order } = lanes.choice;
    if (order === "waiting" || order === "running") {
      const { processes, objects } = this.#store.model;
      for (const lane of [...processes.values(), ...objects.values()])
        this.#ranks.set(lane, this.#rank(lane));
    }
    this.version++;
  }

  /** Whatever leads to a lane shows it, though the filter would not. */
  #keepSelected(): void {
    const store = this.#store;
    const { selection, model } = store;
    if (selection === this.#selection) return;
    this.#selection = selection;
    if (!selection || !this.filters) return;
    const before = store.lanes.version;
    for (const key of keysOf(selection, store)) {
      const [kind, id] = key.split(" ");
      const lane = (kind === "process" ? model.processes : model.objects).get(Number(id));
      // What stands there for the sake of those below stays as it is: nothing is to jump by a click.
      if (lane && (this.passes(lane) || !this.stands(lane))) store.lanes.keep(key);
    }
    if (store.lanes.version !== before) this.update(this.#at);
  }

  passes(lane: Lane): boolean {
    if (!this.filters) return true;
    let passes = this.#passes.get(lane);
    if (passes === undefined) {
      passes = this.#filter(lane) || this.#store.lanes.kept.has(laneKey(lane));
      this.#passes.set(lane, passes);
    }
    return passes;
  }

  /** Whether it has a row: it passes, or some process below it does. */
  stands(lane: Lane): boolean {
    if (!(lane instanceof ProcessLane) || !this.filters) return this.passes(lane);
    const known = this.#stands.get(lane.id);
    if (known) return true;
    const { processes } = this.#store.model;
    const stands =
      this.passes(lane) ||
      lane.children.some((id) => {
        const child = processes.get(id);
        return child !== undefined && this.stands(child);
      });
    this.#stands.set(lane.id, stands);
    return stands;
  }

  /** Siblings in the order chosen. Those that came since it was last looked at follow the others. */
  sorted<T extends Lane>(list: readonly T[]): readonly T[] {
    const { order } = this.#store.lanes.choice;
    if (order === "start") return list;
    if (order === "name") return list.toSorted((a, b) => COLLATOR.compare(a.name, b.name));
    const rank = (lane: Lane) => this.#ranks.get(lane) ?? -1;
    return list.toSorted((a, b) => rank(b) - rank(a));
  }

  #rank(lane: Lane): number {
    const { range, present, lanes } = this.#store;
    const span: Span = range ?? WHOLE_RUN;
    if (lanes.choice.order === "waiting") return timeWaited(lane, span, present);
    return lane instanceof ProcessLane ? statesWithin(lane, span, present)[STATE.running]! : 0;
  }

  /** How many lanes of processes and objects pass, out of how many. */
  get count(): { shown: number; all: number } {
    const { processes, objects } = this.#store.model;
    let shown = 0;
    for (const lane of processes.values()) if (this.passes(lane)) shown++;
    for (const lane of objects.values()) if (this.passes(lane)) shown++;
    return { shown, all: processes.size + objects.size };
  }
}

/** `Worker-2` comes before `Worker-10`. */
const COLLATOR = new Intl.Collator(undefined, { numeric: true });
