/** Numbers and places as people read them. Times come in microseconds. */
import { type Place, placeOf } from "../src/protocol/place.ts";

const THIN = "\u2009";

/** Whole numbers with thin spaces between the thousands. */
export const count = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, THIN);

/** The same where there is little room: three figures from a million on. */
export const shortCount = (value: number): string =>
  value < 999_500 ? count(value) : `${significant(value / 1e6)}${THIN}M`;

/** A length of time with three figures: milliseconds below a second, seconds from there. */
export function duration(us: number): string {
  if (!Number.isFinite(us)) return "–";
  const ms = Math.max(0, us) / 1000;
  if (ms >= 999.5) return `${significant(ms / 1000)} s`;
  return `${ms === 0 ? "0" : significant(ms)} ms`;
}

function significant(value: number): string {
  if (value >= 100) return count(value);
  if (value >= 10) return value.toFixed(1);
  if (value >= 1) return value.toFixed(2);
  return value >= 0.1 ? value.toFixed(2) : value >= 0.01 ? value.toFixed(3) : value.toFixed(3);
}

/** A moment of the run, with three decimals of a second. */
export const moment = (us: number): string => `${(Math.max(0, us) / 1e6).toFixed(3)} s`;

/** A range of the run, as short as tells it apart. */
export function rangeText(from: number, to: number): string {
  const span = to - from;
  const places = span >= 100e6 ? 1 : span >= 1e6 ? 2 : span >= 1e4 ? 3 : span >= 100 ? 5 : 6;
  const figure = (us: number) => (us === 0 ? "0" : (us / 1e6).toFixed(places));
  return `${figure(Math.max(0, from))} – ${figure(to)} s`;
}

export const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** `1 item`, `2 items`: both with `{0}` for the number. */
export const many = (number: number, one: string, several: string, figure = count): string =>
  (number === 1 ? one : several).replace("{0}", figure(number));

/** The place that a site names; undefined when it names no file. */
export function place(site: string): Place | undefined {
  const found = placeOf(site);
  return found?.file ? found : undefined;
}

/** `main.ts:27` */
export function placeText(site: string): string {
  const where = place(site);
  return where ? `${baseName(where.file)}:${where.line}` : "";
}

export const baseName = (file: string): string =>
  file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);

export const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** `Consumer-3` → `C-3`; other names stay. */
export const shortName = (name: string): string => name.replace(/^(\p{Lu})\p{L}+-(\d+)$/u, "$1-$2");

/** A figure keeps its unit where a line is broken. */
export const glued = (text: string): string =>
  text.replace(/(?<=\d) (?=(?:ms|s|%)(?![\p{L}\d]))/gu, "\u00a0");

export const upperFirst = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
