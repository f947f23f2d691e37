/** Writes the trace of a model run, row by row as the coordinator would. */
import {
  KIND,
  type ObjectInfo,
  type ProcessInfo,
  type Verb,
  waitKind,
} from "../../../src/protocol/events.ts";
import { type Row, rowOf } from "../../../src/trace/event-row.ts";
import type { EventBatch } from "../../../src/trace/reader.ts";
import type { Job } from "./pool.ts";
import type { ModelProgram, Op } from "./program.ts";
import type { State, Witness } from "./state.ts";

/** A kind that no analysis knows: a question to an object. */
const QUESTION = 250;

const LIMITS = { none: Number.NaN, timed: 50, try: 0 };

const VERB: Partial<Record<Op["do"], Verb>> = {
  acquire: "acquire",
  wait: "wait",
  arrive: "wait",
  await: "wait",
  get: "get",
  put: "put",
  drain: "drain",
  join: "join",
  send: "send",
  recv: "recv",
  result: "result",
};

interface Fields {
  object?: number;
  other?: number;
  value?: number;
  op?: number;
  timeout?: number;
  text?: string;
  /** The operation goes on after this row. */
  over?: boolean;
  /** The operation was over before this row. */
  after?: number;
}

export class Recording implements Witness {
  readonly #state: State;
  readonly #columns: Record<
    "kind" | "time" | "process" | "object" | "op" | "other" | "value" | "site",
    number[]
  > = { kind: [], time: [], process: [], object: [], op: [], other: [], value: [], site: [] };
  readonly #timeouts: number[] = [];
  readonly #texts: (string | null)[] = [];
  /** Task → the number of its present request. */
  readonly #ops: number[] = [];
  /** Row → which of its task's operations it belongs to, and whether that is over with it. */
  readonly steps: { task: number; move: number; over: boolean }[] = [];
  #numbers = 0;

  constructor(program: ModelProgram, state: State) {
    this.#state = state;
    this.#spawn(-1, 0);
    for (const [index, { type, size, lock }] of program.objects.entries()) {
      const info: ObjectInfo = { type, name: `${type}-${index}`, ...(size > 0 ? { size } : {}) };
      if (lock !== undefined) info.lock = lock + 1;
      this.#row(0, KIND["object.create"], { object: index + 1, text: JSON.stringify(info) });
    }
    for (const worker of program.workers.keys()) this.#spawn(0, worker);
  }

