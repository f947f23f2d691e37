/** The critical path as it is given out: who and what it consists of. */
import { STATE, STATES, type StateName } from "../../trace/states.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import { ms, rounded } from "../statistics/tally.ts";
import type { PathSegment } from "./critical-path.ts";

/** Times in milliseconds. */
export interface PathReport {
  /** From the first event to the last, or of the range. */
  length: number;
  /** What it consists of, largest first. */
  shares: PathShare[];
  segments: PathStep[];
  /** Steps that are not listed, because there are too many. */
  left: number;
}
export interface PathShare {
  /** Empty: before the first process began, or after the last ended. */
  process: string;
  state: StateName;
  /** What was waited for; empty for no wait. */
  for: string;
  total: number;
  share: number;
}
export interface PathStep {
  process: string;
  state: StateName;
  for: string;
  from: number;
  to: number;
  site: string;
  /** Whose event let the process go on, and which: its number in the trace. */
  after: { process: string; seq: number } | null;
}

const MOST_STEPS = 500;

export function pathReport(path: readonly PathSegment[], walk: Walk): PathReport {
  const length = path.reduce((sum, { from, to }) => sum + (to - from), 0);
  const totals = new Map<string, PathShare>();
  const steps = merged(path);
  for (const segment of path) {
    const share = {
      process: segment.process ? walk.processName(segment.process) : "",
      state: STATES[segment.state]!,
      for: segment.object ? walk.objectName(segment.object) : "",
    };
    const key = JSON.stringify(share);
    const known = totals.get(key) ?? { ...share, total: 0, share: 0 };
    known.total += segment.to - segment.from;
    totals.set(key, known);
  }
  return {
    length: ms(length),
    shares: [...totals.values()]
      .sort((a, b) => b.total - a.total)
      .map((share) => ({
        ...share,
        total: ms(share.total),
        share: rounded(share.total / Math.max(1, length)),
      })),
    segments: steps.slice(0, MOST_STEPS).map((step) => ({
      process: step.process ? walk.processName(step.process) : "",
      state: STATES[step.state]!,
      for: step.object ? walk.objectName(step.object) : "",
      from: ms(step.from),
      to: ms(step.to),
      site: walk.site(step.site),
      after: step.after ? { process: walk.processName(step.after.process), seq: step.after.seq } : null,
    })),
    left: Math.max(0, steps.length - MOST_STEPS),
  };
}

/** Neighbours of one process that do the same as one; the coordinator's own time counts as doing. */
function merged(path: readonly PathSegment[]): PathSegment[] {
  const steps: PathSegment[] = [];
  for (const segment of path) {
    const state = segment.state === STATE.arbiter ? STATE.running : segment.state;
    const object = segment.state === STATE.arbiter ? 0 : segment.object;
    const last = steps.at(-1);
    if (
      last &&
      !segment.after &&
      last.process === segment.process &&
      last.state === state &&
      last.object === object
    )
      last.to = segment.to;
    else steps.push({ ...segment, state, object });
  }
  return steps;
}
