/**
 * The language in which goldens are written. A golden names every line that a lesson may print, by a pattern and
 * how often; whatever else comes out is an error, so torn and doubled lines are found without being looked for.
 * Rules then say what must hold between those lines: order, distance in time, bounds.
 *
 * In a pattern `{name}` is a hole; the same hole twice must be filled alike. A hole takes digits unless the
 * golden says otherwise in `holes`.
 */
import type { Hint, HintKind } from "../../src/protocol/hints.ts";
import type { Line, Transcript } from "./transcript.ts";

export interface LineSpec {
  pattern: string;
  stream: Line["stream"];
  times: readonly [least: number, most: number];
  /** What a hole must have been filled with, over all lines of this pattern, in any order. */
  each?: Record<string, readonly (string | number)[]>;
  /** The values of `each` must also come in that order. */
  ordered: boolean;
}

export interface Golden {
  lines: Record<string, LineSpec>;
  /** Regular expressions, by hole. */
  holes?: Record<string, string>;
  rules?: Rule[];
  /** Exit status; 0 unless given. */
  exit?: number;
  /** Milliseconds after which the run counts as hanging. */
  limit?: number;
}

export interface Match extends Line {
  /** Position among all lines received. */
  index: number;
  holes: Record<string, string>;
}

export interface Reading extends Transcript {
  /** The lines that fit each pattern, in the order received. */
  found: Record<string, Match[]>;
}

/** Says what is wrong, or nothing. */
export type Rule = (run: Reading) => string | undefined;

/** Clocks and pipes are no better than this, in milliseconds. */
export const TOLERANCE = 50;
/** What starting processes may take on a loaded machine, in milliseconds. */
export const SLACK = 5000;

type LineOptions = Partial<Pick<LineSpec, "each" | "ordered">> & {
  times?: number | readonly [number, number];
};

function spec(stream: Line["stream"], pattern: string, options: LineOptions): LineSpec {
  const { each, ordered = false } = options;
  const times = options.times ?? (each ? Object.values(each)[0]!.length : 1);
  return {
    pattern,
    stream,
    times: typeof times === "number" ? [times, times] : times,
    ordered,
    ...(each && { each }),
  };
}
/** A line of standard output, once unless told otherwise. */
export const out = (pattern: string, options: LineOptions = {}): LineSpec => spec("out", pattern, options);
/** A line of standard error. */
export const err = (pattern: string, options: LineOptions = {}): LineSpec => spec("err", pattern, options);

/** 0 … n − 1 */
export const below = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
/** 1 … n */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

// Order

/** Every line of each pattern comes before every line of the next. */
export function inOrder(...labels: string[]): Rule {
  return (run) => {
    for (let i = 1; i < labels.length; i++) {
      const earlier = run.found[labels[i - 1]!]!.at(-1);
      const later = run.found[labels[i]!]![0];
      if (earlier && later && !precedes(earlier, later))
        return `${quote(earlier)} came after ${quote(later)}`;
    }
    return undefined;
  };
}

/** The nth line of `later` comes after the nth of `earlier`, among lines with the same `same`. */
export function before(earlier: string, later: string, { same }: { same?: string } = {}): Rule {
  return (run) =>
    first(pairs(run, earlier, later, same), ([a, b]) => {
      if (!a) return `nothing of '${earlier}' belongs to ${quote(b)}`;
      return precedes(a, b) ? undefined : `${quote(b)} came before ${quote(a)}`;
    });
}

/** The number in `hole` grows from line to line, among lines with the same `per`. */
export function rising(label: string, hole: string, { per }: { per?: string } = {}): Rule {
  return (run) =>
    first(neighbours(run, label, per), ([a, b]) =>
      Number(a.holes[hole]) < Number(b.holes[hole]) ? undefined : `${quote(b)} came after ${quote(a)}`,
    );
}

/** No line of any pattern comes after this one. */
export function last(label: string): Rule {
  return (run) => {
    const end = run.lines.at(-1);
    return end && end.text === run.found[label]!.at(-1)?.text ? undefined : `'${label}' is not the last line`;
  };
}

