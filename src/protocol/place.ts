/** Places in the user's program, as traces spell them. */

export interface Place {
  file: string;
  /** From 1, as are columns. */
  line: number;
  column: number;
}

/** `FILE:LINE:COLUMN` as its parts; the file may contain colons. Undefined when it is none. */
export function placeOf(site: string): Place | undefined {
  const match = /^(.*):(\d+):(\d+)$/s.exec(site);
  return match ? { file: match[1]!, line: Number(match[2]), column: Number(match[3]) } : undefined;
}
