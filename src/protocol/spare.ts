/** What of a stream is needed to write. */
interface Writable {
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): unknown;
}

/** Payloads from this size on are not copied while they are written, and have memory of their own once read. */
export const LARGE_BYTES = 128 * 1024;

/** So many bytes that end at a multiple of eight: then do numbers that end them. */
export function aligned(size: number): Uint8Array<ArrayBuffer> {
  const padding = -size & 7;
  return new Uint8Array(new ArrayBuffer(padding + size), padding);
}

/**
 * Memory for large payloads, used again once it has been written out: what has never been touched the system must first
 * find and clear, page by page, which takes longer than to fill it.
 */
export class Spare {
  /** Only as long as the garbage collector leaves it: it costs nobody anything. */
  #free: WeakRef<ArrayBuffer> | undefined;
  /** Given out here, and of no use to anybody once it is written. */
  readonly #spent = new WeakSet<ArrayBufferLike>();

  /** As {@link aligned}, of any content. */
  take(size: number): Uint8Array<ArrayBuffer> {
    const padding = -size & 7;
    const free = this.#free?.deref();
    // One much larger is left for what is as large.
    if (!free || free.byteLength < padding + size || free.byteLength > 2 * size) return aligned(size);
    this.#free = undefined;
    return new Uint8Array(free, padding, size);
  }

  /** Of a large payload's memory nobody needs anything any more, but to write it. */
  spend(payload: Uint8Array): void {
    if (payload.length >= LARGE_BYTES) this.#spent.add(payload.buffer);
  }

  /** Writes pieces one behind the other; what is spent can be taken again once it has left. */
  write(stream: Writable, pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) {
      if (pieces.length === 1 || !this.#spent.delete(piece.buffer)) stream.write(piece);
      else
        stream.write(piece, (error) => {
          if (!error) this.#free = new WeakRef(piece.buffer as ArrayBuffer);
        });
    }
  }
}