/** After it no line of any pattern has the same value in `hole`. */
export function lastOf(label: string, hole: string): Rule {
  return (run) => {
    const all = Object.values(run.found).flat();
    return first(run.found[label]!, (line) => {
      const later = all.find((other) => other.holes[hole] === line.holes[hole] && other.index > line.index);
      return later && `${quote(later)} came after ${quote(line)}`;
    });
  };
}

/** At no time have there been more than `most` lines of `begin` than of `end`. */
export function atMost(most: number, begin: string, end: string): Rule {
  return (run) => {
    const steps = [
      ...run.found[begin]!.map((line) => ({ line, step: 1 })),
      ...run.found[end]!.map((line) => ({ line, step: -1 })),
    ].sort((a, b) => a.line.index - b.line.index);
    let open = 0;
    for (const { line, step } of steps) {
      open += step;
      if (open > most) return `${open} of '${begin}' without their '${end}' at ${quote(line)}`;
    }
    return undefined;
  };
}

// Time, in milliseconds

export interface Span {
  min?: number;
  max?: number;
}

/** From the nth line of `from` to the nth of `to`, among lines with the same `same`. */
export function gap(from: string, to: string, span: Span & { same?: string }): Rule {
  return (run) =>
    first(pairs(run, from, to, span.same), ([a, b]) =>
      a ? within(b.at - a.at, span, `from ${quote(a)} to ${quote(b)}`) : `nothing comes before ${quote(b)}`,
    );
}

/** Between one line of a pattern and the next, among lines with the same `per`. */
export function spaced(label: string, span: Span & { per?: string }): Rule {
  return (run) =>
    first(neighbours(run, label, span.per), ([a, b]) =>
      within(b.at - a.at, span, `from ${quote(a)} to ${quote(b)}`),
    );
}

/** Since the start of the program. */
export function at(label: string, span: Span): Rule {
  return (run) => first(run.found[label]!, (line) => within(line.at, span, quote(line)));
}

/** From the start of the program to its end. */
export function total(span: Span): Rule {
  return (run) => within(run.total, span, "the whole run");
}

/** From the last line to the end of the program. */
export function endsAfter(label: string, span: Span): Rule {
  return (run) => {
    const line = run.found[label]!.at(-1);
    return line && within(run.total - line.at, span, `from ${quote(line)} to the end`);
  };
}

// The rest

/** The lesson leaves this file behind. */
export function file(name: string, text: string): Rule {
  return (run) =>
    run.files[name] === text ? undefined : `file ${name} holds ${JSON.stringify(run.files[name])}`;
}

/** How many different values a hole has had. */
export function distinct(label: string, hole: string, { min = 1, max }: Span): Rule {
  return (run) => {
    const values = new Set(run.found[label]!.map((line) => line.holes[hole]));
    return values.size < min || values.size > (max ?? values.size)
      ? `${values.size} different ${hole} in '${label}': ${[...values].join(", ")}`
      : undefined;
  };
}

/** Anything else, in words and code. */
export function that(says: string, holds: (run: Reading) => boolean | undefined): Rule {
  return (run) => (holds(run) ? undefined : `not so: ${says}`);
}

export interface HintSpec {
  kind: HintKind;
  certainty: Hint["certainty"];
  core: string[];
  collateral: string[];
}

/** Exactly one hint, this one. */
export function oneHint({ kind, certainty, core, collateral }: HintSpec): Rule {
  return ({ hints }) => {
    const [hint, ...more] = hints;
    if (!hint || more.length > 0)
      return `${hints.length} hints: ${hints.map((h) => `${h.kind} (${h.certainty})`).join(", ")}`;
    if (hint.kind !== kind || hint.certainty !== certainty) return `${hint.kind}, ${hint.certainty}`;
    for (const [role, names] of Object.entries({ core, collateral })) {
      const those = hint.processes.filter((p) => p.role === role).map((p) => p.name);
      if (those.sort().join() !== [...names].sort().join()) return `${role}: ${those.join(", ")}`;
    }
    return undefined;
  };
}

/** Nothing that is said to have happened, or to be able to happen. */
export const noAlarm: Rule = ({ hints }) => {
  const alarm = hints.find((hint) => hint.certainty !== "possible" && hint.severity !== "info");
  return alarm && `${alarm.certainty} ${alarm.kind}: ${alarm.message}`;
};