  /** All rows, one batch. */
  get rows(): Row[] {
    const { kind, time, process, object, op, other, value, site } = this.#columns;
    const batch: EventBatch = {
      length: kind.length,
      seq: Uint32Array.from(kind, (_, at) => at + 1),
      time: Float64Array.from(time),
      kind: Uint8Array.from(kind),
      process: Uint32Array.from(process),
      branch: new Uint32Array(kind.length),
      object: Uint32Array.from(object),
      op: Uint32Array.from(op),
      other: Uint32Array.from(other),
      value: Float64Array.from(value),
      timeout: Float32Array.from(this.#timeouts),
      site: Uint32Array.from(site),
      text: (row) => this.#texts[row] ?? null,
    };
    return kind.map((_, at) => rowOf(batch, at));
  }

  /** The row says that a wait was given up. */
  gaveUp(row: number): boolean {
    const kind = this.#columns.kind[row];
    return kind === waitKind("acquire", "timeout") || kind === waitKind("wait", "timeout");
  }

  asked(task: number, op: Op): void {
    this.#ops[task] = ++this.#numbers;
    this.#row(task, waitKind(VERB[op.do]!, "ask"), {
      ...this.#target(op),
      op: this.#ops[task]!,
      over: false,
      ...(op.do === "join" ? { other: op.task + 1 } : {}),
    });
  }

  granted(task: number, op: Op, waited: boolean, other: number): void {
    if (!waited) this.#ops[task] = ++this.#numbers;
    // A task that brought something about stands for itself, levels and items are numbers.
    const isNumber = !["wait", "arrive", "await", "join"].includes(op.do);
    this.#row(task, waitKind(VERB[op.do]!, "grant"), {
      ...this.#target(op),
      op: this.#ops[task]!,
      other: isNumber ? other : other + 1,
      value: waited ? 5 : 1,
      over: op.do !== "await",
    });
  }

  refused(task: number, op: Op, waited: boolean): void {
    if (!waited) this.#ops[task] = ++this.#numbers;
    this.#row(task, waitKind(VERB[op.do]!, waited ? "timeout" : "refuse"), {
      ...this.#target(op),
      op: this.#ops[task]!,
      value: 1,
    });
  }

  did(task: number, op: Op, other: number): void {
    const target = this.#target(op);
    switch (op.do) {
      case "start":
        return this.#spawn(task, op.task);
      case "release":
        if (other === -2)
          return this.#row(task, KIND["release.level"], { ...target, other: task + 1, value: 1 });
        return this.#row(task, KIND["release"], { ...target, other: other + 1 });
      case "set":
      case "clear":
        return this.#row(task, KIND[`event.${op.do}`], target);
      case "done":
        return this.#row(task, KIND["task.done"], target);
      case "submit":
        return this.#row(task, KIND["task.submit"], { ...target, other, text: `body-${op.body}` });
      case "notify":
        return this.#row(task, KIND["notify"], { ...target, other });
      case "read":
      case "write":
        return this.#row(task, KIND[`value.${op.do}`], target);
      default:
        return this.#row(task, QUESTION, target);
    }
  }

  condition(task: number, op: Op, what: "released" | "asked" | "regained"): void {
    const lock = this.#lockOf(op);
    if (what === "released") this.#row(task, KIND["release"], { object: lock, other: task + 1, over: false });
    else
      this.#row(task, waitKind("acquire", what === "asked" ? "ask" : "grant"), {
        object: lock,
        op: this.#ops[task]!,
        value: what === "asked" ? 0 : 5,
        over: what === "regained",
      });
  }

  passing(task: number, op: Op, what: "asked" | "granted" | "released"): void {
    const lock = this.#lockOf(op);
    if (what === "released")
      return this.#row(task, KIND["release"], { object: lock, other: task + 1, after: 1 });
    if (what === "asked") this.#ops[task] = ++this.#numbers;
    this.#row(task, waitKind("acquire", what === "asked" ? "ask" : "grant"), {
      object: lock,
      op: this.#ops[task]!,
      value: what === "asked" ? 0 : 5,
      over: false,
    });
  }

  worked(worker: number, pool: number, { number, body, submitter }: Job, what: "start" | "end"): void {
    const text = `body-${body}`;
    this.#row(worker, KIND[`task.${what}`], { object: pool + 1, other: number, text });
    if (what === "end")
      this.#row(submitter, KIND["task.result"], { object: pool + 1, other: number, over: false });
  }

  exited(task: number): void {
    const text = this.#state.program.workers.has(task) ? "SIGTERM" : "";
    this.#row(task, KIND["process.exit"], { over: false, text });
  }

  #spawn(parent: number, task: number): void {
    const pool = this.#state.program.workers.get(task);
    const kind: ProcessInfo["kind"] = parent < 0 ? "main" : pool === undefined ? "process" : "worker";
    const info: ProcessInfo = { name: `P${task}`, pid: undefined, daemon: false, kind, target: "" };
    if (pool !== undefined) info.pool = pool + 1;
    this.#row(parent, KIND["process.spawn"], {
      other: task + 1,
      text: JSON.stringify(info),
      // A worker comes with its pool.
      ...(pool === undefined ? {} : { over: false, after: 1 }),
    });
    this.#row(task, KIND["process.run"], { over: false, after: 1 });
  }

  #lockOf(op: Op): number {
    return this.#state.program.objects[(op as { object: number }).object]!.lock! + 1;
  }

  #target(op: Op): Fields {
    if (!("object" in op)) return {};
    const limit = "limit" in op ? LIMITS[op.limit ?? "none"] : Number.NaN;
    return { object: op.object + 1, timeout: limit };
  }

  #row(task: number, kind: number, fields: Fields): void {
    const { kind: kinds, time, process, object, op, other, value, site } = this.#columns;
    const at = task < 0 ? 0 : this.#state.at[task]!;
    const job = this.#state.pools.running.get(task);
    const place = at + 1 + (job ? 100 * (job.body + 1) : 0);
    const after = fields.after ?? 0;
    const move = task < 0 ? 0 : this.#state.moves[task]! - after;
    this.steps.push({ task, move, over: fields.over ?? true });
    kinds.push(kind);
    time.push(kinds.length * 10);
    process.push(task + 1);
    object.push(fields.object ?? 0);
    op.push(fields.op ?? 0);
    other.push(fields.other ?? 0);
    value.push(fields.value ?? 0);
    // Every operation stands on a line of its own.
    site.push(task < 0 ? 0 : task * 1000 + place);
    this.#timeouts.push(fields.timeout ?? Number.NaN);
    this.#texts.push(fields.text ?? null);
  }
}
