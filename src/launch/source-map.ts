/** Just enough of source maps: moving the first line, and writing one down. */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Mappings in which everything on the first generated line stands `by` columns further right. */
export function shiftFirstLine(mappings: string, by: number): string {
  if (mappings === "" || mappings.startsWith(";")) return mappings;
  let value = 0;
  let shift = 0;
  let at = 0;
  for (;;) {
    const digit = DIGITS.indexOf(mappings[at++]!);
    value |= (digit & 31) << shift;
    if (digit < 32) break;
    shift += 5;
  }
  // The first field of a line's first segment is its column; it is never negative. The later ones are relative.
  return encode((value >> 1) + by) + mappings.slice(at);
}

function encode(value: number): string {
  let rest = value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}

/** A comment that carries the map of one source, whose text is not repeated in it. */
export function sourceMapComment(mappings: string, source: string): string {
  const map = JSON.stringify({ version: 3, sources: [source], names: [], mappings });
  return `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(map).toString("base64")}`;
}
