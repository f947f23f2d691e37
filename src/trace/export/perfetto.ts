/**
 * A trace in Chrome's trace event format, which Perfetto and speedscope open: states and tasks as slices, holds of locks
 * as tracks, queues and pools as counters, arrows from each cause to what it let go on.
 * Format: "Trace Event Format", Google, 2016.
 */
import { KIND, OUTPUT_STREAMS, type Phase, type Verb } from "../../protocol/events.ts";
import type { Hint } from "../../protocol/hints.ts";
import type { Row } from "../event-row.ts";
import { droppedLines } from "../output-log.ts";
import type { EventBatch } from "../reader.ts";
import { STATE, STATES } from "../states.ts";
import { Causes, type Deed } from "../walk/causes.ts";
import type { Visitor } from "../walk/visitor.ts";
import { Walk } from "../walk/walk.ts";
import type { Hold, LevelName, WalkedObject } from "../walk/walked-object.ts";
import type { Box, Stretch, Wait, WalkedProcess } from "../walk/walked-process.ts";
import type { Exporter, TraceNames } from "./exporter.ts";
import { type Group, PerfettoTracks, type Track } from "./perfetto-tracks.ts";
import { exitWords, stateWords } from "./state-words.ts";

const STATE_ROW = 1;
const OUTPUT_ROW = 2;
const BOX_ROWS = 100;
const BRANCH_ROWS = 1000;

/** What an arrow is called, by the wait that it ends. */
const ARROWS: Partial<Record<Verb, string>> = {
  acquire: "hand-over",
  get: "item",
  recv: "message",
  put: "room",
  send: "room",
  wait: "signal",
  join: "end",
  any: "end",
  drain: "all done",
};

export class Perfetto implements Exporter, Visitor {
  readonly #walk: Walk;
  readonly #causes = new Causes();
  readonly #tracks = new PerfettoTracks((event) => this.#emit(event));
  /** Per object the end of the last hold in each of its rows. */
  readonly #holdRows = new Map<number, number[]>();
  #out: string[] = ['{"displayTimeUnit":"ms","traceEvents":[\n'];
  #first = true;
  #flows = 0;

  constructor(names: TraceNames) {
    this.#walk = new Walk(names, [this]);
  }

  push(batch: EventBatch): string {
    this.#walk.push(batch);
    return this.#take();
  }

  end(): string {
    this.#walk.finish();
    const { info } = this.#walk;
    const about = {
      producer: `Interleave ${info?.version ?? ""}`.trim(),
      program: info?.program ?? "",
      startedAt: info ? new Date(clampDate(info.startedAt)).toISOString() : "",
    };
    this.#out.push(`\n],"otherData":${JSON.stringify(about)}}\n`);
    return this.#take();
  }

