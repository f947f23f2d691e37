/** Places in the user's program. */

/** `FILE:LINE:COLUMN` as its parts; the file may contain colons. Undefined when it is none. */
export function placeOf(text: string): { file: string; line: number; column: number } | undefined {
  const match = /^(.*):(\d+):(\d+)$/s.exec(text);
  return match ? { file: match[1]!, line: Number(match[2]), column: Number(match[3]) } : undefined;
}

/** Lines that one step of work has, at most, from its beginning to its end. */
const STEP_LINES = 12;

/** Whether two places are so close that they look like parts of one step. */
export function sameStep(first: string, second: string): boolean {
  const [a, b] = [placeOf(first), placeOf(second)];
  return a !== undefined && b !== undefined && a.file === b.file && Math.abs(a.line - b.line) <= STEP_LINES;
}
