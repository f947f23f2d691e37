/**
 * A trace is somebody else's file: what its texts say is believed where it has the right shape, and left out where it
 * has not.
 */
import type { ObjectInfo, ProcessInfo, ProcessKind, RunInfo } from "../../protocol/events.ts";
import type {
  Blank,
  Hint,
  HintObject,
  HintProcess,
  HintSite,
  HintText,
  HintWait,
} from "../../protocol/hints.ts";

type Fields = Record<string, unknown>;
const KINDS: readonly ProcessKind[] = ["main", "process", "worker", "command", "manager"];

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const text = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);
const number = (value: unknown, otherwise = 0): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const numbers = (value: unknown): number[] => list(value).filter((each) => typeof each === "number");
const oneOf = <T extends string>(value: unknown, choices: readonly T[]): T =>
  choices.find((choice) => choice === value) ?? choices[0]!;

/** A text that is a JSON object; undefined for any other. */
export function jsonFields(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function runInfo(value: unknown): RunInfo {
  const fields = fieldsOf(value);
  return {
    version: text(fields["version"]),
    program: text(fields["program"]),
    args: list(fields["args"]).filter((each) => typeof each === "string"),
    node: text(fields["node"]),
    startedAt: number(fields["startedAt"]),
    coordinatorPid: number(fields["coordinatorPid"]),
  };
}

/** `name` is what the trace's dictionary calls it. */
export function processInfo(value: unknown, name: string): ProcessInfo {
  const fields = fieldsOf(value);
  const pid = number(fields["pid"], -1);
  const pool = fields["pool"];
  return {
    name: text(fields["name"], name),
    pid: pid > 0 ? pid : undefined,
    daemon: fields["daemon"] === true,
    kind: KINDS.find((kind) => kind === fields["kind"]) ?? "process",
    target: text(fields["target"]),
    ...(typeof pool === "number" ? { pool } : {}),
  };
}

export function objectInfo(value: unknown, name: string): ObjectInfo {
  const fields = fieldsOf(value);
  const { size, lock } = fields;
  return {
    // A type that is not known here is a later version's: it is shown by its name, as nothing that one waits for.
    type: text(fields["type"], "Object") as ObjectInfo["type"],
    name: text(fields["name"], name),
    ...(typeof size === "number" ? { size } : {}),
    ...(typeof lock === "number" ? { lock } : {}),
    ...(fields["writeOnly"] === true ? { writeOnly: true } : {}),
    ...(fields["part"] === true ? { part: true } : {}),
  };
}

export function hintOf(value: unknown): Hint {
  const fields = fieldsOf(value);
  const { because, witness } = fields;
  const told = hintText(fields["text"]);
  return {
    kind: text(fields["kind"], "hint") as Hint["kind"],
    certainty: oneOf(fields["certainty"], ["possible", "proven", "certain"]),
    severity: oneOf(fields["severity"], ["info", "warning", "error"]),
    message: text(fields["message"]),
    fix: text(fields["fix"]),
    ...(told ? { text: told } : {}),
    ...(because === undefined ? {} : { because: list(because).map((each) => text(each)) as Hint["kind"][] }),
    ...(witness === undefined ? {} : { witness: list(witness).map((each) => text(each)) }),
    processes: list(fields["processes"]).map(hintProcess),
    objects: list(fields["objects"]).map(hintObject),
    sites: list(fields["sites"]).map(hintSite),
    events: numbers(fields["events"]),
    time: number(fields["time"]),
  };
}

/** Blanks that are of no kind that fills one are left out. */
function hintText(value: unknown): HintText | undefined {
  const { key, blanks } = fieldsOf(value);
  if (typeof key !== "string") return undefined;
  const filled = Object.entries(fieldsOf(blanks)).filter(
    (entry): entry is [string, Blank] =>
      /^(?:string|number)$/.test(typeof entry[1]) ||
      (Array.isArray(entry[1]) && entry[1].every((name) => typeof name === "string")),
  );
  return { key, blanks: Object.fromEntries(filled) };
}

function hintProcess(value: unknown): HintProcess {
  const fields = fieldsOf(value);
  const { role, waits, holds, pid } = fields;
  return {
    id: number(fields["id"]),
    name: text(fields["name"]),
    pid: typeof pid === "number" ? pid : undefined,
    ...(role === "core" || role === "collateral" ? { role } : {}),
    ...(waits === undefined ? {} : { waits: list(waits).map(hintWait) }),
    ...(holds === undefined ? {} : { holds: numbers(holds) }),
  };
}

function hintWait(value: unknown): HintWait {
  const fields = fieldsOf(value);
  const { object, site } = fields;
  return {
    verb: text(fields["verb"]),
    ...(typeof object === "number" ? { object } : {}),
    on: numbers(fields["on"]),
    any: fields["any"] === true,
    ...(site === undefined ? {} : { site: hintSite(site) }),
    since: number(fields["since"]),
  };
}

function hintObject(value: unknown): HintObject {
  const fields = fieldsOf(value);
  return { id: number(fields["id"]), type: text(fields["type"]), name: text(fields["name"]) };
}

function hintSite(value: unknown): HintSite {
  const fields = fieldsOf(value);
  const process = fields["process"];
  return {
    file: text(fields["file"]),
    line: number(fields["line"]),
    column: number(fields["column"]),
    role: oneOf(fields["role"], ["other", "waits", "holds", "made"]),
    ...(typeof process === "string" ? { process } : {}),
  };
}