  #take(): string {
    return this.#out.splice(0).join("");
  }

  #emit(event: object): void {
    this.#out.push(this.#first ? "" : ",\n", JSON.stringify(event));
    this.#first = false;
  }

  /** `args`: few that repeat, since speedscope takes slices for the same only when these are, too. */
  #slice(track: Track, cat: string, name: string, from: number, to: number, details: object = {}): void {
    const args = Object.keys(details).length > 0 ? { args: details } : {};
    this.#emit({ name, cat, ph: "X", ts: nano(from), dur: nano(to - from), ...track, ...args });
  }

  #states = (process: WalkedProcess): Track => this.#tracks.process(process, "state", STATE_ROW);

  row(row: Row, kind: number): void {
    this.#causes.row(row, kind);
    const process = this.#walk.processes.get(row.process);
    if (!process) return;
    if (kind === KIND["process.run"])
      this.#arrow("start", this.#causes.spawnOf(process.id), process, row.time);
    else if (kind === KIND["output"]) this.#printed(process, row);
    else if (kind === KIND["output.dropped"])
      this.#printed(process, row, `${droppedLines(row)} lines not recorded`);
    else if (kind === KIND["task.submit"]) this.#taskArrow("s", row, process);
    else if (kind === KIND["task.start"]) this.#taskArrow("t", row, process);
    else if (kind === KIND["task.result"]) this.#taskArrow("f", row, process);
  }

  stretch(process: WalkedProcess, stretch: Stretch): void {
    const { state, from, to } = stretch;
    const track = this.#states(process);
    if (state === STATE.none) return;
    // An end lasts as long as there is to be something to see.
    if (state === STATE.exited) this.#slice(track, "exit", exitWords(process), from, from + 1);
    else {
      const [name] = stateWords(this.#walk, process, stretch);
      const site = state === STATE.running ? "" : this.#walk.site(stretch.site);
      this.#slice(track, STATES[state]!, name, from, to, site ? { site } : {});
    }
  }

  answer(process: WalkedProcess, row: Row, verb: Verb, phase: Phase, wait: Wait | undefined): void {
    if (phase !== "grant") return;
    const cause = this.#causes.ofGrant(verb, row);
    const name = ARROWS[verb];
    if (!name || !cause || cause.process === process.id) return;
    // Where nobody had to wait, only an item has come from somebody.
    if (wait || verb === "get" || verb === "recv") this.#arrow(name, cause, process, row.time);
  }

  wait(process: WalkedProcess, wait: Wait, until: number, phase: Phase | undefined): void {
    if (wait.branch === 0) return;
    const track = this.#tracks.process(process, `branch ${wait.branch}`, BRANCH_ROWS + wait.branch);
    const target = wait.object ? ` ${this.#walk.objectName(wait.object)}` : "";
    const args = { site: this.#walk.site(wait.site), outcome: phase ?? "none" };
    this.#slice(track, "wait", `${wait.verb}${target}`, wait.since, until, args);
  }

  box(process: WalkedProcess, box: Box): void {
    const track = this.#tracks.process(
      process,
      box.row === 0 ? "tasks" : `tasks ${box.row + 1}`,
      BOX_ROWS + box.row,
    );
    const args = box.failed ? { failed: true } : {};
    this.#slice(track, box.kind, box.name, box.from, box.to, args);
  }

  hold(object: WalkedObject, { process, from, to, contended, forever, site }: Hold): void {
    const rows = this.#holdRows.get(object.id) ?? [];
    this.#holdRows.set(object.id, rows);
    // Holds come in the order of their ends: one that begins after the last of a row does not overlap it.
    let row = rows.findIndex((end) => end <= from);
    if (row < 0) row = rows.length;
    rows[row] = to;
    const name = row === 0 ? objectTrack(object) : `${objectTrack(object)} ${row + 1}`;
    const args = { site: this.#walk.site(site), contended, ...(forever ? { forever } : {}) };
    this.#slice(this.#tracks.group("Locks", name), "hold", this.#walk.processName(process), from, to, args);
  }

  level(object: WalkedObject, name: LevelName, time: number, value: number): void {
    const group = GROUPS[object.kind];
    if (!group) return;
    const { pid } = this.#tracks.group(group, objectTrack(object));
    this.#emit({ name: `${objectTrack(object)} ${name}`, ph: "C", ts: time, pid, args: { [name]: value } });
  }

  hint(hint: Hint, closed: number): void {
    const track = this.#tracks.group("Run", "hints");
    const args = { message: hint.message, fix: hint.fix };
    this.#emit({
      name: `${hint.kind} (${hint.certainty})`,
      cat: "hint",
      ph: "i",
      s: "g",
      ts: closed,
      ...track,
      args,
    });
  }

  mark(process: WalkedProcess, time: number, name: string, site: number): void {
    const args = { site: this.#walk.site(site) };
    this.#emit({ name, cat: "mark", ph: "i", s: "t", ts: time, ...this.#states(process), args });
  }

  #printed(process: WalkedProcess, row: Row, dropped?: string): void {
    const stream = OUTPUT_STREAMS[row.other] ?? "";
    const name = dropped ?? (row.batch.text(row.at) || " ");
    const site = this.#walk.site(row.site);
    const args = {
      stream,
      ...(site ? { site } : {}),
      ...(!dropped && row.value > 0 ? { cut: row.value } : {}),
    };
    const track = this.#tracks.process(process, "output", OUTPUT_ROW);
    this.#emit({ name, cat: "output", ph: "i", s: "t", ts: row.time, ...track, args });
  }

  gap(from: number, to: number, events: number): void {
    this.#slice(this.#tracks.group("Run", "recording"), "gap", `${events} events dropped`, from, to);
  }

  #arrow(name: string, cause: Deed | undefined, process: WalkedProcess, time: number): void {
    const from = cause && this.#walk.processes.get(cause.process);
    if (!from) return;
    const id = ++this.#flows;
    // Clocks are read in different processes: no arrow points back in time.
    const begin = Math.min(cause.time, time);
    this.#emit({ name, cat: "cause", ph: "s", id, ts: begin, ...this.#states(from) });
    this.#emit({ name, cat: "cause", ph: "f", bp: "e", id, ts: time, ...this.#states(process) });
  }

  #taskArrow(ph: "s" | "t" | "f", { object, other, time }: Row, process: WalkedProcess): void {
    const end = ph === "f" ? { bp: "e" } : {};
    const id = `task ${object}.${other}`;
    this.#emit({ name: "task", cat: "task", ph, ...end, id, ts: time, ...this.#states(process) });
  }
}

const GROUPS: Partial<Record<WalkedObject["kind"], Group>> = {
  lock: "Locks",
  queue: "Queues and pipes",
  pool: "Pools",
};

/** Names of objects may be the same; the number tells them apart. */
const objectTrack = ({ id, name }: WalkedObject): string => `${name} #${id}`;

/** Microseconds, in whole nanoseconds. */
const nano = (us: number): number => Math.round(us * 1000) / 1000;

/** Milliseconds that a date can have. */
const clampDate = (time: number): number => Math.max(-8.64e15, Math.min(8.64e15, time));
