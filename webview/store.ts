/** What is shown, and how: the one place that the parts of the view read and change. */
import type { Hint } from "../src/protocol/hints.ts";
import type { RunState } from "../src/protocol/view.ts";
import { giveChange, type RunChange } from "../src/trace/change.ts";
import type { FoundHint } from "../src/trace/found-hint.ts";
import { RunModel } from "../src/trace/model.ts";
import { LaneLooks } from "./lane-looks.ts";
import { Notes } from "./notes.ts";
import { Sources } from "./sources.ts";

/** Everything that can be chosen. Intervals, boxes and holds are counted within their lane and never renumbered. */
export type Selection =
  | { kind: "interval"; process: number; index: number }
  | { kind: "box"; process: number; row: number; index: number }
  | { kind: "hold"; object: number; index: number }
  | { kind: "process"; process: number }
  | { kind: "object"; object: number }
  | { kind: "hint"; hint: number };

export type Tab =
  | "selection"
  | "hints"
  | "graph"
  | "processes"
  | "locks"
  | "queues"
  | "pools"
  | "story"
  | "output"
  | "notes"
  | "compare";

/** Shortest visible range, in microseconds. */
const SHORTEST = 10;
/** What an empty run shows. */
const FIRST_SPAN = 1e6;
/** Share of a finished run that is left free after its end. */
const AIR = 0.05;
/** This near to the right edge, as a share of what is visible, is at it. */
const AT_EDGE = 0.002;

export const EMPTY_RUN: RunState = { id: -1, title: "", file: "", phase: "empty", exitStatus: null };

const emptyModel = () => new RunModel({ kind: [], process: [], object: [], site: [] });

export class Store {
  run: RunState = EMPTY_RUN;
  /** Built elsewhere: it becomes more by the changes that are taken in. */
  model = emptyModel();
  /** Sentence about a trace that could not be read further. */
  broken: string | undefined;
  /** More bytes are known of than are taken in, since when (performance clock), and what share is taken in. */
  loading: { since: number; share: number } | undefined;
  /** Visible range in microseconds of the run. */
  from = 0;
  to = FIRST_SPAN;
  /** The present as the frame shows it: the same for all its parts. */
  present = 0;
  /** The whole run is shown, however long it grows. */
  fitted = true;
  /** The range before a jump, and when it was left (performance clock): the view glides from there. */
  glide: { from: number; to: number; at: number } | undefined;
  selection: Selection | undefined;
  /** Where the pointer is, and where it was last pressed, in microseconds. */
  pointer: number | undefined;
  pinned: number | undefined;
  /** The cursor moves by itself: the pointer has no say then. */
  playing = false;
  /** What the graph is about: what was chosen last, a hint or a moment. */
  lead: "hint" | "cursor" = "hint";
  /** The part of the run that figures are about, in microseconds; undefined: all of it. */
  range: { from: number; to: number } | undefined;
  /** The critical path is marked on the lanes. */
  pathShown = false;
  tab: Tab = "hints";
  /** How long another run is that is shown on the same scale, in microseconds; 0 for none. */
  reach = 0;
  /** Hears what is selected, or nothing any more: what is selected in that other run is so no more. */
  selecting: ((selection: Selection | undefined) => void) | undefined;
  readonly folded = new Set<string>();
  readonly lanes = new LaneLooks();
  readonly notes = new Notes();
  readonly sources = new Sources();
  /** Milliseconds from each hint's moment to the frame that first drew it. */
  readonly hintLatency: number[] = [];
  /** Hints that no frame has drawn yet, with when their bytes came (performance clock). */
  readonly newHints: { found: FoundHint; index: number; arrived: number }[] = [];
  #clockOffset = Number.POSITIVE_INFINITY;
  #now = 0;
  #follow = false;
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Has the view drawn again. */
  changed(): void {
    this.#changed();
  }

