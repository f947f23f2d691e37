/**
 * What can be expected of a run: one table, so that meaning, wording and translation have one place. `{name}` marks a
 * blank of the wording, filled with the check's argument of that name.
 */
import { HINT_KINDS, type HintKind } from "../protocol/hints.ts";
import type { Observations, ObservedObject } from "./observations.ts";

interface Values {
  text: string;
  texts: readonly string[];
  count: number;
  hint: HintKind;
}
type BlankType = keyof Values;
type Blanks = Readonly<Record<string, BlankType>>;
type Filled<B extends Blanks> = { readonly [Name in keyof B]: Values[B[Name]] };

export interface CheckKind {
  says: string;
  blanks: Blanks;
  /** `now`: once it holds it holds for good. `end`: it can only be said when nothing more will come. */
  when: "now" | "end";
  holds(seen: Observations, blanks: Filled<Blanks>): boolean;
}

function kind<const B extends Blanks>(
  when: CheckKind["when"],
  says: string,
  blanks: B,
  holds: (seen: Observations, blanks: Filled<B>) => boolean,
): CheckKind {
  return { when, says, blanks, holds: holds as CheckKind["holds"] };
}

const object = ({ objects }: Observations, name: string): ObservedObject | undefined =>
  objects.find((one) => one.name === name);
const process = ({ processes }: Observations, name: string) => processes.find((one) => one.name === name);
const ofKind = ({ processes }: Observations, kind: string) =>
  processes.filter(({ info }) => info.kind === kind).length;
const printed = ({ output }: Observations, text: string) =>
  output.filter((line) => line.includes(text)).length;
const hinted = ({ hints }: Observations, wanted: HintKind) =>
  hints.some(({ kind, because }) => kind === wanted || because?.includes(wanted));

