/** Writes the trace: rows in, batches appended to the file as whole Arrow messages. */
import { type FileHandle, open } from "node:fs/promises";
import { KIND } from "../protocol/events.ts";
import type { EventBatch } from "../trace/reader.ts";
import { TraceWriter } from "../trace/writer.ts";
import { nowMicros } from "./clock.ts";

/** A batch is written when it is this old … */
const BATCH_MS = 16;
/** … or this large. */
const BATCH_ROWS = 16_384;

export interface RecorderListener {
  /** These bytes of the file are complete. */
  batch(offset: number, length: number): void;
  /** The file can no longer be written; one sentence. */
  failed(message: string): void;
}

export class Recorder {
  /** Absolute microseconds of trace time 0. */
  readonly start = nowMicros();
  readonly #writer = new TraceWriter();
  readonly #path: string | null;
  readonly #listener: RecorderListener;
  #file: FileHandle | undefined;
  #offset = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dropped = 0;
  #broken = false;
  readonly #observers: ((batch: EventBatch) => void)[] = [];

  /** `path` null: nothing is recorded. */
  constructor(path: string | null, listener: RecorderListener) {
    this.#path = path;
    this.#listener = listener;
  }

  /** Creates the file; it must not be a link to somewhere else's data, so an old one is replaced. */
  async open(): Promise<void> {
    if (this.#path !== null) this.#file = await open(this.#path, "w", 0o600);
  }

  /** Has every batch shown to somebody before it is written, or instead of that; it must not record anything then. */
  observe(observer: (batch: EventBatch) => void): void {
    this.#observers.push(observer);
  }

  get recording(): boolean {
    return this.#path !== null;
  }

  get seq(): number {
    return this.#writer.seq;
  }

  name(dictionary: "process" | "object" | "site", id: number, name: string): void {
    this.#writer.name(dictionary, id, name);
  }

  get names(): TraceWriter["names"] {
    return this.#writer.names;
  }

  /** Appends a row; `time` in absolute microseconds. Answers its sequence number. */
  add(
    time: number,
    kind: number,
    process: number,
    object: number,
    op: number,
    other: number,
    value: number,
    timeout: number,
    site: number,
    text?: string,
    branch = 0,
  ): number {
    const writer = this.#writer;
    const seq = writer.add(
      Math.max(0, time - this.start),
      kind,
      process,
      branch,
      object,
      op,
      other,
      value,
      timeout,
      site,
      text,
    );
    if (writer.pending >= BATCH_ROWS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
    return seq;
  }

  /** Hands the rows so far to the file, and to whoever looks at them. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = this.#writer.pending;
    if (rows === 0) return;
    const { batch } = this.#writer;
    for (const observe of this.#observers) observe(batch);
    if (this.#path === null) {
      this.#writer.discard();
      return;
    }
    const bytes = this.#writer.flush();
    if (!bytes) return;
    const file = this.#file;
    if (!file || this.#broken) {
      this.#dropped += rows;
      return;
    }
    const offset = this.#offset;
    this.#offset += bytes.length;
    this.#writing = this.#writing.then(async () => {
      if (this.#broken) return;
      try {
        for (let done = 0; done < bytes.length; )
          done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
        this.#listener.batch(offset, bytes.length);
      } catch (error) {
        // What is in the file stays whole: a batch that did not fit is cut off again.
        this.#broken = true;
        this.#dropped += rows;
        await file.truncate(offset).catch(() => {});
        this.#listener.failed(
          `Recording stopped: ${(error as Error).message}. The program goes on; the trace ends here.`,
        );
      }
    });
  }

  /** Records the end and closes the file; resolves when all of it is written. */
  async close(exitStatus: number): Promise<number> {
    this.add(nowMicros(), KIND["run.end"], 0, 0, 0, 0, exitStatus, Number.NaN, 0);
    this.flush();
    await this.#writing;
    await this.#file?.close();
    return this.#writer.seq - this.#dropped;
  }
}
