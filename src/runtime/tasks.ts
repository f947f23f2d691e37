/** Tasks on their way to workers, and their outcomes on their way back. */

import { DOWN, STATUS, TASK_CHUNK, TASK_EACH, UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import {
  BrokenProcessPoolError,
  CancelledError,
  InterleaveError,
  RemoteError,
  ValueError,
  WorkerLostError,
} from "./errors.ts";
import type { Handle } from "./handle.ts";
import { link } from "./link.ts";
import type { Ref } from "./marker.ts";
import { writeRefs } from "./queue.ts";
import { type Reference, requireReference } from "./registry.ts";
import { decode, encode, encodeItems } from "./values.ts";

/** Who is told how a task goes. */
export interface Submitter {
  settle(value: unknown, error: Error | undefined): void;
  /** A worker has it. Only executors tell. */
  began?(): void;
}

/** What a task threw, on its way back. */
export interface Thrown {
  name: string;
  message: string;
  stack: string;
  process: string;
  error?: unknown;
}

/** Result of a chunk whose items do not depend on one another: values, and what was thrown in their place. */
export interface Each {
  values: unknown[];
  thrown: [index: number, Thrown][];
}

const waiting = new Map<number, { submitter: Submitter; fn: string; flags: number }>();
/** This process's numbers of the functions it refers to; a function always has the same reference. */
const functions = new WeakMap<Reference, number>();
let functionCount = 0;
let tasks = 0;

/** The number that the next task will have. */
export const nextTask = (): number => tasks + 1;

/**
 * Hands a task to the coordinator. Arguments that cannot be sent settle it at once.
 * @param args The arguments, or the items of a chunk.
 * @throws TransferError when `fn` cannot be found by another process.
 */
export function submitTask(
  pool: Handle,
  fn: unknown,
  args: unknown[],
  flags: number,
  site: number,
  submitter: Submitter,
): void {
  const reference = requireReference(fn, "the function");
  const number = ++tasks;
  const refs: Ref[] = [];
  let payload: Uint8Array;
  try {
    payload = flags & TASK_CHUNK ? encodeItems(args, refs, "the chunk") : encode(args, refs, "args");
  } catch (error) {
    submitter.settle(undefined, error as Error);
    return;
  }
  waiting.set(number, { submitter, fn: reference.name, flags });
  const { handle } = pool;
  const fnNumber = functionNumber(reference);
  const frame = link
    .act(UP.submit)
    .u32(handle)
    .u32(number)
    .u32(fnNumber)
    .u8(flags)
    .u32(site)
    .f64(nowMicros());
  writeRefs(frame, refs).bytes(payload).end();
}

/** Nobody wants to hear of the outcome any more. */
export function forgetTask(number: number): void {
  waiting.delete(number);
}

function functionNumber(reference: Reference): number {
  let number = functions.get(reference);
  if (number === undefined) {
    number = ++functionCount;
    functions.set(reference, number);
    link.frame(UP.fn).u32(number).text(reference.module).text(reference.name).end();
  }
  return number;
}

link.on(DOWN.began, (frame) => waiting.get(frame.u32())?.submitter.began?.());
link.on(DOWN.outcome, (frame) => {
  const number = frame.u32();
  const status = frame.u8();
  const payload = frame.bytes();
  const task = waiting.get(number);
  waiting.delete(number);
  if (!task) return;
  const { submitter, fn, flags } = task;
  let value: unknown;
  let failure: Error | undefined;
  try {
    if (status === STATUS.returned || (status === STATUS.threw && flags & TASK_EACH && isEach(payload))) {
      value = decode(payload);
      if (status === STATUS.returned && flags & TASK_EACH) value = { values: value, thrown: [] };
    } else failure = errorOf(status, payload, fn);
  } catch (error) {
    // What has come cannot be read here.
    failure = error as Error;
  }
  submitter.settle(value, failure);
});

/** A chunk may also have failed as a whole, when its values could not be sent. */
const isEach = (payload: Uint8Array): boolean => {
  const value = decode(payload.slice()) as Partial<Each> | Thrown;
  return "thrown" in value;
};

function errorOf(status: number, payload: Uint8Array, fn: string): Error {
  if (status === STATUS.threw) return new RemoteError(decode(payload) as Thrown);
  const message = new TextDecoder().decode(payload);
  switch (status) {
    case STATUS.lost:
      return new WorkerLostError({ name: "WorkerLostError", message, stack: "", process: fn });
    case STATUS.broken:
      return new BrokenProcessPoolError(
        "A process in the process pool was terminated abruptly while the future was running or pending.",
        { cause: new Error(message) },
      );
    case STATUS.refused:
      return new ValueError(message);
    case STATUS.cancelled:
      return new CancelledError(`${fn} was not run: ${message}`);
    default:
      return new InterleaveError(`${fn} was not run: ${message}`);
  }
}