export const CHECK_KINDS = {
  deadlock: kind("now", "The run ends in a deadlock", {}, (seen) => hinted(seen, "deadlock")),
  ends: kind("end", "The program ends by itself", {}, (seen) => seen.ended),
  exit: kind(
    "end",
    "The program ends with exit status {status}",
    { status: "count" },
    (seen, { status }) => seen.ended && seen.exitStatus === status,
  ),
  hint: kind("now", "Interleave gives the hint “{hint}”", { hint: "hint" }, (seen, { hint }) =>
    hinted(seen, hint),
  ),
  "no-hint": kind(
    "end",
    "Interleave does not give the hint “{hint}”",
    { hint: "hint" },
    (seen, { hint }) => !hinted(seen, hint),
  ),
  prints: kind("now", "It prints “{text}”", { text: "text" }, (seen, { text }) => printed(seen, text) > 0),
  "prints-times": kind(
    "end",
    "It prints “{text}” in {times} lines",
    { text: "text", times: "count" },
    (seen, { text, times }) => printed(seen, text) === times,
  ),
  "prints-not": kind(
    "end",
    "It never prints “{text}”",
    { text: "text" },
    (seen, { text }) => printed(seen, text) === 0,
  ),
  "prints-in-order": kind(
    "now",
    "It prints, in this order: {texts}",
    { texts: "texts" },
    ({ output }, { texts }) => {
      let from = 0;
      for (const text of texts) {
        const at = output.findIndex((line, index) => index >= from && line.includes(text));
        if (at < 0) return false;
        from = at + 1;
      }
      return true;
    },
  ),
  processes: kind(
    "end",
    "The program starts {count} processes",
    { count: "count" },
    (seen, { count }) => ofKind(seen, "process") === count,
  ),
  commands: kind(
    "end",
    "External commands that the program runs: {count}",
    { count: "count" },
    (seen, { count }) => ofKind(seen, "command") === count,
  ),
  workers: kind(
    "end",
    "Pools start {least} workers or more",
    { least: "count" },
    (seen, { least }) => ofKind(seen, "worker") >= least,
  ),
  "takes-part": kind(
    "now",
    "A process named {process} takes part",
    { process: "text" },
    (seen, { process: name }) => process(seen, name) !== undefined,
  ),
  together: kind(
    "now",
    "At some moment {least} processes or more are at work together",
    { least: "count" },
    ({ together }, { least }) => together >= least,
  ),
  "exit-code": kind(
    "end",
    "{process} ends with exit code {code}",
    { process: "text", code: "count" },
    (seen, { process: name, code }) => process(seen, name)?.exit?.code === code,
  ),
  killed: kind("end", "{process} is ended by a signal", { process: "text" }, (seen, { process: name }) => {
    const exit = process(seen, name)?.exit;
    return exit !== undefined && (exit.signal !== "" || exit.code < 0);
  }),
  "ends-before": kind(
    "end",
    "{first} ends before {second}",
    { first: "text", second: "text" },
    (seen, { first, second }) => {
      const [a, b] = [process(seen, first)?.exit, process(seen, second)?.exit];
      return a !== undefined && b !== undefined && a.time < b.time;
    },
  ),
  "gives-up": kind(
    "now",
    "{process} gives up waiting",
    { process: "text" },
    ({ gaveUp }, { process: name }) => gaveUp.has(name),
  ),
  "waits-for": kind(
    "end",
    "Somebody has to wait for {object}",
    { object: "text" },
    (seen, { object: name }) => (object(seen, name)?.waits ?? 0) > 0,
  ),
  "waits-at-most": kind(
    "end",
    "Nobody waits longer than {ms} ms for {object}",
    { object: "text", ms: "count" },
    (seen, { object: name, ms }) => (object(seen, name)?.longest ?? Number.POSITIVE_INFINITY) <= ms,
  ),
  "waits-at-least": kind(
    "end",
    "Somebody waits {ms} ms or longer for {object}",
    { object: "text", ms: "count" },
    (seen, { object: name, ms }) => (object(seen, name)?.longest ?? 0) >= ms,
  ),
  "in-line-at-most": kind(
    "end",
    "Never more than {most} wait for {object} at once",
    { object: "text", most: "count" },
    (seen, { object: name, most }) => (object(seen, name)?.most.waiting ?? Number.POSITIVE_INFINITY) <= most,
  ),
  "in-line": kind(
    "now",
    "At some moment {least} or more wait for {object} together",
    { object: "text", least: "count" },
    (seen, { object: name, least }) => (object(seen, name)?.most.waiting ?? 0) >= least,
  ),
  "holders-at-most": kind(
    "end",
    "Never more than {most} hold {object} at once",
    { object: "text", most: "count" },
    (seen, { object: name, most }) => {
      const holders = object(seen, name)?.holders ?? 0;
      return holders > 0 && holders <= most;
    },
  ),
  holders: kind(
    "now",
    "At some moment {least} or more hold {object} together",
    { object: "text", least: "count" },
    (seen, { object: name, least }) => (object(seen, name)?.holders ?? 0) >= least,
  ),
  "awake-with": kind(
    "end",
    "Nobody sleeps while holding {object}",
    { object: "text" },
    (seen, { object: name }) => {
      const { holders = 0, sleptWith = false } = object(seen, name) ?? {};
      return holders > 0 && !sleptWith;
    },
  ),
  "items-at-most": kind(
    "end",
    "Never more than {most} items are in {object}",
    { object: "text", most: "count" },
    (seen, { object: name, most }) => {
      const items = object(seen, name)?.most.items ?? 0;
      return items > 0 && items <= most;
    },
  ),
  items: kind(
    "now",
    "At some moment {least} items or more are in {object}",
    { object: "text", least: "count" },
    (seen, { object: name, least }) => (object(seen, name)?.most.items ?? 0) >= least,
  ),
  "empty-in-the-end": kind(
    "end",
    "{object} is empty in the end",
    { object: "text" },
    (seen, { object: name }) => object(seen, name)?.left === 0,
  ),
  tasks: kind(
    "end",
    "Tasks that are done: {count}",
    { count: "count" },
    ({ tasks }, { count }) => tasks.done === count,
  ),
  "tasks-together": kind(
    "now",
    "At some moment {least} tasks or more run together",
    { least: "count" },
    ({ tasks }, { least }) => tasks.together >= least,
  ),
  "tasks-together-at-most": kind(
    "end",
    "Never more than {most} tasks run at once",
    { most: "count" },
    ({ tasks }, { most }) => tasks.done > 0 && tasks.together <= most,
  ),
  "tasks-shared": kind(
    "now",
    "{least} workers or more do tasks",
    { least: "count" },
    ({ tasks }, { least }) => tasks.workers >= least,
  ),
  "takes-at-least": kind(
    "end",
    "The run takes {seconds} s or more",
    { seconds: "count" },
    ({ length }, { seconds }) => length >= seconds * 1000,
  ),
  "takes-at-most": kind(
    "end",
    "The run takes no more than {seconds} s",
    { seconds: "count" },
    ({ length }, { seconds }) => length <= seconds * 1000,
  ),
} as const satisfies Record<string, CheckKind>;
export type CheckName = keyof typeof CHECK_KINDS;

/** Whether an argument is what a blank takes. */
export function fits(value: unknown, type: BlankType): boolean {
  switch (type) {
    case "text":
      return typeof value === "string" && value !== "";
    case "texts":
      return Array.isArray(value) && value.length > 1 && value.every((one) => fits(one, "text"));
    case "count":
      return typeof value === "number" && Number.isFinite(value);
    case "hint":
      return (HINT_KINDS as readonly unknown[]).includes(value);
    default:
      return type satisfies never;
  }
}
