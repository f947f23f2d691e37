/**
 * Who and what there is in a run, built up from its rows in order; what all hazards look at. It grows with processes
 * and objects, not with events.
 */
import {
  KIND,
  type ObjectInfo,
  type ProcessInfo,
  type Verb,
  WAITS_FOR_PREDICATE,
} from "../../protocol/events.ts";
import type { Hint } from "../../protocol/hints.ts";
import { type Row, WAIT_ROWS } from "../../trace/event-row.ts";
import { Actor, type Hold, type Pending } from "./actor.ts";
import { Thing } from "./thing.ts";

/** Names by id, as a trace's reader or recorder has them. */
export type Names = Readonly<Record<"process" | "object" | "site", readonly string[]>>;

/** What is taken or given, and changes an object's state by that. */
const CHANGING: ReadonlySet<Verb> = new Set(["acquire", "get", "put", "send", "recv"]);

export class Scene {
  readonly names: Names;
  readonly actors = new Map<number, Actor>();
  readonly things = new Map<number, Thing>();
  /** Latest time seen, µs of the run. */
  now = 0;
  /** The wait that the row taken last has ended, if it was one. */
  wait: Pending | undefined;
  /** The hold that it has ended, or begun. */
  hold: Hold | undefined;
  /** Until then how processes end says nothing about the program. */
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(names: Names) {
    this.names = names;
  }

  /** The run is being ended from outside, or was interrupted a moment ago. */
  get quiet(): boolean {
    return this.now < this.#quietUntil;
  }

  /** Nothing that happens from here on is the program's doing. */
  get over(): boolean {
    return this.#quietUntil === Number.POSITIVE_INFINITY;
  }

  /** The process of this id; one is made up when the trace has lost its beginning. */
  actor(id: number): Actor {
    let actor = this.actors.get(id);
    if (!actor) {
      const facts = {
        parent: 0,
        daemon: false,
        kind: "process" as const,
        pool: 0,
        pid: undefined,
        seq: 0,
      };
      actor = new Actor(id, this.names.process[id] || `process ${id}`, facts);
      this.actors.set(id, actor);
    }
    return actor;
  }

  /** Takes a row in. A process that ended keeps what it waited for and held, for those who look at its end. */
  take(row: Row): void {
    const { kind } = row;
    if (row.time > this.now) this.now = row.time;
    this.wait = undefined;
    this.hold = undefined;
    const wait = WAIT_ROWS[kind];
    if (wait) {
      if (wait.phase === "ask") this.#ask(row, wait.verb);
      else this.#answer(row, wait.verb, wait.phase === "grant");
      return;
    }
    // What is printed nobody waits for, and it stands in the trace a little later.
    if (kind === KIND.output || kind === KIND["output.dropped"]) return;
    const actor = this.actor(row.process);
    actor.acts++;
    switch (kind) {
      case KIND.release:
        this.#release(row);
        break;
      case KIND["process.spawn"]:
        this.#spawn(row);
        break;
      case KIND["process.start"]:
        actor.pid = row.value || actor.pid;
        break;
      case KIND["process.exit"]:
        this.#exit(actor, row);
        break;
      case KIND["process.terminate"]:
        this.actor(row.other).termination = { by: row.process, site: row.site, seq: row.seq };
        break;
      case KIND["object.create"]:
        this.#create(row);
        break;
      case KIND["task.done"]:
        this.#done(actor, row);
        break;
      case KIND["run.stop"]:
        this.#quietUntil = Number.isNaN(row.value) ? Number.POSITIVE_INFINITY : row.time + row.value * 1000;
        break;
      case KIND.hint:
        this.#told(row);
        break;
      case KIND["manager.read"]:
      case KIND["manager.write"]:
      case KIND["manager.error"]:
        this.#called(actor, row.time);
        break;
      case KIND["event.set"]:
      case KIND["event.clear"]:
      case KIND["value.write"]:
      case KIND["barrier.break"]:
      case KIND["barrier.reset"]: {
        const thing = this.things.get(row.object);
        if (thing) thing.changes++;
      }
    }
  }

