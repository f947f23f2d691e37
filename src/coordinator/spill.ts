/**
 * Keeps the memory of a run's queues within a bound. A queue without bound takes whatever is put, as Python's does;
 * what waits in queues beyond so many bytes waits in files of the run's folder instead. Nobody is ever blocked by
 * that: it would be a deadlock that the program does not have.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FrameReader } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import type { Item, SharedObject } from "./shared-object.ts";

/** Bytes of items of all queues together that are kept in memory. */
export const QUEUED_BYTES = 256 * 1024 * 1024;
/** A file is written when this much is to go there, bytes. */
const FILE_BYTES = 1024 * 1024;
/** What an item takes besides its payload, bytes, roughly. */
const ITEM_BYTES = 250;

/** Some consecutive items of one queue, in a file. */
export interface Spilled {
  path: string;
  count: number;
}

export interface SpillOptions {
  /** Where to; undefined: everything stays in memory. */
  folder: string | undefined;
  /** By trace id: what handles in items stand for. */
  objects: readonly (SharedObject | undefined)[];
  report(message: string): void;
  bound?: number;
  fileBytes?: number;
}

export const sizeOf = (item: Item): number => item.payload.length + ITEM_BYTES;

export class Spill {
  /** Bytes of items in memory. */
  held = 0;
  readonly fileBytes: number;
  readonly #options: SpillOptions;
  readonly #bound: number;
  #files = 0;
  #broken = false;

  constructor(options: SpillOptions) {
    this.#options = options;
    this.#bound = options.bound ?? QUEUED_BYTES;
    this.fileBytes = options.fileBytes ?? FILE_BYTES;
  }

  /** So many bytes more would be too much. */
  over(bytes: number): boolean {
    return this.held + bytes > this.#bound && this.#options.folder !== undefined && !this.#broken;
  }

  /** Undefined when they cannot be written: then they stay in memory, which is better than losing them. */
  write(items: Iterable<Item>, queue: string): Spilled | undefined {
    const writer = new FrameWriter();
    let count = 0;
    for (const { id, refs, payload } of items) {
      count++;
      writer.begin(0).u32(id).u32(refs.length);
      for (const ref of refs) writer.u32(ref.id);
      writer.bytes(payload).end();
    }
    const mebibytes = Math.round(this.#bound / 1024 / 1024);
    const path = join(this.#options.folder!, `items-${++this.#files}`);
    try {
      writeFileSync(path, writer.take(), { mode: 0o600, flag: "wx" });
    } catch (error) {
      this.#broken = true;
      rmSync(path, { force: true });
      this.#options.report(
        `more than ${mebibytes} MiB of items wait in queues; they stay in memory, for a file could not be written: ${(error as Error).message}`,
      );
      return undefined;
    }
    if (this.#files === 1)
      this.#options.report(
        `${queue} is fed faster than it is drained: more than ${mebibytes} MiB of items wait in queues; what comes now waits on disk`,
      );
    return { path, count };
  }

  /** The items again; their file is gone afterwards. */
  read({ path, count }: Spilled, queue: string): Item[] {
    const items: Item[] = [];
    try {
      const { buffer, byteOffset, length } = readFileSync(path);
      const reader = new FrameReader();
      reader.push(new Uint8Array(buffer, byteOffset, length));
      while (reader.next()) {
        const id = reader.u32();
        const refs = Array.from({ length: reader.u32() }, () => this.#options.objects[reader.u32()]!);
        items.push({ id, refs, payload: reader.bytes() });
      }
      rmSync(path);
    } catch (error) {
      this.#options.report(`${count - items.length} items of ${queue} are lost: ${(error as Error).message}`);
    }
    return items;
  }
}
