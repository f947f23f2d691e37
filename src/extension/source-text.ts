/** Lines of a program's file, to be shown beside what happened there. No `vscode` here: it is tested by itself. */
import { readFile, stat } from "node:fs/promises";
import type { SourceText } from "../protocol/view.ts";

/** A larger file is no program that somebody has written. */
const MOST_BYTES = 4 << 20;
/** Of a line so many characters are shown: it may be a whole minified file. */
const MOST_CHARACTERS = 400;

export const NO_SOURCE: SourceText = { lines: [], changed: false };

/**
 * Those of these lines (from 1) that the file has, as they are on disk, where what ran was read from, too. What cannot
 * be read, or is no text, has none.
 * @param startedAt when it ran, in epoch milliseconds; 0 when that is not known
 */
export async function sourceText(
  path: string,
  lines: readonly number[],
  startedAt: number,
): Promise<SourceText> {
  const found = await read(path).catch(() => undefined);
  if (!found || found.text.includes("\0")) return NO_SOURCE;
  const all = found.text.split(/\r\n|[\n\r\u2028\u2029]/);
  const there = [...new Set(lines)].filter((line) => line >= 1 && line <= all.length);
  return {
    lines: there.map((line) => [line, all[line - 1]!.slice(0, MOST_CHARACTERS)] as const),
    changed: startedAt > 0 && found.writtenAt > startedAt,
  };
}

async function read(path: string): Promise<{ text: string; writtenAt: number } | undefined> {
  const found = await stat(path);
  // A pipe or a device has no end.
  if (!found.isFile() || found.size > MOST_BYTES) return undefined;
  return { text: await readFile(path, "utf8"), writtenAt: found.mtimeMs };
}
