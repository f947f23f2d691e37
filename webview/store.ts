/** What is shown, and how: the one place that the parts of the view read and change. */
import type { Hint } from "../src/protocol/hints.ts";
import type { RunState } from "../src/protocol/view.ts";
import { type FoundHint, RunModel } from "../src/trace/model.ts";
import { TraceFormatError, TraceReader } from "../src/trace/reader.ts";

/** Everything that can be chosen. Intervals, boxes and holds are counted within their lane and never renumbered. */
export type Selection =
  | { kind: "interval"; process: number; index: number }
  | { kind: "box"; process: number; row: number; index: number }
  | { kind: "hold"; object: number; index: number }
  | { kind: "process"; process: number }
  | { kind: "object"; object: number }
  | { kind: "hint"; hint: number };

export type Tab = "selection" | "hints" | "graph" | "processes" | "locks" | "queues";

/** Shortest visible range, in microseconds. */
const SHORTEST = 10;
/** What an empty run shows. */
const FIRST_SPAN = 1e6;

export const EMPTY_RUN: RunState = { id: -1, title: "", file: "", phase: "empty", exitStatus: null };

export class Store {
  run: RunState = EMPTY_RUN;
  reader = new TraceReader();
  model = new RunModel(this.reader.names);
  /** Sentence about a trace that could not be read further. */
  broken: string | undefined;
  /** Visible range in microseconds of the run. */
  from = 0;
  to = FIRST_SPAN;
  /** The right edge stays at `now`. */
  following = false;
  /** The whole run is shown, however long it grows. */
  fitted = true;
  selection: Selection | undefined;
  /** Where the pointer is, and where it was last pressed, in microseconds. */
  pointer: number | undefined;
  pinned: number | undefined;
  tab: Tab = "hints";
  readonly folded = new Set<string>();
  /** Milliseconds from each hint's moment to the frame that first drew it. */
  readonly hintLatency: number[] = [];
  /** Hints that no frame has drawn yet, with when their bytes came (performance clock). */
  readonly newHints: { found: FoundHint; index: number; arrived: number }[] = [];
  #clockOffset = Number.POSITIVE_INFINITY;
  #now = 0;
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Has the view drawn again. */
  changed(): void {
    this.#changed();
  }

  get live(): boolean {
    return (
      (this.run.phase === "running" || this.run.phase === "starting") && !this.model.ended && !this.broken
    );
  }

  /**
   * Microseconds of the run at this moment: the last event's time once it is over, else the clock's. The clock is
   * the machine's own where it agrees with the trace, and never behind what was already shown.
   */
  now(): number {
    if (!this.live) return this.model.end;
    let now = this.model.end;
    if (Number.isFinite(this.#clockOffset)) now = Math.max(now, performance.now() * 1000 - this.#clockOffset);
    const began = this.model.info?.startedAt;
    if (began) now = Math.max(now, (performance.timeOrigin + performance.now() - began) * 1000);
    this.#now = Math.max(this.#now, now);
    return this.#now;
  }

  /** Replaces what is shown. */
  begin(run: RunState, followLive: boolean): void {
    this.reader = new TraceReader();
    this.model = new RunModel(this.reader.names);
    this.broken = undefined;
    this.selection = undefined;
    this.pinned = undefined;
    this.hintLatency.length = 0;
    this.newHints.length = 0;
    this.#clockOffset = Number.POSITIVE_INFINITY;
    this.#now = 0;
    this.fitted = true;
    this.run = run;
    this.following = followLive && this.live;
    this.frameRange();
    this.changed();
  }

  setRun(run: RunState): void {
    const was = this.live;
    this.run = run;
    if (was && !this.live) {
      this.following = false;
      this.frameRange();
    }
    this.changed();
  }

  /** Takes in bytes of the trace. */
  feed(bytes: Uint8Array): void {
    if (this.broken) return;
    const hints = this.model.hints.length;
    try {
      for (const batch of this.reader.push(bytes)) this.model.push(batch);
    } catch (error) {
      if (!(error instanceof TraceFormatError)) throw error;
      this.broken = error.message;
    }
    const arrived = performance.now();
    this.#clockOffset = Math.min(this.#clockOffset, arrived * 1000 - this.model.end);
    for (let index = hints; index < this.model.hints.length; index++)
      this.newHints.push({ found: this.model.hints[index]!, index, arrived });
    this.changed();
  }

  /** The range as it has to be now: follows the run, or holds still. */
  frameRange(): void {
    const now = this.now();
    if (this.fitted) {
      this.from = 0;
      this.to = Math.max(now, this.live ? FIRST_SPAN : SHORTEST);
      if (now === 0) this.to = FIRST_SPAN;
    } else if (this.following) {
      const span = this.to - this.from;
      this.to = Math.max(now, span);
      this.from = this.to - span;
    }
  }

  /** Shows this range, as far as the run reaches. Following goes on while its right edge is the present. */
  show(from: number, to: number, keepFollowing = false): void {
    const now = this.now();
    const whole = Math.max(now, this.live ? FIRST_SPAN : SHORTEST);
    const span = Math.min(Math.max(to - from, SHORTEST), whole);
    let start = keepFollowing && this.following ? whole - span : from;
    start = Math.min(Math.max(0, start), whole - span);
    this.fitted = span >= whole && (this.following || !this.live);
    if (!keepFollowing && start + span < whole - span * 0.002) this.following = false;
    this.from = start;
    this.to = start + span;
    this.changed();
  }

  /** Zooms by a factor around a moment; around the present while following. */
  zoom(factor: number, around = (this.from + this.to) / 2): void {
    const centre = this.following ? this.to : around;
    this.show(centre - (centre - this.from) * factor, centre + (this.to - centre) * factor, true);
  }

  /** Moves by a share of what is visible. */
  pan(share: number): void {
    const by = (this.to - this.from) * share;
    this.show(this.from + by, this.to + by);
  }

  fit(): void {
    this.fitted = true;
    this.frameRange();
    this.changed();
  }

  follow(on: boolean): void {
    this.following = on && this.live;
    if (!on) this.fitted = false;
    this.frameRange();
    this.changed();
  }

  select(selection: Selection | undefined): void {
    this.selection = selection;
    this.changed();
  }

  get selectedHint(): { hint: Hint; found: FoundHint; index: number } | undefined {
    if (this.selection?.kind !== "hint") return undefined;
    const found = this.model.hints[this.selection.hint];
    return found && { hint: found.hint, found, index: this.selection.hint };
  }

  /** The process that the selection is about or belongs to; 0 for none. */
  get selectedProcess(): number {
    const chosen = this.selection;
    return chosen && "process" in chosen ? chosen.process : 0;
  }

  /** The moment at which the gutter reads the lanes. */
  get cursor(): number {
    const now = this.now();
    return Math.min(this.pointer ?? this.pinned ?? now, now);
  }

  fold(key: string): void {
    if (!this.folded.delete(key)) this.folded.add(key);
    this.changed();
  }
}
