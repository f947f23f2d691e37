/**
 * What certainly came before what, by starting, joining and messages: vector clocks (C. Fidge, 1988; F. Mattern, 1989)
 * of those processes that take part. An object has one clock for all that went through it, so that rather too much
 * counts as ordered than too little. That a lock went from one to another is no order: it may go the other way
 * the next time.
 */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import type { Scene } from "./scene.ts";
import type { Thing } from "./thing.ts";

type Clock = Map<Actor, number>;

export const ORDERING_KINDS = [
  "process.spawn",
  "process.exit",
  "join.grant",
  "any.grant",
  "put.grant",
  "get.grant",
  "send.grant",
  "recv.grant",
  "event.set",
  "wait.ask",
  "wait.grant",
  "barrier.act",
  "notify",
  "release",
  "acquire.grant",
  "task.submit",
  "task.start",
  "task.end",
  "result.grant",
  "task.result",
  "drain.grant",
  "task.done",
  "query",
] as const;

export class Order {
  readonly #scene: Scene;
  readonly #clocks = new Map<Actor, Clock>();
  readonly #channels = new Map<Thing | Actor, Clock>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Time of this process now, to be asked of later with {@link knows}. It takes part from here on. */
  now(actor: Actor): number {
    const clock = this.#clock(actor);
    let time = clock.get(actor);
    if (time === undefined) {
      time = 1;
      clock.set(actor, time);
    }
    return time;
  }

  /** Whether what another did at that time of its own came before what this one does now. */
  knows(actor: Actor, other: Actor, time: number): boolean {
    return (this.#clocks.get(actor)?.get(other) ?? 0) >= time;
  }

  /** Whatever this process has done comes before what others do once they hear from there. */
  publish(actor: Actor, channel: Thing | Actor): void {
    const clock = this.#clocks.get(actor);
    if (!clock || clock.size === 0) return;
    let known = this.#channels.get(channel);
    if (!known) {
      known = new Map();
      this.#channels.set(channel, known);
    }
    merge(known, clock);
    const own = clock.get(actor);
    if (own !== undefined) clock.set(actor, own + 1);
  }

  /** What went through there came before what this process does from here on. */
  hear(actor: Actor, channel: Thing | Actor): void {
    const known = this.#channels.get(channel);
    if (known) merge(this.#clock(actor), known);
  }

  row(row: Row): void {
    const actor = this.#scene.actor(row.process);
    const thing = this.#scene.things.get(row.object);
    switch (row.kind) {
      case KIND["process.spawn"]: {
        const child = this.#scene.actor(row.other);
        this.publish(actor, child);
        this.hear(child, child);
        break;
      }
      case KIND["process.exit"]:
        this.publish(actor, actor);
        break;
      case KIND["join.grant"]:
      case KIND["any.grant"]:
        this.hear(actor, this.#scene.actor(row.other));
        break;
      case KIND["put.grant"]:
      case KIND["send.grant"]:
      case KIND["event.set"]:
      case KIND["notify"]:
      case KIND["barrier.act"]:
      case KIND["task.submit"]:
      case KIND["task.end"]:
      case KIND["task.done"]:
        if (thing) this.publish(actor, thing);
        break;
      case KIND["wait.ask"]:
        if (thing?.type === "Barrier") this.publish(actor, thing);
        break;
      case KIND["wait.grant"]:
        if (!thing) break;
        // Of a barrier, the last to arrive.
        if (thing.type === "Barrier" && !this.#scene.wait) this.publish(actor, thing);
        this.hear(actor, thing);
        break;
      case KIND["release"]:
        if (thing && isSignal(thing)) this.publish(actor, thing);
        break;
      case KIND["acquire.grant"]:
        if (thing && isSignal(thing)) this.hear(actor, thing);
        break;
      case KIND["get.grant"]:
      case KIND["recv.grant"]:
      case KIND["task.start"]:
      case KIND["result.grant"]:
      case KIND["task.result"]:
      case KIND["drain.grant"]:
      case KIND["query"]:
        if (thing && !thing.isLock) this.hear(actor, thing);
    }
  }

  #clock(actor: Actor): Clock {
    let clock = this.#clocks.get(actor);
    if (!clock) {
      clock = new Map();
      this.#clocks.set(actor, clock);
    }
    return clock;
  }
}

/** A lock or semaphore that one gives and another takes: who takes it knows of what was before. */
const isSignal = (thing: Thing): boolean =>
  thing.isSemaphore ? thing.size !== 1 || thing.signalling : thing.signalling;

function merge(into: Clock, from: Clock): void {
  for (const [actor, time] of from) if ((into.get(actor) ?? 0) < time) into.set(actor, time);
}
