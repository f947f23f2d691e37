/**
 * Traces written by hand, for tests. One line is one event: milliseconds, who, what.
 *
 *     0   -    spawn main            the main process; `10 main spawn Worker-1` a child of main
 *     4   main spawn ls command      an external command
 *     5   main run program           its target begins
 *     6   main make lock log         also: event E, pool P 4, queue Q [6], joinable Q [6], simple Q, reader R and
 *                                    writer W of a pipe, rlock, part (an RLock of a value), semaphore S 2, condition,
 *                                    barrier B 3, value, dict, list
 *     8   main acquire log           granted at once; likewise get, put, wait, join, drain, result; `put jobs 7` is item 7
 *     9   main ask get jobs          has to wait …
 *     12  main got get jobs          … and gets it; also: timeout, abort, error, refuse;
 *                                    `got wait full B` says by whom
 *     13  main sleep 20              and later `33 main wake`
 *     14  main release log
 *     14  main again log             an RLock taken once more, and `15 main less log` given back by one level
 *     15  main set ready             and `clear`; of a barrier `break` and `reset`
 *     16  main submit pool 7 resize  then `17 Worker-1 task pool 7` and `18 Worker-1 done pool 7 [failed]`
 *     19  main ask acquire log 0 50     with a limit of 50 ms; `refused acquire log` is one at once without success
 *     19  main ask waitFor full          of a condition, with a predicate; made by `make condition full log`
 *     19  main notify full 1 0           for one, woke none
 *     19  main read count 5              content by a number that stands for it; `write count 6`, `read cells 5 3` element 3
 *     19  main query jobs empty 1        a question, and its answer; `misuse log`; `reported jobs 2` of taskDone, items left
 *     19  - stopped                      the run is ended from outside, or `interrupted 1000`; `spawn A daemon` makes a daemon
 *     18  main call d 4              a call of a dict, the 4th that its manager carried out, answered at once; also
 *                                    `18 main calls d` and later `90 main called d 4`, or `failed d`
 *     18  main did d 5 set 1 99       a call by its turn, method, key and, if any, content
 *     20  main begin load            a span, and `21 main end load`
 *     22  main mark here
 *     22  main print "a line" 0      and `warn` on standard error, with how much is cut off; `unprinted 12` lines have no row
 *     29  main terminate Worker-1
 *     29  main pause                 by a debugger, and `main resume`
 *     30  main exit 0                or `exit SIGKILL`
 *     40  -    hint deadlock certain core A B behind main
 *     40  -    hint deadlock-predicted proven core A B step "A acquires one" step "B acquires two"
 *     41  -    dropped 214
 *     42  -    end 0
 *
 * Names with spaces stand in double quotes. `@FILE:LINE:COLUMN` at the end of a line is the event's site.
 */
import {
  BARRIER_BREAKS,
  type BarrierBreak,
  KIND,
  type ObjectInfo,
  type Phase,
  type ProcessInfo,
  type RunInfo,
  VERBS,
  type Verb,
  WAITS_FOR_PREDICATE,
  waitKind,
} from "../../src/protocol/events.ts";
import type { Certainty, Hint, HintKind, HintSite, HintWait } from "../../src/protocol/hints.ts";
import { CONTENT_MARK, READING } from "../../src/protocol/manager.ts";
import { QUESTIONS, type Question } from "../../src/protocol/messages.ts";
import { TAG } from "../../src/protocol/tags.ts";
import { type TraceRow, TraceWriter } from "../../src/trace/writer.ts";

/** Microseconds that an answer at once takes. */
const AT_ONCE = 40;
const PHASE_WORDS: Record<string, Phase> = {
  got: "grant",
  timeout: "timeout",
  abort: "abort",
  error: "error",
  refuse: "refuse",
};

interface Pending {
  verb: Verb;
  target: string;
  op: number;
  since: number;
  site: string;
}

