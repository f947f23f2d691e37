/** Which two processes took the same two locks in opposite orders, and where. No `vscode` here. */
import type { Hint, HintProcess, HintSite } from "../protocol/hints.ts";

export interface LockOrder {
  /** Where one of the two takes its first lock, and where its second. */
  first: HintSite;
  second: HintSite;
}

/**
 * The places at which the order of two locks can be turned round: those of the one whose places are named by nobody
 * else. Undefined unless the hint is of exactly two processes, each of which holds one lock, waits for the other's, and
 * says where.
 */
export function lockOrder(hint: Hint): LockOrder | undefined {
  if (hint.kind !== "deadlock" && hint.kind !== "deadlock-predicted") return undefined;
  const core = hint.processes
    .filter(({ role }) => role !== "collateral")
    .map((process) => taker(hint, process));
  const [a, b] = core;
  if (core.length !== 2 || !a || !b || a.holds !== b.wants || b.holds !== a.wants) return undefined;
  const places = new Set(
    [a.first, a.second, b.first, b.second].map(({ file, line, column }) => `${file}:${line}:${column}`),
  );
  // The same code taking its locks in two orders: which they are is decided elsewhere.
  if (places.size < 4) return undefined;
  // Of two that could be changed, the one that stands later: the other has set the order.
  const later = a.second.file === b.second.file && a.second.line > b.second.line ? a : b;
  return { first: later.first, second: later.second };
}

function taker(hint: Hint, { name, waits, holds }: HintProcess) {
  const wait = waits?.[0];
  const held = hint.sites.filter(({ role, process }) => role === "holds" && process === name);
  const [first] = held;
  if (waits?.length !== 1 || holds?.length !== 1 || held.length !== 1) return undefined;
  if (wait?.verb !== "acquire" || wait.object === undefined || !wait.site || !first) return undefined;
  return { first, second: wait.site, holds: holds[0]!, wants: wait.object };
}
