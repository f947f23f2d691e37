/** What is measured of our own timeline. */
import type { Browser } from "playwright-core";
import { TraceReader } from "../../../src/trace/reader.ts";
import { type LargeTraceOptions, largeTrace } from "../../bench/webview/large-trace.ts";
import type { Frames } from "./frames.ts";
import { MeasuredView } from "./measured-view.ts";
import { FRAMES, panToAndFro, scrollDown, zoomIn, zoomToAndFro } from "./moves.ts";
import { SAME_TRACE } from "./same-trace.ts";

const RECORDED = { run: { phase: "recorded" as const }, followLive: false };

/** A view that fails the measurement when anything went wrong in it. */
async function measured<T>(
  browser: Browser,
  options: Parameters<typeof MeasuredView.open>[1],
  body: (view: MeasuredView) => Promise<T>,
): Promise<T> {
  const view = await MeasuredView.open(browser, options);
  const result = await body(view);
  const { faults } = view.view;
  if (faults.length > 0) throw new Error(`The view failed: ${faults.join("; ")}`);
  await view.close();
  return result;
}

const slowest = (all: readonly Frames[]): { frame: number; busy: number } => ({
  frame: Math.max(...all.map(({ p95 }) => p95)),
  busy: all.reduce((sum, { cpu }) => sum + cpu, 0) / all.length,
});

/** Brings a trace into the page. Answers its events. */
async function load(view: MeasuredView, options: LargeTraceOptions): Promise<number> {
  const reader = new TraceReader();
  let events = 0;
  const counted = function* () {
    for (const bytes of largeTrace(options)) {
      for (const { length } of reader.push(bytes)) events += length;
      yield bytes;
    }
  };
  await view.load(counted());
  return events;
}

/** As `measure` of its frames. @throws Error when nothing moves by it. */
async function moving(view: MeasuredView, act: (frame: number) => void): Promise<Frames> {
  const before = (await view.view.snapshot()).range;
  await view.frames.measure(10, act);
  const { from, to } = (await view.view.snapshot()).range;
  if (from === before.from && to === before.to) throw new Error("The view does not move.");
  return view.frames.measure(FRAMES, act);
}

/** Opening a trace of five million events, moving about in it, and its memory. */
export const large = (browser: Browser, events = 5_000_000, workers = 60) =>
  measured(browser, RECORDED, async (view) => {
    const empty = await view.memory();
    await view.load(largeTrace({ events, workers }));
    const { first, all } = await view.feed();
    const shown = (await view.view.snapshot()).events;
    const perEvent = ((await view.memory()) - empty) / shown;
    const moves = [await moving(view, zoomToAndFro)];
    for (let depth = 0; depth < 5; depth++) {
      await view.frames.measure(18, zoomIn);
      moves.push(await moving(view, panToAndFro));
    }
    return { first, all, perEvent, ...slowest(moves) };
  });

/** Scrolling through many lanes. */
export const lanes = (browser: Browser, count: number) =>
  measured(browser, RECORDED, async (view) => {
    const [locks, queues] = [40, 20];
    // The main process, and their pool, which is shown twice.
    const workers = count - locks - queues - 3;
    await view.load(largeTrace({ events: 400_000, workers, locks, queues }));
    await view.feed();
    const shown = (await view.view.snapshot()).lanes.length;
    if (shown !== count) throw new Error(`${shown} lanes instead of ${count}`);
    // All code that it needs has run by then, as it has for whoever scrolls for longer than a second.
    await view.frames.measure(FRAMES, scrollDown);
    return slowest([await view.frames.measure(2 * FRAMES, scrollDown)]);
  });

/** A run that is watched while it goes on. */
export const live = (browser: Browser, perSecond = 50_000, seconds = 60) =>
  measured(browser, { run: { phase: "running" }, followLive: true }, async (view) => {
    const every = 16;
    const batch = (perSecond * every) / 1000;
    const written = await load(view, { events: perSecond * seconds, workers: 40, batch, work: 4000 });
    await view.trickle(every);
    const frames = await view.frames.measure(seconds * 55);
    const all = await view.view
      .snapshotWhen(({ events }) => events >= written)
      .catch(() => view.view.snapshot());
    return { lost: written - all.events, frame: frames.p95 };
  });

/** The trace that others open, too: opening it, moving about in it, and its memory. */
export const opened = (browser: Browser) =>
  measured(browser, RECORDED, async (view) => {
    const written = await load(view, SAME_TRACE);
    const began = performance.now();
    const { first } = await view.feed();
    // Which is over a little before the last bytes are taken in.
    await view.view.snapshotWhen(({ events }) => events >= written);
    const all = performance.now() - began;
    const memory = (await view.memory()) / 1e6;
    const zoom = await moving(view, zoomToAndFro);
    await view.frames.measure(30, zoomIn);
    const pan = await moving(view, panToAndFro);
    return { first, all, memory, ...slowest([zoom, pan]) };
  });

/** A chart with about as many bars as the plain one, zoomed. */
export const bars = (browser: Browser) =>
  measured(browser, RECORDED, async (view) => {
    await view.load(largeTrace({ events: 7_700, workers: 60 }));
    await view.feed();
    const { lanes } = await view.view.snapshot();
    const bars = lanes.reduce((sum, lane) => sum + (lane.kind === "process" ? lane.intervals : 0), 0);
    return { bars, ...slowest([await moving(view, zoomToAndFro)]) };
  });
