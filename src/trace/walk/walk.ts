/**
 * Walks through a trace's events in their order and tells visitors what follows from them: states (the same as those of
 * the timeline), waits, holds, tasks, levels. Forgets what is over: its memory grows with processes and objects only.
 */
import { KIND, type Phase, type RunInfo, VERBS, type Verb } from "../../protocol/events.ts";
import type { Hint } from "../../protocol/hints.ts";
import { hintOf } from "../believed-hint.ts";
import type { DictionaryName } from "../columns.ts";
import { type Row, rowOf, WAIT_ROWS } from "../event-row.ts";
import type { EventBatch } from "../reader.ts";
import { NEVER_GOES_ON, STATE } from "../states.ts";
import { jsonFields, objectInfo, processInfo, runInfo } from "./believed.ts";
import { Tasks } from "./tasks.ts";
import type { Visitor } from "./visitor.ts";
import { together } from "./visitors.ts";
import { type LevelName, WalkedObject } from "./walked-object.ts";
import { type Box, type StretchFacts, type Wait, WalkedProcess } from "./walked-process.ts";

export class Walk {
  readonly processes = new Map<number, WalkedProcess>();
  readonly objects = new Map<number, WalkedObject>();
  readonly names: Readonly<Record<DictionaryName, readonly string[]>>;
  info: RunInfo | undefined;
  /** Time of the last event, in microseconds. */
  end = 0;
  events = 0;
  /** The trace has its last row; `exitStatus` is what it says. */
  ended = false;
  exitStatus = Number.NaN;
  dropped = 0;
  /** Rows that could not be understood, such as texts that are not JSON. */
  damaged = 0;
  readonly #tell: Required<Visitor>;
  /** Locks of values: they are of interest once somebody takes them. */
  readonly #unused = new Map<number, WalkedObject>();
  readonly #tasks = new Tasks((pool, stage, time, change) => this.#level(pool, stage, time, change));

  /** `names` are the trace reader's, which grow while it reads. */
  constructor(names: Readonly<Record<DictionaryName, readonly string[]>>, visitors: readonly Visitor[]) {
    this.names = names;
    this.#tell = together(visitors);
  }

  /** `FILE:LINE:COLUMN` of a site, empty for none. */
  site(id: number): string {
    return this.names.site[id] ?? "";
  }

  processName(id: number): string {
    return this.processes.get(id)?.name ?? (this.names.process[id] || `process ${id}`);
  }

  objectName(id: number): string {
    return this.objects.get(id)?.name ?? (this.names.object[id] || `object ${id}`);
  }

  push(batch: EventBatch): void {
    for (let at = 0; at < batch.length; at++) this.#event(rowOf(batch, at), batch.kind[at]!);
  }

  /** Tells what still lasts at the trace's end. */
  finish(): void {
    for (const process of this.processes.values()) {
      this.#letGo(process, this.end);
      if (!process.now) continue;
      process.now.to = Math.max(this.end, process.now.from);
      this.#tell.stretch(process, process.now, true);
    }
    for (const object of this.objects.values())
      for (const hold of object.holds) {
        hold.to = Math.max(this.end, hold.from);
        this.#tell.hold(object, hold);
      }
  }

  #event(row: Row, kind: number): void {
    const before = this.end;
    if (row.time > this.end) this.end = row.time;
    this.events++;
    this.#tell.row(row, kind);
    const wait = WAIT_ROWS[kind];
    if (wait) {
      if (wait.phase === "ask") this.#ask(row, wait.verb, wait.state);
      else this.#answer(row, wait.verb, wait.phase);
      return;
    }
    switch (kind) {
      case KIND["run.begin"]:
        this.info = runInfo(this.#json(row));
        break;
      case KIND["run.end"]:
        this.ended = true;
        this.exitStatus = row.value;
        break;
      case KIND["run.dropped"]:
        this.dropped += row.value;
        this.#tell.gap(before, Math.max(row.time, before), row.value);
        break;
      case KIND["process.spawn"]:
        this.#spawn(row);
        break;
      case KIND["object.create"]: {
        const info = this.#json(row);
        if (info) this.#create(row, info);
        break;
      }
      case KIND["hint"]: {
        const told = this.#json(row);
        const hint = hintOf(told);
        if (hint) this.#hint(hint, row.seq);
        else if (told) this.damaged++;
        break;
      }
      case KIND["mark"]: {
        const name = String(this.#json(row)?.["name"] ?? "");
        this.#tell.mark(this.#process(row.process), row.time, name, row.site);
        break;
      }
      default:
        if (kind >= KIND["process.start"] && kind <= KIND["process.exit"]) this.#life(row, kind);
        else this.#use(row, kind);
    }
  }

  #spawn(row: Row): void {
    const info = this.#json(row);
    if (this.processes.has(row.other)) return;
    const process = this.#begin(row.other, row, info, this.processes.get(row.process));
    this.#enter(process, row.time, STATE.starting, { site: row.site, seq: row.seq });
  }

