/**
 * Hints that a trace tells. It is somebody else's file: what has not the shape of a hint is none. Everybody who reads
 * traces asks here, so that the same hint has the same number for all of them.
 */
import {
  type Blank,
  HINT_KINDS,
  type Hint,
  type HintObject,
  type HintProcess,
  type HintSite,
  type HintText,
  type HintWait,
} from "../protocol/hints.ts";

const CERTAINTIES = ["certain", "proven", "possible"] as const;
const SEVERITIES = ["error", "warning", "info"] as const;
const ROLES = ["waits", "holds", "made", "other"] as const;

/** What `value`, read from JSON, says as a hint; undefined when it does not say one. */
export function hintOf(value: unknown): Hint | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { message, fix, time, text, steps } = fields;
  const kind = oneOf(fields["kind"], HINT_KINDS);
  const certainty = oneOf(fields["certainty"], CERTAINTIES);
  const severity = oneOf(fields["severity"], SEVERITIES);
  const processes = listOf(fields["processes"], processOf);
  const objects = listOf(fields["objects"], objectOf);
  const sites = listOf(fields["sites"], siteOf);
  const events = listOf(fields["events"], countOf);
  const because = maybe(fields["because"], (value) => listOf(value, textOf));
  const witness = maybe(fields["witness"], (value) => listOf(value, textOf));
  if (!kind || !certainty || !severity || !processes || !objects || !sites || !events) return undefined;
  if (!because || !witness || !isText(message) || !isText(fix) || !isNumber(time)) return undefined;
  const told = wordingOf(text);
  const toldSteps = steps === undefined ? undefined : listOf(steps, wordingOf);
  return {
    ...{ kind, certainty, severity, message, fix },
    ...(told ? { text: told } : {}),
    ...(because.value ? { because: because.value as Hint["kind"][] } : {}),
    ...(witness.value ? { witness: witness.value } : {}),
    ...(toldSteps ? { steps: toldSteps } : {}),
    ...{ processes, objects, sites, events, time },
  };
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const textOf = (value: unknown): string | undefined => (isText(value) ? value : undefined);
const countOf = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
const oneOf = <T extends string>(value: unknown, choices: readonly T[]): T | undefined =>
  choices.find((choice) => choice === value);

/** Undefined unless it is a list and each of its entries is one. */
function listOf<T>(value: unknown, one: (value: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: T[] = [];
  for (const entry of value) {
    const known = one(entry);
    if (known === undefined) return undefined;
    list.push(known);
  }
  return list;
}

/** What may be absent; undefined when it is there and not what it should be. */
function maybe<T>(value: unknown, one: (value: unknown) => T | undefined): { value?: T } | undefined {
  if (value === undefined) return {};
  const known = one(value);
  return known === undefined ? undefined : { value: known };
}

/** Blanks that are of no kind that fills one are left out: the message says the same in English. */
function wordingOf(value: unknown): HintText | undefined {
  const { key, blanks } = fieldsOf(value) ?? {};
  if (!isText(key)) return undefined;
  const filled = Object.entries(fieldsOf(blanks) ?? {}).filter(
    (entry): entry is [string, Blank] =>
      /^(?:string|number)$/.test(typeof entry[1]) || (Array.isArray(entry[1]) && entry[1].every(isText)),
  );
  return { key, blanks: Object.fromEntries(filled) };
}

function processOf(value: unknown): HintProcess | undefined {
  const { id, name, pid, role, waits, holds } = fieldsOf(value) ?? {};
  const number = countOf(id);
  const waited = maybe(waits, (value) => listOf(value, waitOf));
  const held = maybe(holds, (value) => listOf(value, countOf));
  if (number === undefined || !isText(name) || !waited || !held) return undefined;
  return {
    ...{ id: number, name, pid: countOf(pid) },
    ...(role === "core" || role === "collateral" ? { role } : {}),
    ...(waited.value ? { waits: waited.value } : {}),
    ...(held.value ? { holds: held.value } : {}),
  };
}

function waitOf(value: unknown): HintWait | undefined {
  const { verb, object, on, any, site, since } = fieldsOf(value) ?? {};
  const wanted = maybe(object, countOf);
  const others = listOf(on, countOf);
  const place = maybe(site, siteOf);
  if (!isText(verb) || !wanted || !others || !place || !isNumber(since)) return undefined;
  return {
    verb,
    ...(wanted.value === undefined ? {} : { object: wanted.value }),
    ...{ on: others, any: any === true },
    ...(place.value ? { site: place.value } : {}),
    since,
  };
}

function objectOf(value: unknown): HintObject | undefined {
  const { id, type, name } = fieldsOf(value) ?? {};
  const number = countOf(id);
  return number !== undefined && isText(type) && isText(name) ? { id: number, type, name } : undefined;
}

function siteOf(value: unknown): HintSite | undefined {
  const { file, line, column, role, process } = fieldsOf(value) ?? {};
  const [row, at, what] = [countOf(line), countOf(column), oneOf(role, ROLES)];
  const who = maybe(process, textOf);
  if (!isText(file) || row === undefined || at === undefined || !what || !who) return undefined;
  return {
    ...{ file, line: row, column: at, role: what },
    ...(who.value === undefined ? {} : { process: who.value }),
  };
}
