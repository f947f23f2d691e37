/** What programs about executors have in common. */
import { values, WHY } from "./values.ts";

export const HEAD = `
  import { asCompleted, CancelledError, currentProcess, Event, type Future, isMainProcess, Lock, Pool, Process, ProcessPoolExecutor, Queue, sleep, waitFutures } from "@interleave/runtime";
  ${WHY}
  const short = async (act: () => unknown) => ((await why(act)) as unknown[]).slice(0, 3);
  const print = (value: unknown) => console.log(JSON.stringify(value));
  const id = <T>(value: T) => value;
  const square = async (n: number) => n * n;
  const who = () => currentProcess().name;
  const bad = (text: string) => { throw new RangeError(text); };
  const held = async (event: Event, n: number) => { await event.wait(); return n; };
  const begunHeld = async (begun: Queue<string>, event: Event) => { await begun.put(currentProcess().name); await event.wait(); return 1; };
`;

/** {@link values} of a program with that head. */
export const run = (source: string, quiet = true) => values(HEAD + source, quiet);
