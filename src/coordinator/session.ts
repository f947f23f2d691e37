/** The state of one run: its processes, its objects, what is asked for and not yet granted. */

import { PARTS, type Part } from "../protocol/control.ts";
import { KIND, type ObjectType, VERBS, type Verb, waitKind } from "../protocol/events.ts";
import type { Hint } from "../protocol/hints.ts";
import { DENIAL, DOWN, ERRORS, WOKEN } from "../protocol/messages.ts";
import * as barriers from "./barriers.ts";
import { nowMicros } from "./clock.ts";
import * as conditions from "./conditions.ts";
import { Lookout } from "./lookout.ts";
import { Member } from "./member.ts";
import type { Recorder } from "./recorder.ts";
import { createObject, type FunctionRef, type SharedObject } from "./shared-object.ts";
import { Spill } from "./spill.ts";
import { unwatch, type Wait } from "./wait.ts";
import { Watch } from "./watch.ts";

export interface SessionListener {
  process(member: Member): void;
  gone(member: Member): void;
  hint(hint: Hint): void;
  stuck(): void;
  report(message: string): void;
  /** The last process has ended. */
  empty(): void;
}

/** Milliseconds; a longer timer fires at once. Longer limits are made of several. */
const LONGEST_TIMER = 0x7fff_ffff;

/** Kinds of the ends of a wait, by verb; looked up on the hot path. */
const GRANT = Object.create(null) as Record<Verb, number>;
for (const verb of VERBS) GRANT[verb] = waitKind(verb, "grant");

export class Session {
  /** Processes that a debugger has stopped, by their pids of the operating system. */
  readonly paused = new Set<number>();
  readonly recorder: Recorder;
  readonly listener: SessionListener;
  readonly watch: Watch;
  readonly lookout: Lookout;
  /** What processes print is recorded. */
  readonly output: boolean;
  /** The run's private folder. */
  readonly folder: string | undefined;
  /** By trace id; 0 is nobody. */
  readonly members: (Member | undefined)[] = [undefined];
  readonly objects: (SharedObject | undefined)[] = [undefined];
  /** Members that have not ended. */
  readonly living = new Set<Member>();
  /** The run is being ended from outside: how its processes end now says nothing about the program. */
  #stopping = false;
  /** The terminal's interrupt is on its way through the processes; some end by it, others handle it. */
  #interrupted = false;
  /** Whose frame is being worked on: its own events are of its present branch. */
  speaking: Member | undefined;
  /** Told of every new child; set by the server. */
  arrived: (parent: Member, number: number, child: Member) => void = () => {};
  readonly #spill: Spill;
  #items = 0;
  #tasks = 0;
  readonly #sites = new Map<string, number>([["", 0]]);
  readonly #siteTexts: string[] = [""];
  readonly #functions = new Map<string, FunctionRef>();
  /** Names of objects, and how often each was asked for. */
  readonly #names = new Map<string, number>();

  /** `folder`: the run's private one, for what does not fit into memory; undefined: there is none. */
  constructor(
    recorder: Recorder,
    listener: SessionListener,
    folder?: string,
    parts: ReadonlySet<Part> = new Set(PARTS),
  ) {
    this.recorder = recorder;
    this.listener = listener;
    this.folder = folder;
    this.#spill = new Spill({ folder, objects: this.objects, report: (message) => listener.report(message) });
    this.watch = new Watch(this, parts.has("stuck"));
    this.lookout = new Lookout(this, parts.has("hazards"));
    this.output = recorder.recording && parts.has("output");
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** The run is ended from outside, from now on. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.record(KIND["run.stop"], nowMicros(), undefined, undefined, 0, Number.NaN);
  }

  /** An interrupt is on its way; for so many ms how processes end says nothing. */
  interrupt(milliseconds: number): void {
    this.#interrupted = true;
    this.record(KIND["run.stop"], nowMicros(), undefined, undefined, 0, milliseconds);
    setTimeout(() => {
      this.#interrupted = false;
      this.watch.changed();
    }, milliseconds).unref();
  }

  /** Processes that have not ended. */
  get alive(): number {
    return this.living.size;
  }

  nextItem(): number {
    return ++this.#items;
  }

  nextTask(): number {
    return ++this.#tasks;
  }

  addMember(options: Omit<ConstructorParameters<typeof Member>[0], "id">): Member {
    const member = new Member({ ...options, id: this.members.length });
    this.members.push(member);
    this.living.add(member);
    this.recorder.name("process", member.id, member.name);
    this.listener.process(member);
    return member;
  }

