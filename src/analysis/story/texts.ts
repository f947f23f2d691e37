/** The sentences a run is told in: one table, so that wording and translation have one place. `{name}` marks a blank. */
import type { Hint } from "../../protocol/hints.ts";

export const STORY = {
  spawn: "{process} starts {other}{at}.",
  first: "{process} begins.",
  exit: "{process} ends.",
  "exit.code": "{process} ends with exit code {code}.",
  "exit.signal": "{process} is ended by {signal}.",
  terminate: "{process} has {other} terminated{at}.",
  "wait.acquire": "{process} waits {time} for {object}{by}{at}.",
  "wait.get": "{process} waits {time} for an item of {object}{by}{at}.",
  "wait.put": "{process} waits {time} for room in {object}{by}{at}.",
  "wait.wait": "{process} waits {time} at {object}{by}{at}.",
  "wait.join": "{process} waits {time} for {other} to end{at}.",
  "wait.drain": "{process} waits {time} until all items of {object} are done{by}{at}.",
  "wait.result": "{process} waits {time} for a result of {object}{by}{at}.",
  "wait.send": "{process} waits {time} for room in {object}{by}{at}.",
  "wait.recv": "{process} waits {time} for a message at {object}{by}{at}.",
  "wait.poll": "{process} waits {time} for a message at {object}{at}.",
  "wait.any": "{process} waits {time} for any of several{at}.",
  "wait.sleep": "{process} sleeps for {time}{at}.",
  "given-up": "{process} gives up {what} after {time}{at}.",
  refused: "{process} does not get {object} at once{at}.",
  open: "{process} still waits for {what}, since {since}{at}.",
  set: "{process} sets {object}{at}.",
  notify: "{process} notifies {object}, which wakes {count}{at}.",
  broken: "{object} is broken.",
  task: "{process} runs {name} in {time}.",
  "task.failed": "{process} runs {name}, which fails after {time}.",
  mark: "{process} notes: {name}{at}.",
  hint: "{kind} ({certainty}): {message}",
  gap: "{count} events were lost.",
  "ended-by": ", ended by {process}",
  rest: "{process}: {count} more events like “{example}”, {time} in all.",
} as const;
export type StoryKey = keyof typeof STORY;

/** Which text tells something, and what fills its blanks: another text, where a sentence has one in it. */
export interface Phrase {
  key: StoryKey;
  blanks: Record<string, string | Phrase>;
  /** The sentence is about this hint. */
  hint?: Hint;
}

/** A phrase in a language. `translate` answers a text of the table in it, `ofHint` what a hint says and is called. */
export function say(
  { key, blanks, hint }: Phrase,
  translate: (text: string) => string = (text) => text,
  ofHint: (hint: Hint) => Record<"kind" | "certainty" | "message", string> = (hint) => hint,
): string {
  const filled: Record<string, string> = hint ? { ...ofHint(hint) } : {};
  for (const [name, blank] of Object.entries(blanks))
    filled[name] = typeof blank === "string" ? blank : say(blank, translate, ofHint);
  return translate(STORY[key]).replace(/\{(\w+)\}/g, (whole, name: string) => filled[name] ?? whole);
}
