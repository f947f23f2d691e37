/**
 * The chain of doing and waiting that a run took as long as: going back from its end, at every wait to whoever ended
 * it (the critical path of the program activity graph; C.-Q. Yang, B. P. Miller, "Critical Path Analysis for the
 * Execution of Parallel and Distributed Programs", 1988).
 */
import { STATE } from "../../trace/states.ts";
import type { Deed } from "../../trace/walk/causes.ts";
import type { History, ProcessHistory } from "./history.ts";

/** A part of the path; they follow one another without a gap, and may have no length. Times in microseconds of the run. */
export interface PathSegment {
  /** 0: nobody; before the first process began, or after the last ended. */
  process: number;
  from: number;
  to: number;
  /** Index in STATES. A wait is on the path from when it was ended until its process went on. */
  state: number;
  object: number;
  site: number;
  /** What somebody else did that let the process go on here. */
  after?: Deed;
}

/** The path from the first event to the last, which is at `end`, in the order of time; of it what lies in the range. */
export function criticalPath(history: History, end: number, range = { from: 0, to: end }): PathSegment[] {
  const path = wholePath(history, end);
  return path.flatMap((segment) => {
    const from = Math.max(segment.from, range.from);
    const to = Math.min(segment.to, range.to);
    return to > from || (to === from && segment.to === segment.from) ? [{ ...segment, from, to }] : [];
  });
}

function wholePath(history: History, end: number): PathSegment[] {
  const path: PathSegment[] = [];
  let time = end;
  let process = lastActive(history);
  let bound = Number.POSITIVE_INFINITY;
  const nobody = (from: number, to: number) => {
    if (to > from) path.push({ process: 0, from, to, state: STATE.none, object: 0, site: 0 });
  };
  if (process) {
    const ended = Math.min(time, activeUntil(history.processes.get(process)!));
    nobody(ended, time);
    time = ended;
  }
  while (process && time > 0) {
    const own: ProcessHistory | undefined = history.processes.get(process);
    if (!own) break;
    const wake = own.wakeBefore(bound);
    const began = own.track.length > 0 ? own.track.start[0]! : 0;
    const woke = Math.max(0, Math.min(time, wake ? Math.max(wake.time, began) : began));
    follow(path, process, own, woke, time);
    time = woke;
    if (!wake) {
      const spawn = own.spawn;
      if (!spawn || spawn.process === 0 || spawn.seq >= bound) break;
      mark(path, process, time, spawn);
      process = spawn.process;
      bound = spawn.seq;
      continue;
    }
    bound = wake.seq;
    const { cause } = wake;
    // Only what came after the process had begun to wait kept it waiting.
    if (!cause || cause.process === 0 || cause.process === process || cause.time < wake.asked) continue;
    const given = Math.max(0, Math.min(time, cause.time));
    follow(path, process, own, given, time);
    mark(path, process, given, cause);
    time = given;
    process = cause.process;
    // Its own end may be what it was woken for: that row counts too.
    bound = Math.min(bound, cause.seq + 1);
  }
  // Who began it all at the very beginning did nothing before that.
  if (path.at(-1)?.after)
    path.push({ process, from: time, to: time, state: STATE.running, object: 0, site: 0 });
  nobody(0, time);
  return path.reverse();
}

/** Adds what a process did from one moment to another, latest first. */
function follow(path: PathSegment[], process: number, own: ProcessHistory, from: number, to: number): void {
  const { track } = own;
  let end = to;
  for (let i = track.at(to); end > from; i--) {
    const start = i < 0 ? from : Math.max(from, track.start[i]!);
    if (start < end)
      path.push({
        process,
        from: start,
        to: end,
        state: i < 0 ? STATE.none : track.state[i]!,
        object: i < 0 ? 0 : track.object[i]!,
        site: i < 0 ? 0 : track.site[i]!,
      });
    end = Math.min(end, start);
    if (i < 0) break;
  }
}

/** Notes what let a process's latest part begin; one that went on at once has a part of no length. */
function mark(path: PathSegment[], process: number, time: number, deed: Deed): void {
  const last = path.at(-1);
  if (last?.process === process && !last.after) last.after = deed;
  else path.push({ process, from: time, to: time, state: STATE.running, object: 0, site: 0, after: deed });
}

/**
 * Where the path ends: at the last process that came to its end by itself, or, where none did, at the main one. What
 * was terminated did not keep the run waiting.
 */
function lastActive(history: History): number {
  let found = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (const [id, own] of history.processes) {
    const until = activeUntil(own);
    if (!history.endedByItself(id) || until <= latest) continue;
    latest = until;
    found = id;
  }
  return found || history.main || (history.processes.keys().next().value ?? 0);
}

/** When a process ended, or the trace did. */
function activeUntil({ track, end }: ProcessHistory): number {
  const last = track.length - 1;
  return last >= 0 && track.state[last] === STATE.exited ? track.start[last]! : end;
}
