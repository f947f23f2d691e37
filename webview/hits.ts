/** What is at a point of the lanes. */
import type { Intervals } from "../src/trace/intervals.ts";
import { STATE } from "../src/trace/states.ts";
import { bucketAt } from "./merged.ts";
import { rowAt } from "./rows.ts";
import type { Hit, Scene } from "./scene.ts";
import { DRAWN_FROM } from "./shares.ts";

/** Pixels beside a narrow mark that still count as on it. */
const NEAR = 3;

/** The row and mark at `px` from the left and `y` from the top of all rows; undefined outside of every row. */
export function hitAt(scene: Scene, px: number, y: number): Hit | undefined {
  const row = rowAt(scene.rows, y);
  if (!row || row.kind === "section") return undefined;
  const time = scene.x.invert(px);
  const empty: Hit = { row, selection: undefined, from: time, to: time, site: "", merged: undefined, time };
  const pixels = (from: number, to: number) => ((to - from) * scene.width) / (scene.to - scene.from);
  switch (row.kind) {
    case "process": {
      const { track, id } = row.lane;
      let index = track.at(time);
      if (index < 0) return empty;
      // A cap is only two pixels wide: what is just beside it is meant for it.
      if (track.state[index] === STATE.exited && pixels(track.start[index]!, time) > 60) return empty;
      index = nearby(track, index, time, scene);
      const from = track.start[index]!;
      const to = track.state[index] === STATE.exited ? from : track.end(index, scene.now);
      if (time > scene.now) return empty;
      const narrow = pixels(from, to) < DRAWN_FROM && track.state[index] !== STATE.exited;
      const merged = narrow ? bucketAt(scene, track, time) : undefined;
      const site = scene.model.site(track.site[index]!);
      return { ...empty, selection: { kind: "interval", process: id, index }, from, to, site, merged };
    }
    case "task": {
      const boxes = row.lane.boxes.rows[row.level];
      const index = boxes?.at(time) ?? -1;
      if (!boxes || index < 0 || boxes.end[index]! < time) return empty;
      const selection = { kind: "box", process: row.lane.id, row: row.level, index } as const;
      const site = scene.model.site(boxes.site[index]!);
      return {
        ...empty,
        selection,
        from: boxes.start[index]!,
        to: Math.min(boxes.end[index]!, scene.now),
        site,
      };
    }
    case "lock": {
      const { holders, id, site } = row.lane;
      const index = holders.at(time);
      const narrow = index >= 0 && pixels(holders.start[index]!, holders.end(index, scene.now)) < DRAWN_FROM;
      const merged = narrow ? bucketAt(scene, holders, time) : undefined;
      const made = scene.model.site(site);
      if (index < 0 || holders.state[index] === 0 || time > scene.now)
        return { ...empty, selection: { kind: "object", object: id }, site: made, merged };
      return {
        ...empty,
        selection: { kind: "hold", object: id, index },
        from: holders.start[index]!,
        to: holders.end(index, scene.now),
        site: scene.model.site(holders.site[index]!) || made,
        merged,
      };
    }
    default:
      return {
        ...empty,
        selection: { kind: "object", object: row.lane.id },
        site: scene.model.site(row.lane.site),
      };
  }
}

/** A wait within a few pixels of a running stretch is what is meant: it is the rarer and narrower of the two. */
function nearby(track: Intervals, index: number, time: number, scene: Scene): number {
  if (track.state[index] !== STATE.running) return index;
  const reach = (NEAR * (scene.to - scene.from)) / scene.width;
  for (const beside of [index + 1, index - 1]) {
    if (beside < 0 || beside >= track.length) continue;
    const state = track.state[beside]!;
    if (state < STATE.lock || state > STATE.stuck) continue;
    const from = track.start[beside]!;
    const to = track.end(beside, scene.now);
    if (to - from < 2 * reach && time > from - reach && time < to + reach) return beside;
  }
  return index;
}
