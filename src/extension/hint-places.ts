/** Where a hint is to be shown in the code. No `vscode` here: it is tested by itself. */
import type { Hint, HintSite } from "../protocol/hints.ts";

export interface HintPlace {
  file: string;
  /** From 1, as are columns. */
  line: number;
  column: number;
  role: HintSite["role"];
  /** Names of the processes that it concerns, each once. */
  processes: string[];
}

/** What counts when several things are said of one place. */
const ORDER: readonly HintSite["role"][] = ["waits", "holds", "made", "other"];
/** Roles of places that get a mark of their own, the best first: the first of these that the hint has. */
const MARKED: readonly (readonly HintSite["role"][])[] = [["waits", "holds"], ["made"], ["other"]];

/** The places of a hint, each once; those that are marked by themselves come first. */
export function placesOf(hint: Hint): { marked: HintPlace[]; related: HintPlace[] } {
  const places = new Map<string, HintPlace>();
  for (const { file, line, column, role, process } of hint.sites) {
    const key = JSON.stringify([file, line, column]);
    const known = places.get(key) ?? { file, line, column, role, processes: [] };
    places.set(key, known);
    if (ORDER.indexOf(role) < ORDER.indexOf(known.role)) {
      known.role = role;
      known.processes = [];
    }
    if (process && role === known.role && !known.processes.includes(process)) known.processes.push(process);
  }
  const all = [...places.values()];
  const roles = MARKED.find((roles) => all.some(({ role }) => roles.includes(role))) ?? [];
  return {
    marked: all.filter(({ role }) => roles.includes(role)),
    related: all.filter(({ role }) => !roles.includes(role)),
  };
}

/** So much of what stands before a call is looked at: a line may be a whole minified file. */
const RECEIVER = 200;

/** The call at a column, from 0, of a line: from what it is called on to the end of its name. */
export function callAt(text: string, column: number): { start: number; end: number } {
  const name = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(text.slice(column))?.[0] ?? "";
  const receiver = /(?:#?[\p{ID_Start}$_][\p{ID_Continue}$]*[!?]?\.)*$/u.exec(
    text.slice(Math.max(0, column - RECEIVER), column),
  )![0];
  return { start: column - receiver.length, end: column + Math.max(1, name.length) };
}

/** Whether a name begins at this column, from 0, as it does where a call was recorded. */
export const nameAt = (text: string, column: number): boolean =>
  /^#?[\p{ID_Start}$_]/u.test(text.slice(column)) && !/[\p{ID_Continue}$]$/u.test(text.slice(0, column));