export class TraceScript {
  readonly #writer = new TraceWriter();
  readonly #processes = new Map<string, number>();
  readonly #objects = new Map<string, { id: number; type: ObjectInfo["type"] }>();
  readonly #sites = new Map<string, number>();
  readonly #pending = new Map<string, Pending[]>();
  /** Lock → who holds it, and where it was taken. */
  readonly #holders = new Map<string, { process: string; site: string }>();
  readonly #spans = new Map<string, number>();
  /** Epoch milliseconds at the run's time 0. */
  readonly startedAt: number;
  #op = 0;

  constructor(startedAt = 0, more: Partial<RunInfo> = {}) {
    this.startedAt = startedAt;
    const info: RunInfo = {
      version: "0.1.0",
      program: "main.ts",
      args: [],
      node: "24.0.0",
      startedAt,
      coordinatorPid: 4711,
      ...more,
    };
    this.#writer.append({ time: 0, kind: KIND["run.begin"], text: JSON.stringify(info) });
  }

  /**
   * The bytes of these lines, to be appended to those before.
   * @throws Error that names the line which cannot be understood.
   */
  write(text: string): Uint8Array {
    for (const line of text.split("\n")) {
      const words = [...line.replace(/(^|\s)#.*$/, "").matchAll(/"([^"]*)"|(\S+)/g)].map(
        (m) => m[1] ?? m[2]!,
      );
      if (words.length === 0) continue;
      try {
        this.#line(words);
      } catch (error) {
        throw new Error(`"${line.trim()}": ${error instanceof Error ? error.message : error}`);
      }
    }
    return this.#writer.flush() ?? new Uint8Array(0);
  }

  #line(words: string[]): void {
    let site = "";
    if (words.at(-1)!.startsWith("@")) site = words.pop()!.slice(1);
    const [when, who, what, ...rest] = words as [string, string, string, ...string[]];
    const time = Number(when) * 1000;
    if (!Number.isFinite(time) || what === undefined) throw new Error("expected: TIME WHO WHAT");
    const process = who === "-" ? 0 : this.#process(who);
    this.#event({ time, kind: 0, process, site: this.#site(site) }, who, what, rest, site);
  }

