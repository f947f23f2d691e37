/** Small programs about managers: what they print is looked at. */
import { output } from "./sync.ts";

const HEAD = `
  import { type DictProxy, Event, JoinableQueue, type ListProxy, Manager, type NamespaceProxy, pipe } from "@interleave/runtime";
  const text = (value: unknown) => JSON.stringify(value);
`;

/** Lines of a program that must end well, with no process left and these hints alone. */
export const managed = (source: string, hints: string[] = []): Promise<string[]> =>
  output(HEAD + source, hints);
