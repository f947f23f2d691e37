/** A wait beside its like, in words. */
import type { WaitAmong } from "../src/analysis/wait/all-waits.ts";
import type { RunModel } from "../src/trace/model.ts";
import { count, duration } from "./format.ts";
import { t } from "./l10n.ts";

/** What is waited for; ids are those of the trace, 0 for none. */
export interface Awaited {
  verb: string;
  object: number;
  other: number;
}

/** By verb; for all others it is the object itself. */
const THINGS: Record<string, string> = {
  get: t("an item from {0}"),
  put: t("room in {0}"),
  send: t("room in {0}"),
  recv: t("a message at {0}"),
  poll: t("a message at {0}"),
  drain: t("all to be done in {0}"),
  join: t("the end of {0}"),
  result: t("results of {0}"),
};

/** What it is that they all wait for. */
export function awaitedText(model: RunModel, { verb, object, other }: Awaited): string {
  if (verb === "any") return t("any of several");
  const name = object
    ? model.objectName(object)
    : verb === "result"
      ? other
        ? model.taskName(other)
        : t("a task")
      : model.processName(other);
  return (THINGS[verb] ?? "{0}").replace("{0}", () => name);
}

/** `live`: there may be more of them. */
export function amongText({ count: number, longestOf }: WaitAmong, awaited: string, live: boolean): string {
  const one =
    number === 1
      ? t("The only wait for {0}", awaited)
      : t("One of {0} waits for {1}", count(number), awaited);
  const text = live ? t("{0} so far", one) : one;
  switch (longestOf) {
    case "all":
      return t("{0}, the longest of all", text);
    case "process":
      return t("{0}, the longest of this process", text);
    case undefined:
      return text;
  }
}

/** What the strip of all of them shows. */
export const stripText = ({ count: number, shortest, longest, length }: WaitAmong): string =>
  t(
    "{0} waits, from {1} to {2}, this one {3}",
    count(number),
    duration(shortest),
    duration(longest),
    duration(length),
  );
