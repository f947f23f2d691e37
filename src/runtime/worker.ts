/** What a pool's worker does: tasks, one after another. */
import { DOWN, STATUS, TASK_CHUNK, TASK_EACH, TASK_SPREAD, UP } from "../protocol/messages.ts";
import { branches } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { TransferError } from "./errors.ts";
import { link } from "./link.ts";
import { type Reference, resolveReference } from "./registry.ts";
import { self } from "./seat.ts";
import type { Each, Thrown } from "./tasks.ts";
import { decode, encode, encodeItems } from "./values.ts";

interface Task {
  id: number;
  fn: number;
  flags: number;
  payload: Uint8Array;
}
type Fn = (...args: unknown[]) => unknown;

const functions = new Map<number, { reference: Reference; fn: Fn | undefined }>();
let tasks: Task[] = [];
let begun = 0;
let busy = false;

/**
 * Says that the worker is ready; from now on it lives until it is dismissed.
 * @param most How many tasks it does before another takes its place; 0: any number.
 */
export function serve(most = 0): void {
  link.on(DOWN.fn, (frame) => {
    functions.set(frame.u32(), { reference: { module: frame.text(), name: frame.text() }, fn: undefined });
  });
  link.on(DOWN.task, (frame) => {
    tasks.push({ id: frame.u32(), fn: frame.u32(), flags: frame.u8(), payload: frame.kept() });
    if (!busy) {
      busy = true;
      // After all frames of this portion, so that what is handed over together is seen together.
      queueMicrotask(() => void work());
    }
  });
  link.on(DOWN.recallTasks, () => {
    const back = tasks.slice(begun);
    tasks = tasks.slice(0, begun);
    const frame = link.frame(UP.returnTasks).u32(back.length);
    for (const task of back) frame.u32(task.id);
    frame.end();
  });
  link.on(DOWN.dismiss, () => link.release());
  link.hold();
  link.frame(UP.ready).u32(most).end();
}

async function work(): Promise<void> {
  let fn = tasks[begun]?.fn;
  while (begun < tasks.length) {
    const task = tasks[begun++]!;
    // Should this one kill the process, those before it, which did something else, have ended all the same.
    if (task.fn !== fn) link.flush();
    fn = task.fn;
    const start = nowMicros();
    let status: number = STATUS.returned;
    let payload: Uint8Array;
    try {
      const known = functions.get(task.fn)!;
      known.fn ??= await load(known.reference);
      const args = decode(task.payload) as unknown[];
      const called = task.flags & TASK_SPREAD ? spread(known.fn) : known.fn;
      if (task.flags & TASK_EACH) {
        const all = await branches.apart(() => each(called, args));
        const failed = all.thrown.length > 0;
        if (failed) status = STATUS.threw;
        payload = failed ? encode(all, [], "the result") : encodeItems(all.values, [], "the result");
      } else if (task.flags & TASK_CHUNK)
        payload = encodeItems(await branches.apart(() => chunk(called, args)), [], "the result");
      else {
        const value = branches.apart(() => known.fn!(...args));
        payload = encode(isThenable(value) ? await value : value, [], "the result");
      }
    } catch (error) {
      status = STATUS.threw;
      payload = thrown(error);
    }
    link.frame(UP.result).u32(task.id).f64(start).f64(nowMicros()).u8(status).bytes(payload).end();
    if (begun > 256) {
      tasks = tasks.slice(begun);
      begun = 0;
    }
  }
  tasks = [];
  begun = 0;
  busy = false;
}

async function load(reference: Reference): Promise<Fn> {
  const fn = await resolveReference(reference);
  if (typeof fn !== "function")
    throw new TransferError(`"${reference.name}" of ${reference.module} is no function here`);
  return fn as Fn;
}

/** Awaiting what is no promise would cost a turn per task. */
const isThenable = (value: unknown): boolean =>
  value !== null && typeof value === "object" && "then" in value;

/** The items after one that fails are not run. */
async function chunk(fn: Fn, items: unknown[]): Promise<unknown[]> {
  const values: unknown[] = new Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const value = fn(items[i]);
    values[i] = isThenable(value) ? await value : value;
  }
  return values;
}

/** Every item is run, whatever becomes of the others. */
async function each(fn: Fn, items: unknown[]): Promise<Each> {
  const all: Each = { values: new Array(items.length), thrown: [] };
  for (let i = 0; i < items.length; i++) {
    try {
      const value = fn(items[i]);
      all.values[i] = isThenable(value) ? await value : value;
    } catch (error) {
      all.thrown.push([i, decode(thrown(error)) as Thrown]);
    }
  }
  return all;
}

/** For items that are lists of arguments. */
const spread =
  (fn: Fn): Fn =>
  (args) =>
    fn(...(args as unknown[]));

function thrown(error: unknown): Uint8Array {
  const isError = error instanceof Error;
  const told: Thrown = {
    name: isError ? error.constructor.name : typeof error,
    message: isError ? error.message : String(error),
    stack: isError ? (error.stack ?? "") : "",
    process: self.name,
  };
  try {
    return encode({ ...told, error }, [], "the error");
  } catch {
    return encode(told, [], "the error");
  }
}
