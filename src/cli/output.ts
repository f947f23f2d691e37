/** Where a command's result goes: a file or standard output. */
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ArgumentError } from "./arguments.ts";

/**
 * Writes all portions as fast as they are taken, to standard output when `out` is undefined. A reader that goes away,
 * as `head` does, ends it quietly. @throws ArgumentError when the file cannot be written; none is left behind
 */
export async function write(out: string | undefined, portions: AsyncIterable<string>): Promise<void> {
  const target: Writable = out === undefined ? process.stdout : createWriteStream(out);
  try {
    await pipeline(portions, target, { end: out !== undefined });
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (out === undefined) {
      if (code === "EPIPE") return;
      throw error;
    }
    // What could not even be opened is somebody else's.
    if (syscall === "open") throw new ArgumentError(`${out} cannot be written: ${message}`);
    await rm(out, { force: true }).catch(() => {});
    throw syscall === undefined ? error : new ArgumentError(`${out} cannot be written: ${message}`);
  }
}
