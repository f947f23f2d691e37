/** Names of two runs where there is little room: without what both begin with. */

/** A shorter beginning tells as much as what would stand in its place. */
const LEAST = 8;

/** `main-2026-11-28-16-04-11` and `main-2026-11-28-16-10-22` → `…04-11` and `…10-22`. */
export function shortNames(first: string, second: string): [string, string] {
  let same = 0;
  while (same < Math.min(first.length, second.length) && first[same] === second[same]) same++;
  if (first === second) return [first, second];
  // Words and numbers stay whole.
  while (same > 0 && /[\p{L}\p{N}]/u.test(first[same - 1]!)) same--;
  return same < LEAST ? [first, second] : [`…${first.slice(same)}`, `…${second.slice(same)}`];
}
