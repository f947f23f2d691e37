/** The columns of a trace, version 1. One row is one event; rows stand in the coordinator's total order. */
import {
  type DataType,
  dictionary,
  float32,
  float64,
  int64,
  type Schema,
  uint8,
  uint32,
  utf8,
} from "@uwdata/flechette";
import { TRACE_VERSION } from "../protocol/version.ts";

/**
 * Names are dictionaries whose index *is* the id: `process` 3 is the fourth entry of its dictionary. Entry 0 is
 * the empty name and stands for "none".
 */
export const DICTIONARIES = ["kind", "process", "object", "site"] as const;
export type DictionaryName = (typeof DICTIONARIES)[number];

export const COLUMNS: readonly { name: string; type: () => DataType; nullable: boolean }[] = [
  /** Position in the total order, from 1, without gaps. */
  { name: "seq", type: () => uint32(), nullable: false },
  /** Microseconds since the run began, on the machine's monotonic clock, taken where the event happened. */
  { name: "time", type: () => int64(), nullable: false },
  { name: "kind", type: () => dictionary(utf8(), uint8()), nullable: false },
  { name: "process", type: () => dictionary(utf8(), uint32()), nullable: false },
  /** Async branch within the process, 0 when it cannot be told apart. */
  { name: "branch", type: () => uint32(), nullable: false },
  { name: "object", type: () => dictionary(utf8(), uint32()), nullable: false },
  /** Pairs the rows of one operation of one process: asked and granted, begin and end of a span. */
  { name: "op", type: () => uint32(), nullable: false },
  /** A second id, as the kind says: another process, an item of a queue, a task. */
  { name: "other", type: () => uint32(), nullable: false },
  /** A number, as the kind says. */
  { name: "value", type: () => float64(), nullable: false },
  /** Limit of a wait in milliseconds; NaN: none, 0: non-blocking, infinite: none, but a signal may end it. For `sleep` its length. */
  { name: "timeout", type: () => float32(), nullable: false },
  /** `FILE:LINE:COLUMN` of the call in the user's program. */
  { name: "site", type: () => dictionary(utf8(), uint32()), nullable: false },
  { name: "text", type: () => utf8(), nullable: true },
];

export const SCHEMA_METADATA = { "interleave.version": String(TRACE_VERSION) };

/** A fresh schema object; flechette writes dictionary ids into it, so it is not shared. */
export function traceSchema(): Schema {
  return {
    version: 4,
    endianness: 0,
    fields: COLUMNS.map(({ name, type, nullable }) => ({ name, type: type(), nullable, metadata: null })),
    metadata: new Map(Object.entries(SCHEMA_METADATA)),
  } as unknown as Schema;
}
