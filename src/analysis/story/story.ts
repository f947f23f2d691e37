/** What happened in a part of a run, told in sentences: all of it when it is little, else what matters and sums. */
import { KIND, type Phase } from "../../protocol/events.ts";
import type { Hint } from "../../protocol/hints.ts";
import type { Row } from "../../trace/event-row.ts";
import { Causes, type Deed } from "../../trace/walk/causes.ts";
import type { Visitor } from "../../trace/walk/visitor.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import type { Box, Wait, WalkedProcess } from "../../trace/walk/walked-process.ts";
import { contains, EVERYTHING, type Range } from "../statistics/tally.ts";
import { durationText, placeText } from "../words.ts";
import { type Phrase, type StoryKey, say } from "./texts.ts";

export interface Sentence {
  /** Milliseconds of the run. */
  time: number;
  text: string;
}

/** A sentence in no language yet. */
export interface Told {
  /** Milliseconds of the run. */
  time: number;
  phrase: Phrase;
}

/** How much a sentence matters: what is below gives way when there are too many. */
const WEIGHT: Partial<Record<StoryKey, number>> = { hint: 4, gap: 4 };
const LOW: readonly StoryKey[] = ["wait.sleep", "refused"];
const HIGH: readonly StoryKey[] = [
  "spawn",
  "first",
  "exit",
  "exit.code",
  "exit.signal",
  "terminate",
  "given-up",
  "open",
  "task.failed",
  "broken",
];

interface Entry extends Told {
  weight: number;
  group: string;
  process: string;
  /** Microseconds. */
  length: number;
}
interface Group {
  process: string;
  count: number;
  length: number;
  example: Phrase;
}

export class Story implements Visitor {
  readonly #range: Range;
  readonly #most: number;
  readonly #causes = new Causes();
  readonly #groups = new Map<string, Group>();
  #walk: Walk | undefined;
  #entries: Entry[] = [];
  /** Entries of this weight and below have given way. */
  #dropped = -1;
  /** Who ended the wait that is being told of. */
  #by: Deed | undefined;

  /** `most`: about as many sentences. The walk has to be made with the story as its visitor, and given to {@link of}. */
  constructor(range: Range = EVERYTHING, most = 80) {
    this.#range = range;
    this.#most = most;
  }

  of(walk: Walk): this {
    this.#walk = walk;
    return this;
  }

  /** In English, as {@link told}. */
  sentences(): Sentence[] {
    return this.told().map(({ time, phrase }) => ({ time, text: say(phrase) }));
  }

