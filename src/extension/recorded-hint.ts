/** Hints of a recorded trace, which is somebody else's file: only what has the shape of a hint is believed. */
import { HINT_KINDS, type Hint, type HintProcess, type HintSite, type HintWait } from "../protocol/hints.ts";

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const listOf = <T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] =>
  Array.isArray(value) && value.every(isOne);
const maybe = (value: unknown, isOne: (one: unknown) => boolean) => value === undefined || isOne(value);

function isSite(value: unknown): value is HintSite {
  return (
    isFields(value) &&
    isText(value["file"]) &&
    isCount(value["line"]) &&
    isCount(value["column"]) &&
    /^(?:waits|holds|made|other)$/.test(String(value["role"])) &&
    maybe(value["process"], isText)
  );
}

function isWait(value: unknown): value is HintWait {
  return (
    isFields(value) &&
    isText(value["verb"]) &&
    maybe(value["object"], isCount) &&
    listOf(value["on"], isCount) &&
    maybe(value["site"], isSite)
  );
}

function isProcess(value: unknown): value is HintProcess {
  return (
    isFields(value) &&
    isCount(value["id"]) &&
    isText(value["name"]) &&
    maybe(value["waits"], (waits) => listOf(waits, isWait)) &&
    maybe(value["holds"], (holds) => listOf(holds, isCount))
  );
}

const isObject = (value: unknown): value is Hint["objects"][number] =>
  isFields(value) && isCount(value["id"]) && isText(value["type"]) && isText(value["name"]);

/** The hint that the text of a `hint` row says; undefined when it does not say one. */
export function recordedHint(text: string | null): Hint | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
  if (!isFields(value)) return undefined;
  const { kind, certainty, severity, message, fix, processes, objects, sites, time, events } = value;
  const known =
    (HINT_KINDS as readonly unknown[]).includes(kind) &&
    /^(?:certain|proven|possible)$/.test(String(certainty)) &&
    /^(?:error|warning|info)$/.test(String(severity)) &&
    isText(message) &&
    isText(fix) &&
    listOf(processes, isProcess) &&
    listOf(objects, isObject) &&
    listOf(sites, isSite) &&
    listOf(events, isCount) &&
    typeof time === "number";
  return known ? (value as unknown as Hint) : undefined;
}
