/** Figures and places as people read them in a terminal or a sentence. */

/** A length of time with three figures: milliseconds below a second, seconds from there. `ms` in milliseconds. */
export function durationText(ms: number): string {
  if (ms === 0) return "0 ms";
  return ms >= 999.5 ? `${figures(ms / 1000)} s` : `${figures(ms)} ms`;
}

/** Three significant figures, at most three decimals. */
export function figures(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.1 ? 2 : 3);
}

export const percentText = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** `main.ts:27` of `/path/main.ts:27:14`; other texts stay. */
export function placeText(site: string): string {
  const match = /([^/\\]+):(\d+):\d+$/s.exec(site);
  return match ? `${match[1]}:${match[2]}` : site;
}

const BARS = "▁▂▃▄▅▆▇█";

/** Numbers as a line of bars; the highest stands for `most`. */
export function sparkline(values: readonly number[], most: number): string {
  return values
    .map((value) => (value <= 0 || most <= 0 ? " " : BARS[Math.min(7, Math.floor((value / most) * 8))]!))
    .join("");
}

/** Texts come from the program: no control characters reach a terminal. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "?");
