/** Why was this waiting? A chain from a wait back to what held up whoever could end it. */
import { isWait, STATE } from "../../trace/states.ts";
import type { Walk } from "../../trace/walk/walk.ts";
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
  /** It had not ended when the trace did. */
  open: boolean;
  /** Who ended it or could have; 0 when the trace does not tell. Of the last link of a circle, one that stands in the chain already. */
  by: number;
}

const LONGEST_CHAIN = 32;
/** A wait is what held somebody up when it took this share of the time in question. */
const MAINLY = 0.5;

/**
 * The chain for what a process did at a moment: each link but the last is a wait, the last is what was done instead
 * of ending it, or closes a circle. Empty when the process was not waiting.
 */
export function blame(history: History, walk: Walk, process: number, time: number): BlameLink[] {
  const chain: BlameLink[] = [];
  let who = process;
  let when = time;
  let since = Number.NEGATIVE_INFINITY;
  const met = new Set<number>();
  while (chain.length < LONGEST_CHAIN) {
    const link = linkAt(history, walk, who, when);
    if (!link || (chain.length === 0 && !isWait(link.state))) break;
    chain.push(link);
    met.add(who);
    if (!isWait(link.state) || link.by === 0 || met.has(link.by)) break;
    since = Math.max(since, link.from);
    const mainly = mainlyDoing(history, link.by, since, link.to);
    if (mainly === undefined) break;
    who = link.by;
    when = mainly;
  }
  return chain;
}

function linkAt(history: History, walk: Walk, process: number, time: number): BlameLink | undefined {
  const own = history.processes.get(process);
  if (!own) return undefined;
  const { track } = own;
  const index = track.at(time);
  if (index < 0) return undefined;
  const state = track.state[index]!;
  const from = track.start[index]!;
  const open = track.isOpen(index);
  const to = track.end(index, own.end);
  const wake = isWait(state) ? own.wakeAfter(to) : undefined;
  const facts = {
    process,
    state,
    verb: track.verb[index]!,
    object: track.object[index]!,
    other: track.other[index]!,
    site: track.site[index]!,
    open,
  };
  const cause = wake?.cause?.process ?? 0;
  if (isWait(state) && !cause) return { ...facts, from, to, by: couldEnd(walk, facts) };
  return { ...facts, from, to, by: cause };
}

/** Who holds what is waited for, or is joined. */
function couldEnd(
  walk: Walk,
  { object, other, verb }: { object: number; other: number; verb: number },
): number {
  const holder = object ? walk.objects.get(object)?.holds.at(-1)?.process : undefined;
  return holder ?? (object === 0 && verb !== 0 ? other : 0);
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
