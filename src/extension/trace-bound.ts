/** How many traces are kept. No `vscode` here: it is tested by itself. */

/** Most traces that are kept, however small. */
const MOST = 200;

export interface KeptTrace {
  name: string;
  bytes: number;
  /** It is open, or the user wants it kept: it counts, and stays. */
  locked: boolean;
}

/**
 * Names of those that have to go so that the others take at most `limit` bytes: the oldest that are not locked.
 * The newest always stays.
 * @param traces newest first
 */
export function surplus(traces: readonly KeptTrace[], limit: number): string[] {
  let bytes = traces.reduce((sum, trace) => sum + trace.bytes, 0);
  let count = traces.length;
  const gone: string[] = [];
  for (const trace of traces.slice(1).reverse()) {
    if (bytes <= limit && count <= MOST) break;
    if (trace.locked) continue;
    gone.push(trace.name);
    bytes -= trace.bytes;
    count--;
  }
  return gone;
}
