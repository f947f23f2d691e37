/** Where a timeline's bytes come from. */
import { type FileHandle, open, stat } from "node:fs/promises";

/** Most bytes that one read answers; keeps a message to the webview small. */
export const PORTION_BYTES = 4 << 20;

export interface TraceSource {
  /** The file on this machine; absent for what is in none. */
  readonly path?: string | undefined;
  /** Bytes that can be read now. */
  readonly length: number;
  /** Up to {@link PORTION_BYTES} from `from` on, in memory of their own. */
  read(from: number): Promise<Uint8Array>;
  /** What lies from `length` on counts no longer: it is no part of the trace. */
  cut(length: number): void;
  /** Nothing can be read after that. */
  close(): Promise<void>;
}

/**
 * A trace file. While it is being recorded, `reach` tells how many bytes are complete; they are read from the
 * file again when a view needs them, so that the host holds no copy of a long run.
 */
export class FileSource implements TraceSource {
  readonly path: string;
  #length: number;
  #handle: Promise<FileHandle> | undefined;
  #closed = false;

  constructor(path: string, length = 0) {
    this.path = path;
    this.#length = length;
  }

  /** All of a finished file. */
  static async of(path: string): Promise<FileSource> {
    return new FileSource(path, (await stat(path)).size);
  }

  get length(): number {
    return this.#length;
  }

  reach(bytes: number): void {
    this.#length = Math.max(this.#length, bytes);
  }

  cut(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  async read(from: number): Promise<Uint8Array> {
    // Opening it again would leave it open for good.
    if (this.#closed) return new Uint8Array(0);
    this.#handle ??= open(this.path).catch((error: unknown) => {
      this.#handle = undefined;
      throw error;
    });
    const wanted = Math.min(PORTION_BYTES, this.#length - from);
    const bytes = new Uint8Array(Math.max(0, wanted));
    let at = 0;
    const handle = await this.#handle;
    while (at < bytes.length && !this.#closed) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
      // Shorter than we were told: somebody cut the file behind our back.
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return at === bytes.length ? bytes : bytes.slice(0, at);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.then(
      (open) => open.close(),
      () => undefined,
    );
  }
}

/** A trace that is no file on this machine (one side of a comparison, say). */
export class MemorySource implements TraceSource {
  #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  cut(length: number): void {
    this.#bytes = this.#bytes.subarray(0, length);
  }

  async read(from: number): Promise<Uint8Array> {
    return this.#bytes.slice(from, from + PORTION_BYTES);
  }

  async close(): Promise<void> {}
}
