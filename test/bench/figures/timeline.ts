/** The timeline in a browser: what it takes to open a trace and to move about in it. */
import type { Figure } from "../figures.ts";
import { browser, together } from "../measure.ts";

/** In milliseconds: 95 of 100 frames come within `frame` of the one before. */
interface Moving {
  frame: number;
  /** Processor time of the page's main thread in a frame, on average. */
  busy: number;
}
interface Opening {
  first: number;
  all: number;
}

/** Milliseconds from frame to frame on a screen of 60 frames a second, and of every other frame. */
const EVERY_FRAME = 16.7;
const EVERY_OTHER = 33.4;

const side = <T>(name: string) => together(() => browser<T>(name));
const large = side<Moving & Opening & { perEvent: number }>("large");
const live = side<{ lost: number; frame: number }>("live");
const manyLanes = side<Moving>("lanes-500");
const moreLanes = side<Moving>("lanes-1062");
const opened = side<Moving & Opening & { memory: number }>("opened");
const speedscope = side<Moving & { all: number; memory: number }>("speedscope");
const bars = side<Moving>("bars");
const gantt = side<Moving>("gantt");

const ours = (measure: () => Promise<number>) => ({ name: "Interleave", measure });
const theirs = (measure: () => Promise<number>, aim?: number) => ({
  name: "speedscope, with one track of it",
  measure,
  ...(aim === undefined ? {} : { aim }),
});
const plain = (measure: () => Promise<number>, aim: number) => ({
  name: "a plain D3 and SVG chart",
  measure,
  aim,
});
const common = { group: "timeline", chromium: true };

export const TIMELINE: Figure[] = [
  {
    ...common,
    id: "timeline-open",
    title: "A trace of 200,000 events, opened: until all of it is there",
    unit: "ms",
    ours: ours(opened(({ all }) => all)),
    peers: [
      theirs(
        speedscope(({ all }) => all),
        1,
      ),
    ],
    rounds: 3,
    readme: true,
  },
  {
    ...common,
    id: "timeline-open-first",
    title: "The same: until the first picture",
    unit: "ms",
    ours: ours(opened(({ first }) => first)),
    peers: [theirs(speedscope(({ all }) => all))],
    rounds: 3,
  },
  {
    ...common,
    id: "timeline-move",
    title: "Zooming and panning in it: time between frames, 95 of 100",
    unit: "ms",
    ours: ours(opened(({ frame }) => frame)),
    peers: [
      theirs(
        speedscope(({ frame }) => frame),
        1,
      ),
    ],
    rounds: 3,
    readme: true,
  },
  {
    ...common,
    id: "timeline-move-busy",
    title: "The same: processor time of the page's main thread in a frame",
    unit: "ms",
    ours: ours(opened(({ busy }) => busy)),
    peers: [theirs(speedscope(({ busy }) => busy))],
    rounds: 3,
  },
  {
    ...common,
    id: "timeline-memory",
    title: "Memory of the page with it",
    unit: "MB",
    ours: ours(opened(({ memory }) => memory)),
    peers: [
      theirs(
        speedscope(({ memory }) => memory),
        1,
      ),
    ],
    rounds: 3,
  },
  {
    ...common,
    id: "timeline-bars",
    title: "10,000 bars, zoomed: time between frames, 95 of 100",
    unit: "ms",
    ours: ours(bars(({ frame }) => frame)),
    peers: [
      plain(
        gantt(({ frame }) => frame),
        1,
      ),
    ],
    rounds: 3,
  },
  {
    ...common,
    id: "timeline-bars-busy",
    title: "The same: processor time of the page's main thread in a frame",
    unit: "ms",
    ours: ours(bars(({ busy }) => busy)),
    peers: [
      plain(
        gantt(({ busy }) => busy),
        1,
      ),
    ],
    rounds: 3,
  },
  {
    ...common,
    id: "timeline-large-first",
    title: "A trace of 5,000,000 events: from its first byte to the first picture",
    unit: "ms",
    ours: ours(large(({ first }) => first)),
    peers: [],
    aim: 1000,
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-large-all",
    title: "The same: until all of it is there",
    unit: "ms",
    ours: ours(large(({ all }) => all)),
    peers: [],
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-large-move",
    title: "Moving about in it, at six depths, the slowest: time between frames, 95 of 100",
    unit: "ms",
    ours: ours(large(({ frame }) => frame)),
    peers: [],
    aim: EVERY_FRAME,
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-large-memory",
    title: "Memory of the page for each of its events",
    unit: "B",
    ours: ours(large(({ perEvent }) => perEvent)),
    peers: [],
    aim: 60,
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-lanes-500",
    title: "Scrolling through 500 lanes: time between frames, 95 of 100",
    unit: "ms",
    ours: ours(manyLanes(({ frame }) => frame)),
    peers: [],
    aim: EVERY_FRAME,
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-lanes-1062",
    title: "Scrolling through 1,062 lanes: time between frames, 95 of 100",
    unit: "ms",
    ours: ours(moreLanes(({ frame }) => frame)),
    peers: [],
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-lanes-1062-busy",
    title: "The same: processor time of the page's main thread in a frame",
    unit: "ms",
    ours: ours(moreLanes(({ busy }) => busy)),
    peers: [],
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-live-lost",
    title: "50,000 events a second, live for a minute: events lost",
    unit: "events",
    ours: ours(live(({ lost }) => lost)),
    peers: [],
    aim: 0,
    rounds: 1,
  },
  {
    ...common,
    id: "timeline-live-frame",
    title: "The same: time between frames, 95 of 100",
    unit: "ms",
    ours: ours(live(({ frame }) => frame)),
    peers: [],
    aim: EVERY_OTHER,
    rounds: 1,
  },
];
