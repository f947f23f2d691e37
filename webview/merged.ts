/** What merged marks stand for: the intervals within one bucket, and how near one must come to see each. */
import type { Intervals } from "../src/trace/intervals.ts";
import type { Scene } from "./scene.ts";
import { bucketLength, DRAWN_FROM } from "./shares.ts";

/** Shortest range that is looked at, in microseconds. */
const SHORTEST = 10;
/** Pixels that an interval has on average in the range which is tried first. */
const PIXELS_EACH = 8;

/** The intervals that a bucket of pixels is drawn from. Times in microseconds of the run. */
export interface Bucket {
  from: number;
  to: number;
  /** First and last of its intervals. */
  first: number;
  last: number;
}

/** The bucket at a moment; undefined where no more than two intervals meet, which are seen as they are. */
export function bucketAt(scene: Scene, track: Intervals, time: number): Bucket | undefined {
  const length = bucketLength(scene);
  const from = Math.floor(time / length) * length;
  const to = from + length;
  const first = Math.max(0, track.at(from));
  const last = track.at(Math.min(to, scene.now));
  return last - first >= 2 ? { from, to, first, last } : undefined;
}

/** Share of a bucket's time in each state, and the longest of its intervals whose state `counts`. */
export function bucketShares(
  { from, to, first, last }: Bucket,
  track: Intervals,
  now: number,
  counts: (state: number) => boolean,
): { shares: number[]; longest: number } {
  const shares = new Array<number>(track.totals.length).fill(0);
  let longest = 0;
  for (let i = first; i <= last; i++) {
    const [start, end] = [track.start[i]!, track.end(i, now)];
    const part = Math.min(to, end) - Math.max(from, start);
    if (part <= 0) continue;
    shares[track.state[i]!]! += part / (to - from);
    if (counts(track.state[i]!)) longest = Math.max(longest, end - start);
  }
  return { shares, longest };
}

/** The range around a moment in which nothing of a track needs to be merged, in microseconds. */
export function unmergedSpan(scene: Scene, track: Intervals, bucket: Bucket, time: number): number {
  const each = (bucket.to - bucket.from) / (bucket.last - bucket.first + 1);
  let span = Math.min((scene.to - scene.from) / 2, (each * scene.width) / PIXELS_EACH);
  while (
    span > SHORTEST &&
    hasMerged(track, time - span / 2, time + span / 2, (DRAWN_FROM * span) / scene.width)
  )
    span /= 2;
  return Math.max(span, SHORTEST);
}

/** Whether narrow intervals stand side by side so that together they are not. */
function hasMerged(track: Intervals, from: number, to: number, drawable: number): boolean {
  const last = track.at(to);
  let together = 0;
  for (let i = Math.max(0, track.at(from)); i < last; i++) {
    const length = track.start[i + 1]! - track.start[i]!;
    together = length < drawable ? together + length : 0;
    if (together >= drawable) return true;
  }
  return false;
}
