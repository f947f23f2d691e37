/** The moments of a run at which something happened: what one steps along, event by event. */
import { BoxRow } from "./boxes.ts";
import { lastNotAbove } from "./grow.ts";
import { Intervals } from "./intervals.ts";
import type { Lane } from "./lanes.ts";
import type { RunModel } from "./model.ts";
import type { Steps } from "./steps.ts";

/** Sorted moments, in microseconds of the run. */
interface Sorted {
  times: Float64Array;
  length: number;
}

/** The first moment after this one; undefined when there is none. Times in microseconds of the run. */
export function momentAfter(model: RunModel, time: number): number | undefined {
  let found = Number.POSITIVE_INFINITY;
  each(model, ({ times, length }) => {
    const index = lastNotAbove(times, length, time) + 1;
    if (index < length && times[index]! < found) found = times[index]!;
  });
  for (const moment of single(model)) if (moment > time && moment < found) found = moment;
  return Number.isFinite(found) ? found : undefined;
}

/** The last moment before this one; undefined when there is none. */
export function momentBefore(model: RunModel, time: number): number | undefined {
  let found = Number.NEGATIVE_INFINITY;
  each(model, ({ times, length }) => {
    let index = lastNotAbove(times, length, time);
    while (index >= 0 && times[index]! >= time) index--;
    if (index >= 0 && times[index]! > found) found = times[index]!;
  });
  for (const moment of single(model)) if (moment < time && moment > found) found = moment;
  return Number.isFinite(found) ? found : undefined;
}

/** Number of the last event by this moment that a lane knows of: as many events, or a few more, had happened. */
export function eventAt(model: RunModel, time: number): number {
  let found = 0;
  const look = (track: Intervals) => {
    const index = track.at(time);
    if (index >= 0 && track.seq[index]! > found) found = track.seq[index]!;
  };
  for (const { track } of model.processes.values()) look(track);
  for (const lane of model.objects.values()) {
    if (lane.kind === "lock") look(lane.holders);
    else if (lane.kind === "event") look(lane.track);
  }
  return found;
}

function each(model: RunModel, visit: (sorted: Sorted) => void): void {
  const lanes: Iterable<Lane>[] = [model.processes.values(), model.objects.values()];
  for (const some of lanes)
    for (const lane of some)
      for (const columns of lane.columns as (Intervals | Steps | BoxRow)[]) {
        const { length } = columns;
        if (columns instanceof Intervals) visit({ times: columns.start, length });
        else if (columns instanceof BoxRow) {
          visit({ times: columns.start, length });
          // The last one may be open.
          visit({ times: columns.end, length: columns.busy ? length - 1 : length });
        } else visit({ times: columns.time, length });
      }
  visit({ times: model.output.time, length: model.output.length });
}

function* single(model: RunModel): Generator<number> {
  for (const { time } of model.marks) yield time;
  for (const { closed } of model.hints) yield closed;
}