  #ask(row: Row, verb: Verb): void {
    const actor = this.actor(row.process);
    if (actor.ended) return;
    const thing = this.things.get(row.object);
    const pending: Pending = {
      actor,
      verb,
      thing,
      other: row.other,
      op: row.op,
      since: row.time,
      seq: row.seq,
      site: row.site,
      timeout: row.timeout,
      blind: false,
      locked: 0,
    };
    if (actor.waits.size > 0 && !actor.branches)
      // The update of a value asks for its lock and for its content at once.
      for (const other of actor.waits.values()) if (other.thing !== thing) actor.branches = true;
    if (thing?.type === "Condition" && row.other !== WAITS_FOR_PREDICATE) {
      const hold = actor.holds.find((candidate) => candidate.thing.id === thing.lock);
      pending.blind = hold?.acts === actor.acts;
      pending.locked = hold?.since ?? 0;
    }
    if (verb !== "sleep") actor.acts++;
    actor.waits.set(row.op, pending);
    thing?.waiters.add(pending);
  }

  #answer(row: Row, verb: Verb, granted: boolean): void {
    const actor = this.actor(row.process);
    const thing = this.things.get(row.object);
    if (actor.waits.size > 0) {
      const pending = actor.waits.get(row.op);
      if (pending) {
        actor.waits.delete(row.op);
        thing?.waiters.delete(pending);
        this.wait = pending;
        if (verb === "sleep") actor.slept += Math.max(0, row.time - pending.since);
      }
    }
    // One that was parked has been counted when it was asked.
    if (!this.wait && verb !== "sleep") actor.acts++;
    // The parent's own joining at its end has no place in the program.
    if (verb === "join" && granted && (row.site || this.wait?.site)) this.actor(row.other).joined = true;
    if (!granted || !thing) return;
    if (CHANGING.has(verb)) thing.changes++;
    switch (verb) {
      case "acquire":
        if (thing.type !== "RLock" || row.other === 0) this.#hold(row, actor, thing);
        break;
      case "put":
      case "send":
        thing.depth++;
        break;
      case "recv":
        thing.depth--;
        break;
      case "get":
        thing.depth--;
        if (thing.type === "JoinableQueue") actor.owed.set(thing, (actor.owed.get(thing) ?? 0) + 1);
    }
  }

  #hold(row: Row, actor: Actor, thing: Thing): void {
    const { op, time, seq } = row;
    const site = row.site || (this.wait?.site ?? 0);
    const hold = { actor, thing, op, since: time, seq, site, acts: actor.acts };
    actor.holds.push(hold);
    if (thing.isLock) thing.hold = hold;
    this.hold = hold;
  }

  #release(row: Row): void {
    const thing = this.things.get(row.object);
    if (!thing) return;
    thing.changes++;
    const holds = this.actors.get(row.other)?.holds ?? [];
    let at = holds.findIndex((hold) => hold.thing === thing && hold.op === row.op);
    if (at < 0) at = holds.findIndex((hold) => hold.thing === thing);
    if (at >= 0) [this.hold] = holds.splice(at, 1);
    if (!thing.isLock) return;
    thing.hold = undefined;
    if (row.other !== 0 && row.other !== row.process) thing.signalling = true;
  }

  #spawn(row: Row): void {
    const info = parse<ProcessInfo>(row);
    const id = row.other;
    if (this.actors.has(id)) return;
    const name = info?.name ?? (this.names.process[id] || `process ${id}`);
    this.actors.set(
      id,
      new Actor(id, String(name), {
        parent: row.process,
        daemon: info?.daemon ?? false,
        kind: info?.kind ?? "process",
        pool: info?.pool ?? 0,
        pid: info?.pid,
        seq: row.seq,
      }),
    );
  }

  #exit(actor: Actor, row: Row): void {
    actor.ended = true;
    actor.endSeq = row.seq;
    actor.endedAt = row.time;
    actor.signal = row.batch.text(row.at) ?? "";
    for (const pending of actor.waits.values()) pending.thing?.waiters.delete(pending);
  }

  #create(row: Row): void {
    const info = parse<ObjectInfo>(row);
    if (!info) return;
    // Two of one name are told apart in the dictionary.
    const name = this.names.object[row.object] || info.name;
    const thing = new Thing(row.object, { ...info, name: String(name) }, row.site);
    this.things.set(row.object, thing);
    const lock = this.things.get(thing.lock);
    if (lock?.name === `${info.name}.lock`) lock.site = row.site;
  }

  #done(actor: Actor, row: Row): void {
    const thing = this.things.get(row.object);
    if (!thing) return;
    thing.changes++;
    // Somebody may report for another, first of all for one who has ended.
    const owing = (candidate: Actor) => (candidate.owed.get(thing) ?? 0) > 0;
    let debtor = owing(actor) ? actor : undefined;
    if (!debtor)
      for (const other of this.actors.values()) if (owing(other) && (other.ended || !debtor)) debtor = other;
    if (debtor) debtor.owed.set(thing, debtor.owed.get(thing)! - 1);
  }

  /** A manager tells of what it was called for only a moment later. */
  #called(actor: Actor, time: number): void {
    for (const wait of actor.waits.values())
      if (wait.blind && time >= wait.locked && time <= wait.since) wait.blind = false;
    actor.called = time;
  }

  #told(row: Row): void {
    const hint = parse<Hint>(row);
    if (hint?.kind !== "deadlock") return;
    for (const { id } of listOf(hint.processes)) this.actor(id).stuck = true;
    for (const { id } of listOf(hint.objects)) {
      const thing = this.things.get(id);
      if (thing) thing.stuck = true;
    }
  }
}

/** A trace may say anything. */
const listOf = <T extends object>(list: T[]): T[] =>
  Array.isArray(list) ? list.filter((item) => typeof item === "object" && item !== null) : [];

/** The row's text as JSON; undefined when it is not. */
function parse<T>(row: Row): T | undefined {
  try {
    return JSON.parse(row.batch.text(row.at) ?? "") as T;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