  /** To be called once, when the exit row is written. */
  removed(member: Member): void {
    member.ended = true;
    member.forget();
    this.living.delete(member);
    this.listener.gone(member);
    if (this.alive === 0) this.listener.empty();
  }

  addObject(type: ObjectType, name: string, creator: Member, size: number): SharedObject {
    let unique = name;
    if (this.#names.has(name)) unique = `${name} (${creator.name})`;
    // Thousands may have the same name: the search goes on where it ended last.
    for (let n = this.#names.get(unique) ?? 1; this.#names.has(unique); ) {
      this.#names.set(`${name} (${creator.name})`, ++n);
      unique = `${name} (${creator.name}, ${n})`;
    }
    this.#names.set(unique, 1);
    const object = createObject(type, this.objects.length, unique, creator, size, this.#spill);
    this.objects.push(object);
    creator.objects.add(object);
    this.recorder.name("object", object.id, unique);
    return object;
  }

  /** Trace id of a place in the program. */
  siteId(text: string): number {
    let id = this.#sites.get(text);
    if (id === undefined) {
      id = this.#sites.size;
      this.#sites.set(text, id);
      this.#siteTexts.push(text);
      this.recorder.name("site", id, text);
    }
    return id;
  }

  siteText(id: number): string {
    return this.#siteTexts[id] ?? "";
  }

  functionRef(module: string, name: string): FunctionRef {
    const key = `${module}\n${name}`;
    let ref = this.#functions.get(key);
    if (!ref) {
      ref = { id: this.#functions.size + 1, module, name };
      this.#functions.set(key, ref);
    }
    return ref;
  }

  /** Records a request that was answered at once. */
  grantedAtOnce(wait: Wait, other: number): void {
    const now = nowMicros();
    this.recorder.add(
      now,
      GRANT[wait.verb],
      wait.member.id,
      wait.object?.id ?? 0,
      wait.op,
      other,
      now - wait.asked,
      limitOf(wait),
      wait.site,
      undefined,
      wait.branch,
    );
  }

  /** Records that a non-blocking request got nothing, and says so. */
  refuse(wait: Wait): void {
    this.ended(wait, "refuse");
    wait.member.connection?.frame(DOWN.deny).u32(wait.op).u8(DENIAL.refused).end();
  }

  /** Records that the request has to wait, and starts its clock. */
  park(wait: Wait): void {
    const { member } = wait;
    const now = nowMicros();
    wait.seq = this.recorder.add(
      wait.asked,
      waitKind(wait.verb, "ask"),
      member.id,
      wait.object?.id ?? 0,
      wait.op,
      wait.target?.id ?? wait.detail ?? 0,
      Math.max(0, now - wait.asked),
      limitOf(wait),
      wait.site,
      undefined,
      wait.branch,
    );
    member.waits.set(wait.op, wait);
    // A non-blocking request waits only for what is already on its way.
    if (wait.timeout > 0 || wait.verb === "sleep") {
      // The limit counts from the moment the process asked; a timer never fires early.
      const left = wait.timeout - (now - wait.asked) / 1000;
      wait.timer = setTimeout(
        () => this.#expired(wait),
        Math.min(LONGEST_TIMER, Math.max(0, Math.ceil(left))),
      );
    }
    this.watch.blocked(member);
  }

  /** Ends a parked wait with its grant; the caller sends what belongs to it. */
  settle(wait: Wait, other: number): void {
    this.unpark(wait);
    this.grantedAtOnce(wait, other);
  }

  /** {@link settle}, answered with a plain grant. */
  grant(wait: Wait, other = 0): void {
    this.settle(wait, other);
    wait.member.connection?.frame(DOWN.grant).u32(wait.op).end();
  }

  /** The process gives up; nothing happens when it had been granted meanwhile. */
  cancel(wait: Wait): void {
    // It has had its answer and is on its way to something else.
    if (!wait.after) this.#giveUp(wait, "abort");
  }

  /** Forgets a wait whose process is gone. */
  forget(wait: Wait): void {
    this.#withdraw(wait);
    if (wait.object?.type === "Barrier") barriers.deserted(this, wait.object, wait);
  }

  /** Ends a request with an error of its object, and records it. */
  failed(wait: Wait, error: keyof typeof ERRORS, message: string): void {
    this.unpark(wait);
    this.ended(wait, "error", message);
    this.fail(wait.member, wait.op, error, message, wait.site);
  }

  /** What it waits for has perished. */
  lose(wait: Wait, message: string): void {
    this.#withdraw(wait);
    this.ended(wait, "error", message);
    this.fail(wait.member, wait.op, "closed", message, wait.site);
  }

  /** Answers an operation with an error; `op` 0 when the process did not wait for the answer. */
  fail(member: Member, op: number, error: keyof typeof ERRORS, message: string, site: number): void {
    member.connection
      ?.frame(DOWN.fail)
      .u32(op)
      .u8(ERRORS[error])
      .text(message)
      .text(this.siteText(site))
      .end();
  }

  /** A moment of an object or process that is no wait. */
  record(
    kind: number,
    time: number,
    member: Member | undefined,
    object: SharedObject | undefined,
    other = 0,
    value = 0,
    site = 0,
    text?: string,
    op = 0,
  ): number {
    return this.recorder.add(
      time,
      kind,
      member?.id ?? 0,
      object?.id ?? 0,
      op,
      other,
      value,
      Number.NaN,
      site,
      text,
      member && member === this.speaking ? member.branch : 0,
    );
  }

  /** An operation that is refused because it is a mistake; `op` 0 as for {@link fail}. */
  misused(member: Member, object: SharedObject, op: number, message: string, site: number): void {
    this.record(KIND.misuse, nowMicros(), member, object, 0, 0, site, message);
    this.fail(member, op, "value", message, site);
  }

  /** Writes a hint into the trace and hands it on, at once. */
  hint(hint: Hint): void {
    this.record(KIND.hint, nowMicros(), undefined, undefined, 0, 0, 0, JSON.stringify(hint));
    this.recorder.flush();
    this.listener.hint(hint);
  }

  #expired(wait: Wait): void {
    // The event loop's idea of now may be a millisecond behind the clock that the process asked by.
    const left = wait.timeout - (nowMicros() - wait.asked) / 1000;
    if (left > 0) {
      wait.timer = setTimeout(() => this.#expired(wait), Math.min(LONGEST_TIMER, Math.ceil(left)));
      return;
    }
    if (wait.verb === "sleep") {
      this.grant(wait);
      return;
    }
    this.#giveUp(wait, "timeout");
  }

  #giveUp(wait: Wait, how: "timeout" | "abort"): void {
    this.#withdraw(wait);
    this.ended(wait, how);
    const { object, member, op } = wait;
    if (object?.type === "Condition") {
      conditions.goOn(this, wait, WOKEN[how]);
      return;
    }
    const aborted = how === "abort";
    if (object?.type === "Barrier")
      barriers.gaveUp(this, object, wait, aborted ? "gave up" : "ran into its limit", aborted);
    if (object?.type !== "Barrier" || aborted)
      member.connection?.frame(DOWN.deny).u32(op).u8(DENIAL[how]).end();
  }

  /** Its clock stops and its process no longer waits for it. */
  unpark(wait: Wait): void {
    clearTimeout(wait.timer);
    wait.member.waits.delete(wait.op);
  }

  #withdraw(wait: Wait): void {
    this.unpark(wait);
    const { object } = wait;
    if (wait.verb === "join") wait.target?.joiners.remove(wait);
    else if (wait.any) unwatch(wait);
    else if (wait.tasks) {
      for (const task of wait.tasks) task.awaited = task.awaited?.filter((other) => other !== wait);
    } else if (object && "machine" in object && "cancel" in object.machine) {
      if (!object.machine.cancel(wait) && "crossed" in object)
        object.crossed = object.crossed.filter((other) => other !== wait);
    }
  }

  /** Records how a request ended that was not granted. */
  ended(wait: Wait, phase: "refuse" | "timeout" | "abort" | "error", text?: string): void {
    const now = nowMicros();
    this.recorder.add(
      now,
      waitKind(wait.verb, phase),
      wait.member.id,
      wait.object?.id ?? 0,
      wait.op,
      wait.target?.id ?? 0,
      now - wait.asked,
      limitOf(wait),
      wait.site,
      text,
      wait.branch,
    );
  }
}

/** A wait's limit as the trace has it: infinite where there is none but an AbortSignal may end it. */
const limitOf = ({ timeout, abortable }: Wait): number =>
  abortable && Number.isNaN(timeout) ? Number.POSITIVE_INFINITY : timeout;