  #begin(id: number, { time, site }: Pick<Row, "time" | "site">, info?: unknown, parent?: WalkedProcess) {
    const facts = processInfo(info, this.names.process[id] || `process ${id}`);
    const process = new WalkedProcess({ id, time, site: info ? site : 0 }, facts, parent);
    this.processes.set(id, process);
    this.#tell.process(process);
    return process;
  }

  /** Made up when the trace lost its beginning. */
  #process(id: number): WalkedProcess {
    return this.processes.get(id) ?? this.#begin(id, { time: this.end, site: 0 });
  }

  #life(row: Row, kind: number): void {
    const process = this.#process(row.process);
    if (kind === KIND["process.start"]) process.pid = row.value || process.pid;
    else if (kind === KIND["process.run"])
      this.#enter(process, row.time, process.info.kind === "worker" ? STATE.none : STATE.running, {
        seq: row.seq,
      });
    else {
      process.exit = { time: row.time, code: row.value, signal: row.batch.text(row.at) ?? "" };
      this.#letGo(process, row.time);
      this.#enter(process, row.time, STATE.exited, { seq: row.seq });
    }
  }

  /** Whatever has not come to its end will not. */
  #letGo(process: WalkedProcess, time: number): void {
    for (const wait of process.pending.values()) this.#waitEnds(process, wait, time, undefined);
    process.pending.clear();
    for (const box of process.boxes.values()) this.#boxEnds(process, box, time, box.failed);
    process.boxes.clear();
  }

  #create(row: Row, value: unknown): void {
    const info = objectInfo(value, this.names.object[row.object] ?? "");
    if (info.writeOnly) return;
    const object = new WalkedObject(row.object, info, row.site, row.time);
    if (info.part) this.#unused.set(row.object, object);
    else this.#announce(object);
  }

  #announce(object: WalkedObject): void {
    this.objects.set(object.id, object);
    this.#tell.object(object);
  }

  /** The object that a wait is about. */
  #target(id: number): WalkedObject | undefined {
    const unused = this.#unused.get(id);
    if (unused) {
      this.#unused.delete(id);
      this.#announce(unused);
    }
    return this.objects.get(id);
  }

  #ask(row: Row, verb: Verb, state: number): void {
    const process = this.#process(row.process);
    if (process.exit) return;
    const { object, other, site, op, seq } = row;
    const since = row.time + Math.max(0, row.value);
    const facts = { verb: VERBS.indexOf(verb) + 1, object, other, site, seq };
    if (since > row.time) this.#enter(process, row.time, STATE.arbiter, facts);
    this.#enter(process, since, state, facts);
    const branch = row.batch.branch[row.at]!;
    process.pending.set(op, { verb, object, other, site, branch, op, asked: row.time, since, seq });
    const target = this.#target(object);
    if (!target) return;
    this.#level(target, "waiting", since, 1);
    target.contend();
  }

  #answer(row: Row, verb: Verb, phase: Phase): void {
    const process = this.#process(row.process);
    const target = this.#target(row.object);
    const pending = process.pending.get(row.op);
    this.#tell.answer(process, row, verb, phase, pending);
    if (pending) {
      process.pending.delete(row.op);
      this.#waitEnds(process, pending, row.time, phase, row);
    } else if (row.value > 0 && !process.exit) {
      const { object, other, site, seq } = row;
      const facts = { verb: VERBS.indexOf(verb) + 1, object, other, site, seq };
      this.#enter(process, row.time - row.value, STATE.arbiter, facts);
    }
    const site = row.site || (pending?.site ?? 0);
    if (!process.exit && (process.now?.state !== STATE.running || pending))
      this.#enter(process, row.time, STATE.running, { seq: row.seq, site });
    if (phase !== "grant" || !target) return;
    // An RLock taken again by its owner is one hold still.
    if (target.kind === "lock" && verb === "acquire" && row.other === 0)
      target.hold(process.id, row.time, site, row.seq);
    else if (target.kind === "queue" && (verb === "put" || verb === "send"))
      this.#level(target, "items", row.time, 1);
    else if (target.kind === "queue" && (verb === "get" || verb === "recv"))
      this.#level(target, "items", row.time, -1);
  }

  #use(row: Row, kind: number): void {
    const object = this.objects.get(row.object);
    switch (kind) {
      case KIND["release"]: {
        const ended = object?.free(row.other, row.time, row.seq);
        if (object && ended) this.#tell.hold(object, ended);
        break;
      }
      case KIND["process.pause"]:
      case KIND["process.resume"]: {
        const process = this.#process(row.process);
        const ended = kind === KIND["process.pause"] ? process.pause(row) : process.resume(row);
        if (ended) this.#tell.stretch(process, ended, false);
        break;
      }
      case KIND["span.begin"]:
        this.#boxBegins(row, "span", row.op, row.batch.text(row.at) ?? "");
        break;
      case KIND["span.end"]:
        this.#endBox(row, `span ${row.op}`, false);
        break;
      case KIND["task.submit"]:
        this.#tasks.move(row.other, object, row.time, "queued", row.batch.text(row.at) ?? "");
        break;
      case KIND["task.start"]:
        this.#startTask(row);
        break;
      case KIND["task.end"]: {
        this.#endBox(row, `task ${row.other}`, row.value === 1);
        const worker = this.#process(row.process);
        // Between tasks a pool's worker does nothing, and waits for nobody in particular.
        if (worker.info.kind === "worker" && worker.pending.size === 0 && !worker.exit)
          this.#enter(worker, row.time, STATE.none, { seq: row.seq });
        this.#tasks.move(row.other, object, row.time, undefined);
        break;
      }
      case KIND["task.result"]:
        this.#tasks.move(row.other, object, row.time, undefined);
        break;
    }
  }

  #startTask(row: Row): void {
    const worker = this.#process(row.process);
    const name = row.batch.text(row.at) || this.#tasks.name(row.other) || `task ${row.other}`;
    this.#boxBegins(row, "task", row.other, name);
    if (worker.idle) this.#enter(worker, row.time, STATE.running, { seq: row.seq });
    this.#tasks.move(row.other, this.objects.get(row.object), row.time, "running", name);
  }

  #boxBegins(row: Row, kind: Box["kind"], id: number, name: string): void {
    const process = this.#process(row.process);
    const { object, site, time } = row;
    const own = process.freeRow();
    const box: Box = { kind, id, object, name, from: time, to: time, row: own, site, failed: false };
    process.boxes.set(`${kind} ${id}`, box);
  }

  #endBox(row: Row, key: string, failed: boolean): void {
    const process = this.#process(row.process);
    const box = process.boxes.get(key);
    if (!box) return;
    process.boxes.delete(key);
    this.#boxEnds(process, box, row.time, failed);
  }

  #boxEnds(process: WalkedProcess, box: Box, time: number, failed: boolean): void {
    box.to = Math.max(time, box.from);
    box.failed = failed;
    this.#tell.box(process, box);
  }

  #waitEnds(process: WalkedProcess, wait: Wait, until: number, phase: Phase | undefined, row?: Row): void {
    const target = wait.object ? this.objects.get(wait.object) : undefined;
    if (target) this.#level(target, "waiting", until, -1);
    this.#tell.wait(process, wait, Math.max(process.paused?.at ?? until, wait.since), phase, row);
  }

  #level(object: WalkedObject, name: LevelName, time: number, change: number): void {
    object.levels[name] += change;
    this.#tell.level(object, name, object.latest(time), Math.max(0, object.levels[name]));
  }

  #enter(process: WalkedProcess, time: number, state: number, facts: StretchFacts) {
    const ended = process.enter(time, state, facts);
    if (ended) this.#tell.stretch(process, ended, false);
  }

  /** Whoever is certain never to go on is stuck from the moment the last of their waits began. */
  #hint(hint: Hint, seq: number): void {
    const core = hint.processes.filter((process) => process.role === "core");
    const since = core.flatMap((process) => (process.waits ?? []).map((wait) => wait.since));
    const closed = since.length > 0 ? Math.max(...since) : hint.time * 1000;
    this.#tell.hint(hint, closed, seq);
    if (hint.certainty !== "certain" || !NEVER_GOES_ON.has(hint.kind)) return;
    const ids = new Set(core.map(({ id }) => id));
    for (const { id, waits } of core) {
      const process = this.processes.get(id);
      if (!process || process.exit) continue;
      const wait = waits?.[0];
      const pending = [...process.pending.values()].at(-1);
      const verb = (wait?.verb ?? pending?.verb ?? "") as Verb;
      this.#enter(process, closed, STATE.stuck, {
        verb: VERBS.indexOf(verb) + 1,
        object: wait?.object ?? pending?.object ?? 0,
        other: pending?.other || (wait?.on[0] ?? 0),
        site: pending?.site ?? 0,
        seq,
      });
      for (const { object } of waits ?? []) {
        const last = object === undefined ? undefined : this.objects.get(object)?.holds.at(-1);
        if (last && ids.has(last.process)) last.forever = true;
      }
    }
  }

  /** The row's text as a JSON object; undefined, and counted, when it is none. */
  #json(row: Row): Record<string, unknown> | undefined {
    const fields = jsonFields(row.batch.text(row.at) ?? "");
    if (!fields) this.damaged++;
    return fields;
  }
}
