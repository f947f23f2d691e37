/** Whether what a trace gives as a hint is one: a damaged or foreign trace must not bring down who shows it. */
import type { Hint } from "../protocol/hints.ts";

type Shape = { [key: string]: "string" | "number" };

const has = (value: unknown, shape: Shape): value is Record<string, unknown> =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(shape).every(([key, type]) => typeof (value as Record<string, unknown>)[key] === type);

const list = (value: unknown, shape: Shape): boolean =>
  Array.isArray(value) && value.every((entry) => has(entry, shape));

/** Texts, or nothing at all. */
const texts = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every((entry) => typeof entry === "string"));

export function isHint(value: unknown): value is Hint {
  if (
    !has(value, { kind: "string", certainty: "string", message: "string", fix: "string", time: "number" }) ||
    !list(value["processes"], { id: "number", name: "string" }) ||
    !list(value["objects"], { id: "number", name: "string", type: "string" }) ||
    !list(value["sites"], { file: "string", line: "number", column: "number" }) ||
    !Array.isArray(value["events"]) ||
    !texts(value["witness"])
  )
    return false;
  return (value["processes"] as Record<string, unknown>[]).every(
    ({ waits }) =>
      waits === undefined ||
      (list(waits, { verb: "string", since: "number" }) &&
        (waits as Record<string, unknown>[]).every(({ on }) => Array.isArray(on))),
  );
}
