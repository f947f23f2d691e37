/** Who looks on while a trace is walked through. Whatever is not of interest is left out. */
import type { Phase, Verb } from "../../protocol/events.ts";
import type { Hint } from "../../protocol/hints.ts";
import type { Row } from "../event-row.ts";
import type { Hold, LevelName, WalkedObject } from "./walked-object.ts";
import type { Box, Stretch, Wait, WalkedProcess } from "./walked-process.ts";

export interface Visitor {
  /** Every row, before what follows from it. `kind` is its number in EVENT_KINDS. */
  row?(row: Row, kind: number): void;
  process?(process: WalkedProcess): void;
  object?(object: WalkedObject): void;
  /** A process has left a state; for the last one of each `open` is true. */
  stretch?(process: WalkedProcess, stretch: Stretch, open: boolean): void;
  /** A request was answered; `wait` when it had to wait. */
  answer?(process: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void;
  /** A wait is over; `phase` is undefined when the trace ends, or the process has, before it was. */
  wait?(process: WalkedProcess, wait: Wait, until: number, phase: Phase | undefined, row?: Row): void;
  hold?(object: WalkedObject, hold: Hold): void;
  box?(process: WalkedProcess, box: Box): void;
  /** A number of an object changed. Moments of one object never run backwards. */
  level?(object: WalkedObject, name: LevelName, time: number, value: number): void;
  /** `closed`: since when its members could not go on, in microseconds. */
  hint?(hint: Hint, closed: number, seq: number): void;
  mark?(process: WalkedProcess, time: number, name: string, site: number): void;
  /** The recording lost events. */
  gap?(from: number, to: number, events: number): void;
}
