/** Reads a trace file through, whatever state it is in. */
import { open, stat } from "node:fs/promises";
import type { CarefulReader, TraceFault } from "../trace/careful-reader.ts";
import type { EventBatch } from "../trace/reader.ts";
import { ArgumentError } from "./arguments.ts";

const PORTION_BYTES = 1 << 20;

/** The file's bytes in portions. @throws ArgumentError when it cannot be read */
export async function* traceBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(PORTION_BYTES));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    await file.close();
  }
}

/** Bytes of the file. @throws ArgumentError when it is none */
export async function traceSize(path: string): Promise<number> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  if (found.isDirectory()) throw new ArgumentError(`${path} is a folder, not a trace`);
  return found.size;
}

function unreadable(path: string, error: NodeJS.ErrnoException): ArgumentError {
  if (error instanceof ArgumentError) return error;
  if (error.code === "ENOENT") return new ArgumentError(`there is no file ${path}`);
  if (error.code === "EISDIR") return new ArgumentError(`${path} is a folder, not a trace`);
  return new ArgumentError(`${path} cannot be read: ${error.message}`);
}

/** Hands every readable batch to `take`; answers what is wrong with the file. @throws ArgumentError when there is none */
export async function readThrough(
  path: string,
  reader: CarefulReader,
  take: (batch: EventBatch) => void,
): Promise<TraceFault | undefined> {
  for await (const portion of traceBytes(path)) {
    for (const batch of reader.push(portion)) take(batch);
    if (reader.broken) break;
  }
  if (reader.events === 0) throw new ArgumentError(notATrace(path, reader.fault));
  return reader.fault;
}

export function notATrace(path: string, fault: TraceFault | undefined): string {
  const reason = fault?.kind === "unreadable" ? fault.message : "";
  return reason ? `${path}: ${reason}` : `${path} is not an Interleave trace`;
}

/** One sentence on what is missing from a trace that could be read in part. */
export function faultText(fault: TraceFault): string {
  switch (fault.kind) {
    case "cut":
      return `The trace was cut short: its last ${fault.bytes} bytes are incomplete, everything before them was read.`;
    case "damaged":
      return `The trace is damaged from byte ${fault.at} on; everything before it was read.`;
    case "unfinished":
      return "The trace stops before the end of its run; everything up to there was read.";
    case "unreadable":
      return fault.message || "This is not an Interleave trace.";
    default:
      return fault satisfies never;
  }
}