/** Everything that is wrong with a run; empty if nothing is. */
export function judge(golden: Golden, run: Transcript): string[] {
  const wrong: string[] = [];
  if (run.signal) wrong.push(`ended by ${run.signal} after ${Math.round(run.total)} ms`);
  else if (run.exit !== (golden.exit ?? 0)) wrong.push(`exit status ${run.exit}`);
  if (run.survivors) wrong.push("a process has outlived the run");
  for (const text of run.unfinished) wrong.push(`ends in the middle of a line: ${JSON.stringify(text)}`);

  const found: Record<string, Match[]> = {};
  const expressions = Object.entries(golden.lines).map(([label, line]) => {
    found[label] = [];
    return { label, line, expression: compile(line.pattern, golden.holes ?? {}) };
  });
  for (const [index, line] of run.lines.entries()) {
    const fit = expressions.find(
      ({ line: { stream }, expression }) => stream === line.stream && expression.test(line.text),
    );
    if (!fit) wrong.push(`unexpected on std${line.stream}: ${JSON.stringify(line.text)}`);
    else found[fit.label]!.push({ ...line, index, holes: { ...fit.expression.exec(line.text)!.groups } });
  }
  for (const { label, line } of expressions) wrong.push(...countLines(line, found[label]!));

  // Rules speak about complete output; without that they would only repeat what is said already.
  if (wrong.length > 0) return wrong;
  for (const rule of golden.rules ?? []) {
    const complaint = rule({ ...run, found });
    if (complaint) wrong.push(complaint);
  }
  return wrong;
}

function countLines({ pattern, times: [least, most], each, ordered }: LineSpec, lines: Match[]): string[] {
  if (lines.length < least || lines.length > most)
    return [`'${pattern}' ${lines.length} times instead of ${least === most ? least : `${least}–${most}`}`];
  const wrong: string[] = [];
  for (const [hole, values] of Object.entries(each ?? {})) {
    const got = lines.map((line) => line.holes[hole]);
    const want = values.map(String);
    if (!ordered) {
      got.sort();
      want.sort();
    }
    if (got.join() !== want.join()) wrong.push(`'${pattern}' with ${hole} = ${got.join(", ")}`);
  }
  return wrong;
}

function compile(pattern: string, holes: Record<string, string>): RegExp {
  const seen = new Set<string>();
  const source = pattern.split(/\{([a-z]\w*)\}/i).map((part, i) => {
    if (i % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return `(?<${part}>${holes[part] ?? "\\d+"})`;
  });
  return new RegExp(`^${source.join("")}$`);
}

/** Two pipes have no common order: between them only the time received counts. */
const precedes = (a: Match, b: Match): boolean =>
  a.stream === b.stream ? a.index < b.index : a.at <= b.at + TOLERANCE;

function* pairs(
  run: Reading,
  earlier: string,
  later: string,
  same?: string,
): Generator<[earlier: Match | undefined, later: Match]> {
  const taken = new Map<string, number>();
  for (const line of run.found[later]!) {
    const key = same ? line.holes[same]! : "";
    const nth = taken.get(key) ?? 0;
    taken.set(key, nth + 1);
    const partners = run.found[earlier]!.filter((other) => !same || other.holes[same] === key);
    yield [partners[nth], line];
  }
}

function* neighbours(run: Reading, label: string, per?: string): Generator<[Match, Match]> {
  const previous = new Map<string, Match>();
  for (const line of run.found[label]!) {
    const key = per ? line.holes[per]! : "";
    const before = previous.get(key);
    if (before) yield [before, line];
    previous.set(key, line);
  }
}

function within(
  ms: number,
  { min = 0, max = Number.POSITIVE_INFINITY }: Span,
  what: string,
): string | undefined {
  if (ms < min - TOLERANCE) return `${what}: ${Math.round(ms)} ms, less than ${min}`;
  if (ms > max) return `${what}: ${Math.round(ms)} ms, more than ${max}`;
  return undefined;
}

function first<T>(items: Iterable<T>, complaint: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const text = complaint(item);
    if (text) return text;
  }
  return undefined;
}

const quote = (line: Line): string => `'${line.text}' (${Math.round(line.at)} ms)`;
