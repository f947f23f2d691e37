/** Why was this waiting? A chain from a wait back to what held up whoever could end it. */
import { type Phase, VERBS } from "../../protocol/events.ts";
import { isWait, STATE } from "../../trace/states.ts";
import type { History } from "./history.ts";

/** Times in microseconds of the run; ids are those of the trace, 0 for none. */
export interface BlameLink {
  process: number;
  /** Index in STATES. */
  state: number;
  verb: number;
  object: number;
  other: number;
  site: number;
  from: number;
  to: number;
  /** How the wait ended; undefined when it has not. */
  phase: Phase | undefined;
  /** Who ended it, or could have; 0 when the trace does not tell. Of the last link of a circle, one that stands in the chain already. */
  by: number;
}

const LONGEST_CHAIN = 32;
/** A wait is what held somebody up when it took this share of the time in question. */
const MAINLY = 0.5;

/**
 * The chain for what a process did at a moment: each link but the last is a wait, the last is what was done instead
 * of ending it, or closes a circle. Empty when the process was not waiting.
 */
export function blame(history: History, process: number, time: number): BlameLink[] {
  const chain: BlameLink[] = [];
  let who = process;
  let when = time;
  let since = Number.NEGATIVE_INFINITY;
  const met = new Set<number>();
  while (chain.length < LONGEST_CHAIN) {
    const link = linkAt(history, who, when);
    if (!link || (chain.length === 0 && !isWait(link.state))) break;
    chain.push(link);
    met.add(who);
    if (!isWait(link.state) || link.by === 0 || met.has(link.by)) break;
    since = Math.max(since, link.from);
    // What never ended was kept up by what its holder did at last.
    const mainly =
      link.phase === undefined
        ? lastlyDoing(history, link.by, link.to)
        : mainlyDoing(history, link.by, since, link.to);
    if (mainly === undefined) break;
    who = link.by;
    when = mainly;
  }
  return chain;
}

function linkAt(history: History, process: number, time: number): BlameLink | undefined {
  const own = history.processes.get(process);
  if (!own) return undefined;
  const { track } = own;
  const index = track.at(time);
  if (index < 0) return undefined;
  const state = track.state[index]!;
  const from = track.start[index]!;
  const to = track.end(index, own.end);
  const wake = isWait(state) ? own.wakeAfter(to) : undefined;
  const facts = {
    process,
    state,
    verb: track.verb[index]!,
    object: track.object[index]!,
    other: track.other[index]!,
    site: track.site[index]!,
  };
  const cause = wake?.cause?.process ?? 0;
  const by = isWait(state) ? cause || couldEnd(history, facts, to) : 0;
  return { ...facts, from, to, phase: wake?.phase, by };
}

/** Who held what was waited for when the wait was over, or was joined. */
function couldEnd(history: History, { object, other, verb }: Facts, time: number): number {
  if (object) return history.holderAt(object, time);
  return VERBS[verb - 1] === "join" ? other : 0;
}

type Facts = { object: number; other: number; verb: number };

/** A moment of what a process did at a moment, or at the end of its life before that. */
function lastlyDoing(history: History, process: number, time: number): number | undefined {
  const track = history.processes.get(process)?.track;
  if (!track) return undefined;
  let index = track.at(time);
  while (index >= 0 && track.state[index] === STATE.exited) index--;
  return index < 0 ? undefined : track.start[index];
}

/** A moment of what a process mainly did in a stretch: in its longest wait, if that is most of it, else where it ran. */
function mainlyDoing(history: History, process: number, from: number, to: number): number | undefined {
  const own = history.processes.get(process);
  if (!own || own.track.length === 0) return undefined;
  const { track } = own;
  let waited = { length: 0, at: 0 };
  let other = { length: 0, at: 0 };
  for (let i = Math.max(0, track.at(from)); i < track.length && track.start[i]! < to; i++) {
    const begin = Math.max(from, track.start[i]!);
    const length = Math.min(to, track.end(i, own.end)) - begin;
    if (track.state[i] === STATE.exited || length <= 0) continue;
    if (isWait(track.state[i]!)) {
      if (length > waited.length) waited = { length, at: begin };
    } else if (length > other.length) other = { length, at: begin };
  }
  if (waited.length >= (to - from) * MAINLY) return waited.at;
  return other.length > 0 ? other.at : waited.length > 0 ? waited.at : undefined;
}