  /** Another store says which part of the run, and which lanes, are shown. */
  get follows(): boolean {
    return false;
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

  /** The right edge stays at the present. */
  get following(): boolean {
    return this.#follow && this.live;
  }

  /** How far the view reaches: the run, with a little air after its end for the labels that stand there. */
  get whole(): number {
    if (this.live) return Math.max(this.present, this.reach, FIRST_SPAN);
    // A recorded run is as long as it will be from its first frame on: nothing jumps while it is being read.
    const length = Math.max(this.present, this.reach, (this.run.whole?.length ?? 0) * 1000);
    return length === 0 ? FIRST_SPAN : Math.max(length * (1 + AIR), SHORTEST);
  }

  /** Replaces what is shown. */
  begin(run: RunState, followLive: boolean): void {
    this.model = emptyModel();
    this.broken = undefined;
    this.loading = undefined;
    this.selection = undefined;
    this.pinned = undefined;
    this.range = undefined;
    this.playing = false;
    this.lead = "hint";
    this.hintLatency.length = 0;
    this.newHints.length = 0;
    this.lanes.forget();
    this.notes.forget();
    this.#clockOffset = Number.POSITIVE_INFINITY;
    this.#now = 0;
    this.fitted = true;
    this.run = run;
    this.#follow = followLive;
    this.frameRange();
    this.changed();
  }

  setRun(run: RunState): void {
    this.run = run;
    // Something went wrong: what is missing may never come.
    if (run.error) this.loading = undefined;
    this.changed();
  }

  /** Takes in what has become of the run; `broken` says why its trace cannot be read further. */
  take(change: RunChange | undefined, broken: string | undefined): void {
    const hints = this.model.hints.length;
    if (change) giveChange(this.model, change);
    this.broken ??= broken;
    const arrived = performance.now();
    this.#clockOffset = Math.min(this.#clockOffset, arrived * 1000 - this.model.end);
    for (let index = hints; index < this.model.hints.length; index++)
      this.newHints.push({ found: this.model.hints[index]!, index, arrived });
    this.changed();
  }

  /** A frame has shown all there is: how long each new hint took to be seen. */
  countShown(): void {
    const began = this.model.info?.startedAt;
    for (const { found, arrived } of this.newHints.splice(0)) {
      const shown = performance.now();
      const since =
        this.live && began ? performance.timeOrigin + shown - began - found.hint.time : shown - arrived;
      this.hintLatency.push(since);
    }
  }

  /** Bytes of the trace that are known of, and those of them that are taken in. */
  progress(taken: number, given: number): void {
    const all = this.run.phase === "recorded" ? Math.max(given, this.run.whole?.bytes ?? 0) : given;
    this.loading =
      taken < all && !this.broken
        ? { since: this.loading?.since ?? performance.now(), share: taken / all }
        : undefined;
  }

  /** Takes the present anew, and the range as it has to be for it: it follows the run, or holds still. */
  frameRange(): void {
    this.present = this.now();
    const { whole } = this;
    if (this.fitted) {
      this.from = 0;
      this.to = whole;
    } else {
      const span = Math.min(this.to - this.from, whole);
      const from = this.following ? whole - span : Math.min(this.from, whole - span);
      this.from = Math.max(0, from);
      this.to = this.from + span;
    }
  }

  /** Changes the range as a jump: what is drawn glides to it. */
  #jump(change: () => void): void {
    const { from, to } = this;
    change();
    this.glide = this.following ? undefined : { from, to, at: performance.now() };
  }

  jump(from: number, to: number): void {
    this.#jump(() => this.show(from, to));
  }

  /** Shows this range, as far as the run reaches. Following goes on while its right edge is the present. */
  show(from: number, to: number, keepFollowing = false): void {
    const { whole } = this;
    this.glide = undefined;
    const span = Math.min(Math.max(to - from, SHORTEST), whole);
    const wanted = keepFollowing && this.following ? whole - span : from;
    const start = Math.min(Math.max(0, wanted), whole - span);
    if (!keepFollowing && start + span < whole - span * AT_EDGE) this.#follow = false;
    this.fitted = span >= whole && (this.following || !this.live);
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

  /** Shows the whole run; while it goes on, up to the present. */
  fit(): void {
    this.#jump(() => {
      this.fitted = true;
      this.#follow = this.live;
      this.frameRange();
    });
    this.changed();
  }

  follow(on: boolean): void {
    this.#follow = on && this.live;
    if (!on) this.fitted = false;
    this.frameRange();
    this.changed();
  }

  select(selection: Selection | undefined): void {
    this.selecting?.(selection);
    this.selection = selection;
    if (selection?.kind === "hint") this.lead = "hint";
    this.changed();
  }

  /** Opens a tab of the panel below. */
  open(tab: Tab): void {
    this.tab = tab;
    this.changed();
  }

  /** The pointer is at a moment; undefined: over no lane. */
  point(time: number | undefined): void {
    this.pointer = time;
    this.changed();
  }

  /** Puts the cursor at a moment, where it stays unless it is `playing`; undefined: it goes with the present again. */
  pin(time: number | undefined, playing = false): void {
    this.playing = playing;
    this.pinned = time;
    this.lead = time === undefined ? "hint" : "cursor";
    this.changed();
  }

  /** Chooses the part of the run that figures are about; what has no length is none. */
  choose(range: { from: number; to: number } | undefined): void {
    const from = Math.max(0, Math.min(range?.from ?? 0, range?.to ?? 0));
    const to = Math.min(Math.max(this.present, this.reach), Math.max(range?.from ?? 0, range?.to ?? 0));
    this.range = range && to - from >= SHORTEST ? { from, to } : undefined;
    this.changed();
  }

  showPath(on: boolean): void {
    this.pathShown = on;
    // The card of the path is shown while nothing else is selected.
    if (on) this.selection = undefined;
    this.changed();
  }

  get selectedHint(): { hint: Hint; found: FoundHint; index: number } | undefined {
    if (this.selection?.kind !== "hint") return undefined;
    const found = this.model.hints[this.selection.hint];
    return found && { hint: found.hint, found, index: this.selection.hint };
  }

  /** Processes that wait behind a deadlock without being part of it. */
  get behind(): ReadonlySet<number> {
    const found = new Set<number>();
    for (const { hint } of this.model.hints)
      if (hint.certainty === "certain" && hint.kind === "deadlock")
        for (const { id, role } of hint.processes) if (role === "collateral") found.add(id);
    return found;
  }

  /** The process that the selection is about or belongs to; 0 for none. */
  get selectedProcess(): number {
    const chosen = this.selection;
    return chosen && "process" in chosen ? chosen.process : 0;
  }

  /** The moment at which the gutter reads the lanes. */
  get cursor(): number {
    const pointer = this.playing ? undefined : this.pointer;
    return Math.min(pointer ?? this.pinned ?? this.present, Math.max(this.present, this.reach));
  }

  fold(key: string): void {
    if (!this.folded.delete(key)) this.folded.add(key);
    this.changed();
  }
}
