/** What a recorded run of a lesson has shown of what is expected of it. */
import { join } from "node:path";
import { type Check, holds } from "../../src/classroom/checks.ts";
import { type Observations, Observer } from "../../src/classroom/observations.ts";
import { walked } from "../analysis/walked.ts";
import { ROOT, type Transcript } from "./transcript.ts";

export const LESSONS = join(ROOT, "lessons");

/** What `interleave run` exits with when it has ended the program itself: a deadlock, a limit. */
const NOT_ITS_OWN = [86, 124];

export function shown(check: Check, run: Transcript): boolean | undefined {
  return holds(check, observed(run));
}

function observed(run: Transcript): Observations {
  const observer = new Observer();
  walked(run.trace, [observer], (walk) => observer.of(walk));
  return observer.observations({
    ended: run.exit !== null && !NOT_ITS_OWN.includes(run.exit),
    exitStatus: run.exit ?? Number.NaN,
    output: run.lines.map(({ text }) => text),
  });
}
