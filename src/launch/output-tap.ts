/**
 * Hears what a process writes on its standard streams, from before its first module on. What is written, and what the
 * writer is answered, stays as it is; a stream that the program does not use is not touched.
 */
import type { OutputTap, Written } from "../protocol/control.ts";

/** Bytes, or characters, that are kept until the program asks for the runtime, if it ever does. */
const EARLY_MOST = 64 * 1024;
const LINE_FEED = 10;

type Write = (...args: unknown[]) => unknown;
type Stream = Record<"write" | "end", Write> & { writable: boolean };

/** Listens on both streams of this process. */
export function tapOutput(): OutputTap {
  const tap: OutputTap = { early: [], missed: [0, 0, 0], listener: undefined };
  let kept = 0;
  const tell = (written: Written) => {
    if (tap.listener) {
      tap.listener(written);
      return;
    }
    const { stream, chunk } = written;
    if (kept + chunk.length > EARLY_MOST) tap.missed[stream] += lineFeeds(chunk);
    else {
      kept += chunk.length;
      // The writer may use its buffer again.
      tap.early.push(typeof chunk === "string" ? written : { ...written, chunk: chunk.slice() });
    }
  };
  whenUsed("stdout", (stream) => listen(stream, 1, tell));
  whenUsed("stderr", (stream) => listen(stream, 2, tell));
  return tap;
}

/**
 * Calls `act` when the stream is used for the first time. Node opens it only then, which changes what it is opened on for
 * everybody who shares it.
 */
function whenUsed(name: "stdout" | "stderr", act: (stream: Stream) => void): void {
  const own = Object.getOwnPropertyDescriptor(process, name);
  if (!own?.get || !own.configurable) return;
  const open = own.get;
  let opened = false;
  Object.defineProperty(process, name, {
    ...own,
    get() {
      const stream = open.call(process);
      if (!opened) {
        opened = true;
        act(stream);
      }
      return stream;
    },
  });
}

function listen(stream: Stream, number: 1 | 2, tell: (written: Written) => void): void {
  const tapped = (original: Write) =>
    function (this: unknown, ...args: unknown[]): unknown {
      // A stream that is closed, or called with something else as `this`, prints nothing.
      const prints = this === stream && stream.writable;
      const time = now();
      const answer = Reflect.apply(original, this, args);
      if (prints) {
        try {
          const chunk = chunkOf(args[0]);
          const encoding = typeof args[1] === "string" ? args[1] : undefined;
          if (chunk) tell({ stream: number, chunk, encoding, time });
        } catch {
          // Whatever is wrong with telling, the program has printed.
        }
      }
      return answer;
    };
  for (const name of ["write", "end"] as const) {
    const value = tapped(stream[name]);
    Object.defineProperty(value, "name", { value: name, configurable: true });
    Object.defineProperty(stream, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

/** What is to be written; undefined when it is nothing, or a callback in its place. */
function chunkOf(given: unknown): string | Uint8Array | undefined {
  if (typeof given === "string") return given;
  if (!ArrayBuffer.isView(given)) return undefined;
  return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
}

function lineFeeds(chunk: string | Uint8Array): number {
  let count = 0;
  const wanted = (typeof chunk === "string" ? "\n" : LINE_FEED) as never;
  for (let at = chunk.indexOf(wanted); at >= 0; at = chunk.indexOf(wanted, at + 1)) count++;
  return count;
}

/** Absolute microseconds: the clock of all processes. */
function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + nanoseconds / 1e3;
}
