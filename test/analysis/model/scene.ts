/**
 * Runs written by hand, one line per operation in the order in which they happen:
 *
 *     lock a b · rlock r · semaphore s 2 · event e · queue q 1 · joinable j · barrier g 2 · condition c a · value v r
 *     main start A
 *     A acquire a              also: try, timed (with what follows up to the release), release
 *     A set e                  also: clear, wait, get, put, done, drain, arrive, notify, await, read, write, join
 *
 * Waits are granted by the model itself. What main, A … do in these lines is the whole program.
 */
import assert from "node:assert/strict";
import type { ObjectType } from "../../../src/protocol/events.ts";
import type { ModelObject, ModelProgram, Op } from "./program.ts";
import { Recording } from "./recording.ts";
import { State } from "./state.ts";

const TYPES: Record<string, ObjectType> = {
  lock: "Lock",
  rlock: "RLock",
  semaphore: "Semaphore",
  event: "Event",
  queue: "Queue",
  joinable: "JoinableQueue",
  barrier: "Barrier",
  condition: "Condition",
  value: "Value",
};

export interface Scene {
  program: ModelProgram;
  recording: Recording;
  /** Names of the tasks. */
  names: string[];
}

/** @throws AssertionError naming the line that cannot happen then. */
export function scene(text: string): Scene {
  const objects: ModelObject[] = [];
  const known = new Map<string, number>();
  const names = ["main"];
  const tasks: Op[][] = [[]];
  const order: { task: number; at: number; line: string }[] = [];
  const taskOf = (name: string) => {
    if (!names.includes(name)) {
      names.push(name);
      tasks.push([]);
    }
    return names.indexOf(name);
  };
  const objectOf = (name: string | undefined) => {
    const object = known.get(name ?? "");
    assert.notEqual(object, undefined, `no object "${name}"`);
    return object!;
  };
  for (const whole of text.split("\n")) {
    const line = whole.replace(/#.*/, "").trim();
    if (line === "") continue;
    const [first, second, third] = line.split(/\s+/) as [string, string, string?];
    const type = TYPES[first];
    if (type) {
      const last = line.split(/\s+/).at(-1)!;
      const paired = first === "condition" || first === "value";
      const sized = /^\d+$/.test(last) || paired;
      for (const name of line.split(/\s+/).slice(1, sized ? -1 : undefined)) {
        known.set(name, objects.length);
        objects.push({
          type,
          size: sized && !paired ? Number(last) : 0,
          ...(paired ? { lock: objectOf(last) } : {}),
        });
      }
      continue;
    }
    const task = taskOf(first);
    order.push({ task, at: tasks[task]!.length, line });
    tasks[task]!.push(opOf(second, third, taskOf, objectOf));
  }
  for (const ops of tasks) for (const [at, op] of ops.entries()) skips(ops, at, op);
  const program = { objects, tasks, bodies: [], workers: new Map<number, number>() };
  const state = new State(program);
  const recording = new Recording(program, state);
  state.witness = recording;
  for (const { task, at, line } of order) {
    if (state.at[task]! > at) continue;
    assert.ok(state.phase[task] === "ready" && state.at[task] === at, `not now: ${line}`);
    state.step({ task, gives: false });
    if (state.phase[task] === "ready" && !state.op(task)) state.step({ task, gives: false });
  }
  for (const { task } of state.choices) if (!state.op(task)) state.step({ task, gives: false });
  return { program, recording, names };
}

function opOf(
  verb: string,
  what: string | undefined,
  taskOf: (name: string) => number,
  objectOf: (name: string | undefined) => number,
): Op {
  switch (verb) {
    case "start":
    case "join":
      return { do: verb, task: taskOf(what!) };
    case "acquire":
      return { do: verb, object: objectOf(what) };
    case "try":
    case "timed":
      return { do: "acquire", object: objectOf(what), limit: verb, else: 0 };
    case "await":
      return { do: verb, object: objectOf(what), back: -1 };
    case "notify":
      return { do: verb, object: objectOf(what), count: 0 };
    case "read":
      return { do: verb, object: objectOf(what), equals: 1, else: 0 };
    case "write":
      return { do: verb, object: objectOf(what), value: 1 };
    case "release":
    case "set":
    case "clear":
    case "wait":
    case "arrive":
    case "put":
    case "get":
    case "done":
    case "drain":
      return { do: verb, object: objectOf(what) };
    default:
      throw new assert.AssertionError({ message: `no such operation: ${verb}` });
  }
}

/** What is done only if a lock was had goes up to its release; if a value was 1, up to the end. */
function skips(ops: Op[], at: number, op: Op): void {
  if (op.do === "read") op.else = ops.length - at;
  if (op.do !== "acquire" || !op.limit) return;
  const end = ops.findIndex(
    (other, index) => index > at && other.do === "release" && other.object === op.object,
  );
  op.else = end - at + 1;
}