  /** In the order of time; what gave way is summed up at the end. To be called once the walk is finished. */
  told(): Told[] {
    this.#giveWay();
    const told = this.#entries
      .filter(({ weight }) => weight > this.#dropped)
      .sort((a, b) => a.time - b.time)
      .map(({ time, phrase }) => ({ time, phrase }));
    const end = told.at(-1)?.time ?? 0;
    const sums = [...this.#groups.values()]
      .sort((a, b) => b.length - a.length || b.count - a.count)
      .slice(0, this.#most)
      .map(({ process, count, length, example }): Told => {
        const blanks = { process, count: String(count), example, time: durationText(length / 1000) };
        return { time: end, phrase: { key: "rest", blanks } };
      });
    return [...told, ...sums];
  }

  process(process: WalkedProcess): void {
    const { parent, name, spawned, site } = process;
    const other = { process: this.#name(parent), other: name, at: this.#at(site) };
    if (parent) this.#tell("spawn", spawned, parent, other);
    else this.#tell("first", spawned, process.id, { process: name });
  }

  row(row: Row, kind: number): void {
    this.#causes.row(row, kind);
    this.#by = undefined;
    const blanks = { process: this.#name(row.process), at: this.#at(row.site) };
    const object = row.object ? (this.#walk?.objectName(row.object) ?? "") : "";
    switch (kind) {
      case KIND["process.exit"]:
        this.#exit(row, blanks.process);
        break;
      case KIND["process.terminate"]:
        this.#tell("terminate", row.time, row.process, { ...blanks, other: this.#name(row.other) });
        break;
      case KIND["event.set"]:
        this.#tell("set", row.time, row.process, { ...blanks, object });
        break;
      case KIND["notify"]:
        this.#tell("notify", row.time, row.process, { ...blanks, object, count: String(row.value) });
        break;
      case KIND["barrier.break"]:
        this.#tell("broken", row.time, row.process, { object });
        break;
      case KIND["acquire.refuse"]:
        this.#tell("refused", row.time, row.process, { ...blanks, object });
        break;
    }
  }

  #exit(row: Row, process: string): void {
    const signal = row.batch.text(row.at) ?? "";
    const code = row.value;
    const key = signal ? "exit.signal" : code === 0 || Number.isNaN(code) ? "exit" : "exit.code";
    this.#tell(key, row.time, row.process, { process, signal, code: String(code) });
  }

  answer(_: WalkedProcess, row: Row, verb: Wait["verb"], phase: Phase): void {
    if (phase === "grant") this.#by = this.#causes.ofGrant(verb, row);
  }

  wait(process: WalkedProcess, wait: Wait, until: number, phase: Phase | undefined): void {
    const length = until - wait.since;
    const object = wait.object ? (this.#walk?.objectName(wait.object) ?? "") : "";
    const other = wait.verb === "join" ? this.#name(wait.other) : "";
    const what = object || other || wait.verb;
    const time = durationText(length / 1000);
    const by: Phrase | string =
      this.#by && this.#by.process !== process.id
        ? { key: "ended-by", blanks: { process: this.#name(this.#by.process) } }
        : "";
    const blanks = { process: process.name, object, other, what, time, by, at: this.#at(wait.site) };
    if (phase === undefined) {
      const since = `${(wait.since / 1e6).toFixed(3)} s`;
      if (!process.exit) this.#tell("open", until, process.id, { ...blanks, since });
    } else if (phase === "timeout" || phase === "abort")
      this.#tell("given-up", until, process.id, blanks, length);
    else this.#tell(`wait.${wait.verb}`, until, process.id, blanks, length);
  }

  box(process: WalkedProcess, { kind, name, from, to, failed }: Box): void {
    if (kind !== "task") return;
    const blanks = { process: process.name, name, time: durationText((to - from) / 1000) };
    this.#tell(failed ? "task.failed" : "task", to, process.id, blanks, to - from);
  }

  hint(hint: Hint, closed: number): void {
    this.#tell("hint", closed, 0, {}, 0, hint);
  }

  mark(process: WalkedProcess, time: number, name: string, site: number): void {
    this.#tell("mark", time, process.id, { process: process.name, name, at: this.#at(site) });
  }

  gap(_: number, to: number, events: number): void {
    this.#tell("gap", to, 0, { count: String(events) });
  }

  #name(process: number): string {
    return process ? (this.#walk?.processName(process) ?? "") : "";
  }

  #at(site: number): string {
    const place = site ? placeText(this.#walk?.site(site) ?? "") : "";
    return place ? ` (${place})` : "";
  }

  #tell(
    key: StoryKey,
    time: number,
    process: number,
    blanks: Phrase["blanks"],
    length = 0,
    hint?: Hint,
  ): void {
    if (!contains(this.#range, time)) return;
    const weight = WEIGHT[key] ?? (HIGH.includes(key) ? 3 : LOW.includes(key) ? 0 : 1);
    const phrase: Phrase = { key, blanks, ...(hint ? { hint } : {}) };
    const group = `${key} ${process} ${blanks["object"] ?? ""} ${blanks["name"] ?? ""}`;
    const own = String(blanks["process"] ?? "");
    const entry: Entry = { time: time / 1000, phrase, weight, group, process: own, length };
    if (weight <= this.#dropped) this.#sum(entry);
    else {
      this.#entries.push(entry);
      if (this.#entries.length > this.#most * 8) this.#giveWay();
    }
  }

  /** Sums up the sentences that matter least until few enough are left. */
  #giveWay(): void {
    while (this.#entries.length > this.#most && this.#dropped < 3) {
      this.#dropped++;
      const kept: Entry[] = [];
      for (const entry of this.#entries)
        if (entry.weight <= this.#dropped) this.#sum(entry);
        else kept.push(entry);
      this.#entries = kept;
    }
  }

  #sum({ group, phrase, process, length }: Entry): void {
    const known = this.#groups.get(group);
    if (known) {
      known.count++;
      known.length += length;
    } else this.#groups.set(group, { process, count: 1, length, example: phrase });
  }
}
