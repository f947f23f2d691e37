/**
 * A trace is somebody else's file: what its texts say is believed where it has the right shape, and left out where it
 * has not.
 */
import { PARTS } from "../../protocol/control.ts";
import type { ObjectInfo, ProcessInfo, ProcessKind, RunInfo } from "../../protocol/events.ts";

type Fields = Record<string, unknown>;
const KINDS: readonly ProcessKind[] = ["main", "process", "worker", "command", "manager"];

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const text = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise);
const number = (value: unknown, otherwise = 0): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

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
  const without = PARTS.filter((part) => list(fields["without"]).includes(part));
  return {
    version: text(fields["version"]),
    program: text(fields["program"]),
    args: list(fields["args"]).filter((each) => typeof each === "string"),
    node: text(fields["node"]),
    startedAt: number(fields["startedAt"]),
    coordinatorPid: number(fields["coordinatorPid"]),
    ...(without.length > 0 ? { without } : {}),
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