  #event(row: TraceRow, who: string, what: string, rest: string[], site: string): void {
    const [first = "", second = "", third = "", fourth] = rest;
    const add = (kind: number, more: Partial<TraceRow> = {}) =>
      this.#writer.append({ ...row, kind, ...more });
    switch (what) {
      case "spawn": {
        const other = this.#processes.size + 1;
        this.#processes.set(first, other);
        this.#writer.name("process", other, first);
        const kind: ProcessInfo["kind"] =
          row.process === 0 ? "main" : second === "worker" || second === "command" ? second : "process";
        const daemon = second === "daemon";
        const info: ProcessInfo = { name: first, pid: 4711 + other, daemon, kind, target: "" };
        if (kind === "worker" && third) info.pool = this.#object(third).id;
        add(KIND["process.spawn"], { other, text: JSON.stringify(info) });
        break;
      }
      case "start":
        add(KIND["process.start"], { value: Number(first) });
        break;
      case "run":
        add(KIND["process.run"], { text: first });
        break;
      case "exit": {
        const signal = /^SIG/.test(first) ? first : "";
        add(KIND["process.exit"], { value: signal ? Number.NaN : Number(first), text: signal });
        break;
      }
      case "pause":
        add(KIND["process.pause"]);
        break;
      case "resume":
        add(KIND["process.resume"]);
        break;
      case "terminate":
        add(KIND["process.terminate"], { other: this.#process(first), text: "SIGTERM" });
        break;
      case "make":
        this.#make(row, first, second, third);
        break;
      case "ask": {
        const predicate = first === "waitFor";
        const verb = (predicate ? "wait" : first) as Verb;
        const pending = { verb, target: second, op: ++this.#op, since: row.time, site };
        if (!VERBS.includes(pending.verb)) throw new Error(`no verb "${first}"`);
        this.#pending.set(who, [...(this.#pending.get(who) ?? []), pending]);
        add(waitKind(pending.verb, "ask"), {
          ...this.#target(pending),
          ...(predicate ? { other: WAITS_FOR_PREDICATE } : {}),
          op: pending.op,
          value: Number(third || 0),
          timeout: Number(fourth ?? Number.NaN),
        });
        break;
      }
      case "refused":
        add(waitKind(first as Verb, "refuse"), {
          ...this.#target({ verb: first as Verb, target: second }),
          op: ++this.#op,
          timeout: 0,
        });
        break;
      case "notify":
        add(KIND["notify"], {
          object: this.#object(first).id,
          other: Number(second),
          value: Number(third),
        });
        break;
      case "read":
      case "write":
        add(KIND[`value.${what}`], {
          object: this.#object(first).id,
          // As digests are: numbers, that is no words.
          value: 256 * Number(second) + TAG.int,
          other: Number(third || 0),
        });
        break;
      case "query":
        add(KIND["query"], {
          object: this.#object(first).id,
          other: QUESTIONS.indexOf(second as Question),
          value: Number(third),
        });
        break;
      case "misuse":
        add(KIND["misuse"], { object: this.#object(first).id, text: "because" });
        break;
      case "reported":
        add(KIND["task.done"], { object: this.#object(first).id, value: Number(second) });
        break;
      case "stopped":
      case "interrupted":
        add(KIND["run.stop"], { value: what === "stopped" ? Number.NaN : Number(first) });
        break;
      case "sleep": {
        const pending: Pending = { verb: "sleep", target: "", op: ++this.#op, since: row.time, site };
        this.#pending.set(who, [...(this.#pending.get(who) ?? []), pending]);
        add(waitKind("sleep", "ask"), { op: pending.op, timeout: Number(first) });
        break;
      }
      case "wake":
        this.#answer(row, who, "sleep", "", "grant");
        break;
      case "release": {
        const counted = this.#object(first).type === "Semaphore";
        const other = counted ? who : (this.#holders.get(first)?.process ?? who);
        this.#holders.delete(first);
        add(KIND["release"], { object: this.#object(first).id, other: this.#process(other) });
        break;
      }
      case "again":
        add(waitKind("acquire", "grant"), { object: this.#object(first).id, op: ++this.#op, other: 1 });
        break;
      case "less":
        add(KIND["release.level"], { object: this.#object(first).id, other: this.#process(who), value: 1 });
        break;
      case "break":
      case "reset":
        add(KIND[`barrier.${what}`], {
          object: this.#object(first).id,
          other: Math.max(0, BARRIER_BREAKS.indexOf(second as BarrierBreak)),
          text: "because",
        });
        break;
      case "set":
      case "clear":
        add(KIND[`event.${what}`], { object: this.#object(first).id });
        break;
      case "call":
        add(KIND["manager.read"], {
          object: this.#object(first).id,
          op: ++this.#op,
          other: Number(second),
          value: AT_ONCE,
          text: "get 1",
        });
        break;
      case "did": {
        const reads = (READING as ReadonlySet<string>).has(third);
        add(KIND[reads ? "manager.read" : "manager.write"], {
          object: this.#object(first).id,
          op: ++this.#op,
          other: Number(second),
          value: AT_ONCE,
          text: [`${third} ${fourth ?? ""}`.trim(), ...rest.slice(4)].join(CONTENT_MARK),
        });
        break;
      }
      case "calls": {
        const pending: Pending = { verb: "result", target: first, op: ++this.#op, since: row.time, site };
        this.#pending.set(who, [...(this.#pending.get(who) ?? []), pending]);
        add(KIND["manager.ask"], { object: this.#object(first).id, op: pending.op });
        break;
      }
      case "called":
      case "failed": {
        const pending = this.#taken(who, "result", first);
        const kind = KIND[what === "called" ? "manager.write" : "manager.error"];
        const value = row.time - pending.since;
        add(kind, {
          object: this.#object(first).id,
          op: pending.op,
          other: Number(second || 0),
          value,
          text: "set 1",
        });
        break;
      }
      case "submit":
        add(KIND["task.submit"], { object: this.#object(first).id, other: Number(second), text: third });
        break;
      case "task":
        add(KIND["task.start"], { object: this.#object(first).id, other: Number(second) });
        break;
      case "done":
        add(KIND["task.end"], {
          object: this.#object(first).id,
          other: Number(second),
          value: third === "failed" ? 1 : 0,
        });
        break;
      case "begin":
        this.#spans.set(`${who} ${first}`, ++this.#op);
        add(KIND["span.begin"], { op: this.#op, text: first });
        break;
      case "end":
        if (who === "-") add(KIND["run.end"], { value: Number(first || 0) });
        else add(KIND["span.end"], { op: this.#spans.get(`${who} ${first}`) ?? 0 });
        break;
      case "mark":
        add(KIND["mark"], { text: JSON.stringify({ name: first }) });
        break;
      case "print":
      case "warn":
        add(KIND["output"], { other: what === "warn" ? 2 : 1, text: first, value: Number(second || 0) });
        break;
      case "unprinted":
        add(KIND["output.dropped"], { other: 1, value: Number(first) });
        break;
      case "dropped":
        add(KIND["run.dropped"], { value: Number(first) });
        break;
      case "hint":
        add(KIND["hint"], { text: JSON.stringify(this.#hint(row.time, rest)) });
        break;
      default:
        if (what in PHASE_WORDS) this.#answer(row, who, first as Verb, second, PHASE_WORDS[what]!, third);
        else if (VERBS.includes(what as Verb)) this.#atOnce(row, who, what as Verb, first, site, second);
        else throw new Error(`no such event: ${what}`);
    }
  }

  #make(row: TraceRow, word: string, name: string, size: string): void {
    const types: Record<string, ObjectInfo["type"]> = {
      lock: "Lock",
      event: "Event",
      queue: "Queue",
      joinable: "JoinableQueue",
      pool: "Pool",
      simple: "SimpleQueue",
      reader: "Connection",
      writer: "Connection",
      rlock: "RLock",
      part: "RLock",
      semaphore: "Semaphore",
      condition: "Condition",
      barrier: "Barrier",
      value: "Value",
      array: "SharedArray",
      dict: "Dict",
      list: "List",
    };
    const type = types[word];
    if (!type) throw new Error(`cannot make a ${word}`);
    const id = this.#objects.size + 1;
    this.#objects.set(name, { id, type });
    this.#writer.name("object", id, name);
    const info: ObjectInfo = { type, name };
    if (type === "Condition" && size) info.lock = this.#object(size).id;
    else if (size) info.size = Number(size);
    if (word === "writer") info.writeOnly = true;
    if (word === "part") info.part = true;
    this.#writer.append({ ...row, kind: KIND["object.create"], object: id, text: JSON.stringify(info) });
  }

  #atOnce(row: TraceRow, who: string, verb: Verb, target: string, site: string, other: string): void {
    if (verb === "acquire") this.#holders.set(target, { process: who, site });
    this.#writer.append({
      ...row,
      kind: waitKind(verb, "grant"),
      ...this.#target({ verb, target }),
      ...(other ? { other: Number(other) } : {}),
      op: ++this.#op,
      value: AT_ONCE,
    });
  }

  #answer(row: TraceRow, who: string, verb: Verb, target: string, phase: Phase, other = ""): void {
    const pending = this.#taken(who, verb, target);
    if (verb === "acquire" && phase === "grant")
      this.#holders.set(target, { process: who, site: pending.site });
    this.#writer.append({
      ...row,
      kind: waitKind(verb, phase),
      ...this.#target(pending),
      ...(other ? { other: this.#processes.get(other) ?? Number(other) } : {}),
      op: pending.op,
      value: row.time - pending.since,
    });
  }

  /** What was asked for is no longer waited for. */
  #taken(who: string, verb: Verb, target: string): Pending {
    const all = this.#pending.get(who) ?? [];
    const pending = all.find((wait) => wait.verb === verb && wait.target === target);
    if (!pending) throw new Error(`${who} has not asked for that`);
    all.splice(all.indexOf(pending), 1);
    return pending;
  }

  #target({ verb, target }: Pick<Pending, "verb" | "target">): Partial<TraceRow> {
    if (target === "") return {};
    if (verb === "join") return { other: this.#process(target) };
    if (verb === "result") return { other: Number(target) };
    return { object: this.#object(target).id };
  }

  /** `KIND CERTAINTY core A B … behind C …`: who waits and holds is what the lines so far say. */
  #hint(time: number, [kind, certainty, ...rest]: string[]): Hint {
    const hint: Hint = {
      kind: kind as HintKind,
      certainty: certainty as Certainty,
      severity: certainty === "possible" ? "warning" : "error",
      message: "",
      fix: "Let everyone take the lock with the lower number first.",
      processes: [],
      objects: [],
      sites: [],
      events: [this.#writer.seq],
      time: time / 1000,
    };
    let role: "core" | "collateral" = "core";
    const objects = new Set<string>();
    for (const [at, word] of rest.entries()) {
      if (word === "step") continue;
      if (rest[at - 1] === "step") {
        hint.witness = [...(hint.witness ?? []), word];
        continue;
      }
      if (word === "core" || word === "behind") {
        role = word === "core" ? "core" : "collateral";
        continue;
      }
      const held = [...this.#holders].filter(([, holder]) => holder.process === word);
      for (const [lock, { site }] of held) {
        objects.add(lock);
        if (site) hint.sites.push({ ...siteOf(site), role: "holds", process: word });
      }
      const waits: HintWait[] = (this.#pending.get(word) ?? [])
        .filter((wait) => wait.verb !== "sleep")
        .map((wait) => {
          if (wait.verb !== "join" && wait.target) objects.add(wait.target);
          const holder = this.#holders.get(wait.target)?.process;
          // Whoever else is named could put an item or take one: any of them would do.
          const any = wait.verb === "get" || wait.verb === "put";
          const others = rest.filter((other) => this.#processes.has(other) && other !== word);
          const givers = wait.verb === "join" ? [wait.target] : any ? others : holder ? [holder] : [];
          const on = givers.map((name) => this.#process(name));
          if (wait.site) hint.sites.push({ ...siteOf(wait.site), role: "waits", process: word });
          return {
            verb: wait.verb,
            ...(wait.verb === "join" ? {} : { object: this.#object(wait.target).id }),
            on,
            any,
            ...(wait.site ? { site: { ...siteOf(wait.site), role: "waits" as const, process: word } } : {}),
            since: wait.since,
          };
        });
      const id = this.#process(word);
      hint.processes.push({
        id,
        name: word,
        pid: 4711 + id,
        role,
        waits,
        holds: held.map(([lock]) => this.#object(lock).id),
      });
    }
    hint.objects = [...objects].map((name) => ({ ...this.#object(name), name }));
    const core = hint.processes.filter((process) => process.role === "core").length;
    hint.message =
      kind === "deadlock"
        ? `${core} processes wait for one another in a circle. None of them can ever go on.`
        : `${core === 1 ? "One process waits" : `${core} processes wait`} for what can never come.`;
    return hint;
  }

  #process(name: string): number {
    const id = this.#processes.get(name);
    if (id === undefined) throw new Error(`no process "${name}"`);
    return id;
  }

  #object(name: string): { id: number; type: ObjectInfo["type"] } {
    const object = this.#objects.get(name);
    if (object === undefined) throw new Error(`no object "${name}"`);
    return object;
  }

  #site(site: string): number {
    if (site === "") return 0;
    let id = this.#sites.get(site);
    if (id === undefined) {
      id = this.#sites.size + 1;
      this.#sites.set(site, id);
      this.#writer.name("site", id, site);
    }
    return id;
  }
}

function siteOf(site: string): Pick<HintSite, "file" | "line" | "column"> {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(site)!;
  return { file: file!, line: Number(line), column: Number(column) };
}

/** The bytes of a whole trace. */
export const traceOf = (text: string, startedAt = 0): Uint8Array => new TraceScript(startedAt).write(text);
