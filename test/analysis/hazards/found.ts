/** What hazards find in a trace that is written by hand. */
import { Hazards } from "../../../src/analysis/hazards/hazards.ts";
import type { Hint } from "../../../src/protocol/hints.ts";
import { TraceReader } from "../../../src/trace/reader.ts";
import { TraceScript } from "../../trace/script.ts";

/** Main and three children, A, B and C, which run from millisecond 2 on. */
const START = `
0 - spawn main
0 main run program
1 main spawn A
1 main spawn B
1 main spawn C
2 A run f
2 B run f
2 C run f
`;

/** The hints of these portions, each taken in by itself, and of the end. */
export function hintsOf(...portions: string[]): Hint[] {
  const script = new TraceScript();
  const reader = new TraceReader();
  const hazards = new Hazards(reader.names);
  const found: Hint[] = [];
  for (const portion of [START, ...portions])
    for (const batch of reader.push(script.write(portion))) found.push(...hazards.push(batch));
  found.push(...hazards.end());
  return found;
}

/** `KIND CERTAINTY SEVERITY: PROCESSES; OBJECTS` of each. */
export const found = (...portions: string[]): string[] =>
  hintsOf(...portions).map(
    ({ kind, certainty, severity, processes, objects }) =>
      `${kind} ${certainty} ${severity}: ${processes.map((process) => process.name).join(" ")}; ${objects
        .map((object) => object.name)
        .join(" ")}`,
  );

/** Lines `FROM + i * STEP REST`, for i below `count`; `{i}` stands for i. */
export const lines = (count: number, from: number, step: number, rest: string): string =>
  Array.from({ length: count }, (_, i) => `${from + i * step} ${rest.replaceAll("{i}", String(i))}`).join(
    "\n",
  );
