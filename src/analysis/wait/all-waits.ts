/** All waits of a run, by what they were for, kept for looking up one among its like: a few numbers per wait. */
import type { Phase, Verb } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import { isWait, stateOfVerb } from "../../trace/states.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";

/** What is waited for; ids are those of the trace, 0 for none. */
export type WaitTarget = Pick<Wait, "verb" | "object" | "other">;

/** One wait: of which process, by the sequence number of an event at its beginning or while it lasted, and when that was. */
export interface WaitMark extends WaitTarget {
  process: number;
  seq: number;
  /** Microseconds of the run. */
  time: number;
}

/** A wait beside its like. Lengths in microseconds. */
export interface WaitAmong {
  length: number;
  /** How many there are, itself among them. */
  count: number;
  shortest: number;
  longest: number;
  median: number;
  /** It took longer than every other one: of all, or at least of those of its process, if that has others. */
  longestOf: "all" | "process" | undefined;
  /** How many there are of each length: as many steps, from no time to the longest. */
  spread: Uint32Array;
}

/** More steps than a card has pixels to show them on. */
const STEPS = 512;

/** Who waits to receive and who looks whether there is anything wait for the same. */
const LIKE: Partial<Record<Verb, Verb>> = { poll: "recv", send: "put" };

const keyOf = ({ verb, object, other }: WaitTarget): string => {
  const like = LIKE[verb] ?? verb;
  if (object) return `${like} object ${object}`;
  return verb === "any" ? like : `${like} other ${other}`;
};

/** Waits for the same, in the order of their ends. */
class Like {
  readonly process: number[] = [];
  readonly since: number[] = [];
  readonly until: number[] = [];
  /** Sequence numbers of their beginnings and of their ends, 0 for none. */
  readonly seq: number[] = [];
  readonly endSeq: number[] = [];
  /** Those that last still. */
  readonly open = new Set<number>();
  #lengths: Float64Array | undefined;

  /** What lasts still has lasted until `now`. */
  length(index: number, now: number): number {
    const until = this.until[index]!;
    return Math.max(0, (this.open.has(index) ? Math.max(now, until) : until) - this.since[index]!);
  }

  /** All lengths, shortest first. Nothing is added any more. */
  lengths(now: number): Float64Array {
    if (this.#lengths && this.open.size === 0) return this.#lengths;
    this.#lengths = Float64Array.from(this.process, (_, index) => this.length(index, now)).sort();
    return this.#lengths;
  }

  indexOf({ process, seq, time }: WaitMark): number {
    let within = -1;
    for (let i = 0; i < this.process.length; i++) {
      if (this.process[i] !== process) continue;
      if (this.seq[i] === seq) return i;
      if (within < 0 && this.since[i]! <= time && time <= this.until[i]!) within = i;
    }
    return within;
  }
}

/** Where a wait stands: sequence numbers of its beginning and its end, the latter 0 for none. */
export interface WaitEnds {
  seq: number;
  endSeq: number;
}

export class AllWaits implements Visitor {
  readonly #likes = new Map<string, Like>();

  wait(process: WalkedProcess, wait: Wait, until: number, phase: Phase | undefined, row?: Row): void {
    if (!isWait(stateOfVerb(wait.verb))) return;
    const key = keyOf(wait);
    let like = this.#likes.get(key);
    if (!like) {
      like = new Like();
      this.#likes.set(key, like);
    }
    // Whoever has ended waits no more, and whom a debugger has stopped neither.
    if (!phase && !process.exit && !process.paused) like.open.add(like.process.length);
    like.process.push(process.id);
    like.since.push(wait.since);
    like.until.push(until);
    like.seq.push(wait.seq);
    like.endSeq.push(row?.seq ?? 0);
  }

  /** Undefined when the trace knows of no such wait. */
  find(mark: WaitMark): WaitEnds | undefined {
    const like = this.#likes.get(keyOf(mark));
    const index = like?.indexOf(mark) ?? -1;
    return like && index >= 0 ? { seq: like.seq[index]!, endSeq: like.endSeq[index]! } : undefined;
  }

  /** As {@link find}. Where the run goes on after the last event, it is `now`. */
  among(mark: WaitMark, now = 0): WaitAmong | undefined {
    const like = this.#likes.get(keyOf(mark));
    const index = like?.indexOf(mark) ?? -1;
    if (!like || index < 0) return undefined;
    const lengths = like.lengths(now);
    const count = lengths.length;
    const longest = lengths[count - 1]!;
    const spread = new Uint32Array(STEPS);
    for (const length of lengths) spread[stepOf(length, longest)]!++;
    return {
      length: like.length(index, now),
      count,
      shortest: lengths[0]!,
      longest,
      median: (lengths[(count - 1) >> 1]! + lengths[count >> 1]!) / 2,
      longestOf: longestOf(like, index, now),
      spread,
    };
  }
}

/** The step of a length among {@link STEPS}. */
function stepOf(length: number, longest: number): number {
  return longest > 0 ? Math.round((length / longest) * (STEPS - 1)) : 0;
}

function longestOf(like: Like, index: number, now: number): WaitAmong["longestOf"] {
  const length = like.length(index, now);
  let others = 0;
  let own = 0;
  let longest = true;
  for (let i = 0; i < like.process.length; i++) {
    if (i === index) continue;
    const same = like.process[i] === like.process[index];
    const longer = like.length(i, now) >= length;
    if (same && longer) return undefined;
    others++;
    if (same) own++;
    if (longer) longest = false;
  }
  if (others > 0 && longest) return "all";
  return own > 0 ? "process" : undefined;
}
