/** What is expected of a lesson's run: read from its `checks.json`, put into words, and held against a run. */
import { CHECK_KINDS, type CheckKind, type CheckName, fits } from "./check-kinds.ts";
import type { Observations } from "./observations.ts";

type Blanks = Readonly<Record<string, string | number | readonly string[]>>;

export interface Check {
  /** The same for the same expectation, whatever stands before or after it. */
  id: string;
  name: CheckName;
  blanks: Blanks;
  /** Expected only once the learner has made the change that the lesson asks for. */
  goal: boolean;
}

/** Checks that cannot be read; the message says where. */
export class CheckError extends Error {
  override name = "CheckError";
}

/**
 * Reads a list such as `[{ "check": "deadlock" }, { "check": "ends", "goal": true }]`.
 * @throws CheckError
 */
export function parseChecks(json: string): Check[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new CheckError(`the checks are no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(value) || value.length === 0)
    throw new CheckError("the checks are no list, or an empty one");
  const ids = new Set<string>();
  return value.map((entry: unknown, index) => {
    const check = parseCheck(entry, `check ${index + 1}`);
    if (ids.has(check.id)) throw new CheckError(`check ${index + 1}: ${check.id} is there twice`);
    ids.add(check.id);
    return check;
  });
}

function parseCheck(entry: unknown, where: string): Check {
  const { check, goal, ...blanks } = (entry ?? {}) as Record<string, unknown>;
  if (typeof check !== "string" || !Object.hasOwn(CHECK_KINDS, check))
    throw new CheckError(`${where}: there is no check ${JSON.stringify(check) ?? "without a name"}`);
  if (goal !== undefined && goal !== true) throw new CheckError(`${where}: "goal" is true or not there`);
  const name = check as CheckName;
  const kind: CheckKind = CHECK_KINDS[name];
  for (const blank of Object.keys(blanks))
    if (!Object.hasOwn(kind.blanks, blank)) throw new CheckError(`${where}: ${name} has no "${blank}"`);
  for (const [blank, type] of Object.entries(kind.blanks))
    if (!fits(blanks[blank], type)) throw new CheckError(`${where}: ${name} needs "${blank}", a ${type}`);
  const values = Object.keys(kind.blanks).map((blank) => JSON.stringify(blanks[blank]));
  return { id: [name, ...values].join(" "), name, blanks: blanks as Blanks, goal: goal === true };
}

/**
 * Its wording with blanks, and what fills them: whoever shows it may translate the one before putting in the other.
 * @param between what stands between the parts of a list
 */
export function wordingOf(
  { name, blanks }: Check,
  between = ", ",
): { text: string; blanks: Record<string, string> } {
  const filled = Object.entries(blanks).map(([blank, value]) => [
    blank,
    typeof value === "object" ? value.map((text) => `“${text}”`).join(between) : String(value),
  ]);
  return { text: CHECK_KINDS[name].says, blanks: Object.fromEntries(filled) };
}

/** Whether it holds; undefined when a run that is not over does not say. */
export function holds({ name, blanks }: Check, seen: Observations): boolean | undefined {
  const kind: CheckKind = CHECK_KINDS[name];
  if (!seen.final && kind.when === "end") return undefined;
  return kind.holds(seen, blanks as never) || (seen.final ? false : undefined);
}
