/** Writes frames: what {@link FrameReader} reads. */
import { FrameError, MAX_FRAME_BYTES } from "./frame-reader.ts";
import { LARGE_BYTES } from "./spare.ts";

const encoder = new TextEncoder();
const FIRST_BYTES = 16 * 1024;
/** A buffer that has grown larger than this by one large frame is not kept. */
const KEEP_BYTES = 256 * 1024;

/** Builds frames one behind the other in one buffer; large payloads stay where they are. */
export class FrameWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #start = 0;
  #open = false;
  /** Payloads that are no part of the buffer, and how much of it comes before each. */
  #large: { at: number; bytes: Uint8Array }[] = [];
  #largeSize = 0;
  /** Bytes of large payloads before the present frame. */
  #largeStart = 0;

  /** Bytes collected so far. */
  get size(): number {
    return this.#at + this.#largeSize;
  }

  /** One frame at a time: whatever is written into it must have been made before it begins. */
  begin(code: number): this {
    if (this.#open) throw new Error(`frame ${code} begins within another`);
    this.#open = true;
    this.#need(5);
    this.#start = this.#at;
    this.#largeStart = this.#largeSize;
    this.#bytes[this.#at + 4] = code;
    this.#at += 5;
    return this;
  }

  u8(value: number): this {
    this.#need(1);
    this.#bytes[this.#at++] = value;
    return this;
  }

  u32(value: number): this {
    this.#need(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  i32(value: number): this {
    this.#need(4);
    this.#view.setInt32(this.#at, value, true);
    this.#at += 4;
    return this;
  }

  f64(value: number): this {
    this.#need(8);
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
    return this;
  }

  text(value: string): this {
    const most = value.length * 3;
    this.#need(4 + most);
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(this.#at + 4, this.#at + 4 + most));
    this.#view.setUint32(this.#at, written, true);
    this.#at += 4 + written;
    return this;
  }

  /** A payload. It must not be changed any more: from LARGE_BYTES on it is not copied. */
  bytes(value: Uint8Array): this {
    if (value.length >= LARGE_BYTES) {
      this.u32(value.length);
      this.#large.push({ at: this.#at, bytes: value });
      this.#largeSize += value.length;
      return this;
    }
    this.#need(4 + value.length);
    this.#view.setUint32(this.#at, value.length, true);
    this.#bytes.set(value, this.#at + 4);
    this.#at += 4 + value.length;
    return this;
  }

  /** @throws FrameError when the frame is too long for anybody to take it: then it is as if it had not been begun. */
  end(): void {
    this.#open = false;
    const large = this.#largeSize - this.#largeStart;
    const length = this.#at - this.#start - 4 + large;
    if (length > MAX_FRAME_BYTES) {
      this.#at = this.#start;
      this.#large = this.#large.filter(({ at }) => at <= this.#start);
      this.#largeSize = this.#largeStart;
      throw new FrameError(`a frame of ${length} bytes, where ${MAX_FRAME_BYTES} are the most`);
    }
    this.#view.setUint32(this.#start, length, true);
  }

  /** All frames so far in one piece, in memory that the writer does not touch again. */
  take(): Uint8Array {
    if (this.#large.length === 0) return this.#taken();
    const whole = new Uint8Array(this.size);
    let at = 0;
    for (const piece of this.pieces()) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  /** What `take` answers, in pieces that belong one behind the other: large payloads are not copied. */
  pieces(): Uint8Array[] {
    const large = this.#large;
    const rest = this.#taken();
    if (large.length === 0) return [rest];
    this.#large = [];
    this.#largeSize = 0;
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (const { at, bytes } of large) {
      if (at > from) pieces.push(rest.subarray(from, at));
      pieces.push(bytes);
      from = at;
    }
    if (from < rest.length) pieces.push(rest.subarray(from));
    return pieces;
  }

  #taken(): Uint8Array {
    const at = this.#at;
    this.#at = 0;
    if (at < FIRST_BYTES / 4) return this.#bytes.slice(0, at);
    const whole = this.#bytes.subarray(0, at);
    this.#bytes = new Uint8Array(this.#bytes.length > KEEP_BYTES ? FIRST_BYTES : this.#bytes.length);
    this.#view = new DataView(this.#bytes.buffer);
    return whole;
  }

  #need(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    // One large payload gets what it needs: twice that would be much for nothing.
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
