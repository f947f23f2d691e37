/** What places in the user's program have to do with one another. */
import { placeOf } from "../../protocol/place.ts";

/** Lines that one step of work has, at most, from its beginning to its end. */
const STEP_LINES = 12;

/** Whether two places are so close that they look like parts of one step. */
export function sameStep(first: string, second: string): boolean {
  const [a, b] = [placeOf(first), placeOf(second)];
  return a !== undefined && b !== undefined && a.file === b.file && Math.abs(a.line - b.line) <= STEP_LINES;
}
