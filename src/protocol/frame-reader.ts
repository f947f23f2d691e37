/** Reads frames, whatever the portions in which they come. */
import { aligned, LARGE_BYTES, type Spare } from "./spare.ts";

/** Frames longer than this are refused. Twice as much would be more than some systems write at once. */
export const MAX_FRAME_BYTES = 1024 * 1024 * 1024;
/** One item, message, argument list or result is no larger than this: what belongs around it fits, too. */
export const MAX_PAYLOAD_BYTES = MAX_FRAME_BYTES - 64 * 1024;

const decoder = new TextDecoder();

/** A frame that does not hold what its code says. */
export class FrameError extends Error {
  override name = "FrameError";
}

/**
 * Cuts a byte stream into frames and reads their bodies. `push` takes a portion, `next` steps to the next whole
 * frame; payloads are views of the portion, so whoever keeps one copies it. A frame from LARGE_BYTES on is put
 * together in memory of its own.
 */
export class FrameReader {
  code = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #end = 0;
  #next = 0;
  /** Portions of a frame that is not complete yet, joined once it is: large frames are copied once. */
  #parts: Uint8Array[] = [];
  #held = 0;
  #wanted = 0;
  /** The present bytes are one large frame, in memory of its own. */
  #own = false;
  /** Where a large frame is gathered: as long as it will be. */
  #whole: Uint8Array | undefined;
  /** What of the last portion comes after the large frame. */
  #after: Uint8Array | undefined;
  readonly #limit: number;
  readonly #spare: Spare | undefined;

  /** @param spare Where the memory of large frames comes from, if not from the system. */
  constructor(limit: number = MAX_FRAME_BYTES, spare?: Spare) {
    this.#limit = limit;
    this.#spare = spare;
  }

  push(portion: Uint8Array): void {
    const whole = this.#whole;
    if (whole) {
      const missing = whole.length - this.#held;
      whole.set(portion.length > missing ? portion.subarray(0, missing) : portion, this.#held);
      this.#held += portion.length;
      if (portion.length < missing) return;
      this.#whole = undefined;
      this.#held = 0;
      if (portion.length > missing) this.#after = portion.subarray(missing);
      this.#set(whole);
      this.#own = true;
    } else if (this.#held > 0) {
      this.#parts.push(portion);
      this.#held += portion.length;
      if (this.#held < this.#wanted) {
        this.#set(new Uint8Array(0));
        return;
      }
      const joined = new Uint8Array(this.#held);
      let at = 0;
      for (const part of this.#parts) {
        joined.set(part, at);
        at += part.length;
      }
      this.#parts = [];
      this.#held = 0;
      this.#set(joined);
    } else this.#set(portion);
  }

  /**
   * Steps to the next whole frame; false when the rest of the portion is not one.
   * @throws FrameError when the frame announces an impossible length.
   */
  next(): boolean {
    const start = this.#next;
    const left = this.#bytes.length - start;
    if (left === 0 && this.#after) {
      this.#set(this.#after);
      this.#after = undefined;
      return this.next();
    }
    if (left >= 4) {
      const length = this.#view.getUint32(start, true);
      if (length < 1 || length > this.#limit) throw new FrameError(`a frame of ${length} bytes`);
      if (left >= 4 + length) {
        if (length >= LARGE_BYTES && !this.#own) return this.#apart(start, 4 + length);
        this.code = this.#bytes[start + 4]!;
        this.#at = start + 5;
        this.#end = this.#next = start + 4 + length;
        return true;
      }
      this.#hold(start, left, 4 + length);
    } else if (left > 0) this.#hold(start, left, 4);
    return false;
  }

  /** A large frame is whole, in a portion that may be part of anything. */
  #apart(start: number, size: number): boolean {
    this.#after = this.#bytes.subarray(start + size);
    this.#set(this.#bytes.slice(start, start + size));
    this.#own = true;
    return this.next();
  }

  #hold(start: number, left: number, wanted: number): void {
    if (wanted >= LARGE_BYTES) {
      this.#whole = this.#spare?.take(wanted) ?? aligned(wanted);
      this.#whole.set(this.#bytes.subarray(start));
    } else this.#parts = [this.#bytes.slice(start)];
    this.#held = left;
    this.#wanted = wanted;
    this.#set(new Uint8Array(0));
  }

  #set({ buffer, byteOffset, byteLength }: Uint8Array): void {
    // Streams hand out instances of Buffer, whose `slice` copies nothing.
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.#at = this.#end = this.#next = 0;
    this.#own = false;
  }

  #step(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    if (this.#at > this.#end) throw new FrameError(`frame ${this.code} is too short`);
    return at;
  }

  /** What follows the present frame and has not been read. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#next);
  }

  u8(): number {
    return this.#bytes[this.#step(1)]!;
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#step(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#step(8), true);
  }

  text(): string {
    return decoder.decode(this.bytes());
  }

  /** A view of the portion: valid until the next `push`. */
  bytes(): Uint8Array {
    const length = this.u32();
    const at = this.#step(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** What `bytes` will answer next. */
  ahead(): Uint8Array {
    const at = this.#at;
    const payload = this.bytes();
    this.#at = at;
    return payload;
  }

  /** A payload to be kept: nothing else is in its memory but, of a large one, the rest of its frame. */
  kept(): Uint8Array {
    const payload = this.bytes();
    return payload.length >= LARGE_BYTES ? payload : payload.slice();
  }
}
