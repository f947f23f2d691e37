/** Names of trace files: program and time, sortable. No `vscode` here: it is tested by itself. */
import { TRACE_EXTENSION } from "./ids.ts";

/** `50_dining_philosophers-20261121-094512.interleave`; a number is added while `taken` says that there is one. */
export function traceName(title: string, at: Date, taken: (name: string) => boolean): string {
  const program = title.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 80) || "program";
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const stem = `${program}-${day}-${time}`;
  let name = `${stem}${TRACE_EXTENSION}`;
  for (let n = 2; taken(name); n++) name = `${stem}-${n}${TRACE_EXTENSION}`;
  return name;
}

/** Program and time of a trace that {@link traceName} named; undefined for other names. */
export function parseTraceName(name: string): { title: string; at: Date } | undefined {
  const match = /^(.+)-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(?:-\d+)?\.interleave$/.exec(name);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(2).map(Number) as [
    ...[number, number, number],
    ...[number, number, number],
  ];
  return { title: match[1]!, at: new Date(year, month - 1, day, hour, minute, second) };
}

/** Those of `names` that {@link traceName} made, newest first. */
export function recentTraces(names: readonly string[]): string[] {
  const made = /-(\d{8}-\d{6})(?:-(\d+))?\.interleave$/;
  return names
    .flatMap((name) => {
      const match = made.exec(name);
      return match ? [{ name, stamp: match[1]!, number: Number(match[2] ?? 1) }] : [];
    })
    .sort((a, b) => (a.stamp < b.stamp ? 1 : a.stamp > b.stamp ? -1 : b.number - a.number))
    .map(({ name }) => name);
}

/** What a program is called in titles: the folder of a `main` or `index` file, else the file. */
export function programTitle(path: string): string {
  const parts = path.split(/[\\/]/);
  const file = parts.at(-1) ?? path;
  const folder = parts.at(-2);
  return /^(main|index)\.[cm]?[jt]s$/.test(file) && folder ? folder : file;
}
