/**
 * The timeline in a real browser, with large traces: `node test/node.js test/webview/bench.ts [FIGURE…]` prints one
 * line of JSON per figure. Without a name all of them. Judges nothing.
 */
import { join } from "node:path";
import * as esbuild from "esbuild";
import type { Browser } from "playwright-core";
import { largeTrace } from "../bench/webview/large-trace.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { FrameProbe, type Frames, installProbe } from "./frames.ts";
import { MeasuredView } from "./measured-view.ts";

const RECORDED = { run: { phase: "recorded" as const }, followLive: false };
const FRAMES = 120;

/** Runs in the page: the wheel over the lanes, to and fro. */
const zoomToAndFro = (frame: number) => {
  const deltaY = frame % 60 < 30 ? -20 : 20;
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true };
  document.querySelector(".plot canvas, svg")!.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));
};
const panToAndFro = (frame: number) => {
  const deltaY = frame % 60 < 30 ? 6 : -6;
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true, shiftKey: true };
  document.querySelector(".plot canvas")!.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));
};
const zoomIn = () => {
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true, deltaY: -60 };
  document.querySelector(".plot canvas")!.dispatchEvent(new WheelEvent("wheel", at));
};
const scrollDown = (frame: number) => {
  document.querySelector(".lanes")!.scrollTop = (frame % 120) * 40;
};

/** Opening a trace of five million events, moving about in it, and its memory. */
export async function largeFigures(browser: Browser, events = 5_000_000, workers = 60) {
  const measured = await MeasuredView.open(browser, RECORDED);
  const empty = await measured.memory();
  const bytes = await measured.load(largeTrace({ events, workers }));
  const { first, all } = await measured.feed();
  const snapshot = await measured.view.snapshot();
  const intervals = snapshot.lanes.reduce(
    (sum, lane) => sum + (lane.kind === "process" ? lane.intervals : 0),
    0,
  );
  const perEvent = ((await measured.memory()) - empty) / snapshot.events;
  const moves: Record<string, Frames> = {};
  moves["zoom, all of it"] = await measured.frames.measure(FRAMES, zoomToAndFro);
  for (const step of [1, 2, 3, 4, 5]) {
    await measured.frames.measure(18, zoomIn);
    const { range } = await measured.view.snapshot();
    moves[`pan, ${(range.to - range.from).toPrecision(2)} ms (${step})`] = await measured.frames.measure(
      FRAMES,
      panToAndFro,
    );
  }
  const { faults } = measured.view;
  await measured.close();
  return { events: snapshot.events, intervals, bytes, first, all, perEvent, moves, faults };
}

/** Scrolling through five hundred lanes. */
export async function laneFigures(browser: Browser, workers = 500) {
  const measured = await MeasuredView.open(browser, RECORDED);
  await measured.load(largeTrace({ events: 400_000, workers, locks: 40, queues: 20 }));
  await measured.feed();
  const { lanes } = await measured.view.snapshot();
  const scroll = await measured.frames.measure(2 * FRAMES, scrollDown);
  await measured.close();
  return { lanes: lanes.length, scroll };
}

/** A run that is watched while it goes on. */
export async function liveFigures(browser: Browser, perSecond = 50_000, seconds = 60) {
  const every = 16;
  const options = { events: perSecond * seconds, workers: 40, batch: (perSecond * every) / 1000 };
  const measured = await MeasuredView.open(browser, { run: { phase: "running" }, followLive: true });
  const empty = await measured.memory();
  await measured.load(largeTrace({ ...options, work: 4000 }));
  await measured.trickle(every);
  const frames = await measured.frames.measure(seconds * 55);
  const snapshot = await measured.view.snapshotWhen(({ events }) => events >= options.events);
  const perEvent = ((await measured.memory()) - empty) / snapshot.events;
  await measured.close();
  return { sent: options.events, shown: snapshot.events, frames, perEvent };
}

/** The same movement in a plain Gantt chart of ten thousand bars. */
export async function ganttFigures(browser: Browser, bars = 10_000) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(import.meta.dirname, "peers", "gantt.ts")],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "error",
  });
  const page = await browser.newPage({ viewport: { width: 1342, height: 798 } });
  await page.addInitScript(installProbe);
  await page.goto("about:blank");
  await page.evaluate(outputFiles[0]!.text);
  await page.evaluate(`drawGantt(${bars}, 60)`);
  const probe = await FrameProbe.of(page);
  const zoom = await probe.measure(FRAMES, zoomToAndFro);
  await page.close();
  return { bars, zoom };
}

const FIGURES = { large: largeFigures, lanes: laneFigures, live: liveFigures, gantt: ganttFigures };

if (process.argv[1] === import.meta.filename) {
  const wanted = process.argv.slice(2);
  for (const name of wanted)
    if (!(name in FIGURES))
      throw new RangeError(`no figure is called '${name}': ${Object.keys(FIGURES).join(", ")}`);
  const browser = await launchChromium();
  try {
    for (const [name, measure] of Object.entries(FIGURES))
      if (wanted.length === 0 || wanted.includes(name))
        console.log(JSON.stringify({ figure: name, ...(await measure(browser)) }, rounded));
  } finally {
    await browser.close();
  }
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
