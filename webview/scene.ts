/** What a frame is drawn from: the run, the range and the rows, fixed for the time of drawing. */
import { type ScaleLinear, scaleLinear } from "d3";
import type { RunModel } from "../src/trace/model.ts";
import type { Bucket } from "./merged.ts";
import type { Notes } from "./notes.ts";
import type { PrintedTimes } from "./printed-marks.ts";
import type { PathAnswer, Span } from "./questions.ts";
import type { Row } from "./rows.ts";
import type { Selection } from "./store.ts";
import type { Theme } from "./theme.ts";

export interface Scene {
  model: RunModel;
  theme: Theme;
  rows: readonly Row[];
  /** Visible range and the present, in microseconds of the run. */
  from: number;
  to: number;
  now: number;
  /** How far the view can reach. */
  whole: number;
  live: boolean;
  /** More of the run is to come: it goes on, or is still being read. */
  growing: boolean;
  /** Microseconds to pixels of the lanes. */
  x: ScaleLinear<number, number>;
  width: number;
  selection: Selection | undefined;
  cursor: number;
  /** Where the cursor was put to stay; undefined while it goes with the present. */
  pinned: number | undefined;
  /** It moves by itself. */
  playing: boolean;
  /** The cursor is shown: it was put somewhere, or the pointer is there. */
  cursorShown: boolean;
  /** The part of the run that figures are about; undefined: all of it. */
  range: Span | undefined;
  /** The critical path of that, where it is shown and known. */
  path: PathAnswer | undefined;
  notes: Notes;
  printed: PrintedTimes;
  /** Process ids that wait behind a deadlock without being part of it. */
  behind: ReadonlySet<number>;
  /** Opacity of a hint's marks: new ones fade in. */
  hintAlpha(hint: number): number;
  /** Hint whose arrows are drawn on the lanes. */
  arrows: number | undefined;
}

export const timeScale = (from: number, to: number, width: number): ScaleLinear<number, number> =>
  scaleLinear().domain([from, to]).range([0, width]);

/** What a pointer is over. */
export interface Hit {
  row: Row;
  selection: Selection | undefined;
  /** Edges of the mark, in microseconds. */
  from: number;
  to: number;
  /** `FILE:LINE:COLUMN`, empty when there is none. */
  site: string;
  /** The bucket in which it is merged with others; undefined when it is drawn by itself. */
  merged: Bucket | undefined;
  /** Where the pointer is, in microseconds. */
  time: number;
}
