/** Columns of numbers on their way to another thread: one after another in one buffer, which is handed over whole. */
import type { Numbers } from "./grow.ts";

const TYPES = [Float64Array, Float32Array, Uint32Array, Int32Array, Uint16Array, Uint8Array] as const;
/** Each column begins with its type and length, and at a multiple of this many bytes. */
const HEAD = 8;

const padded = (bytes: number): number => Math.ceil(bytes / HEAD) * HEAD;

export class Parcel {
  readonly #columns: Numbers[] = [];
  #size = 0;

  /** Adds a column, which must not change until {@link seal}. */
  put(column: Numbers): void {
    this.#columns.push(column);
    this.#size += HEAD + padded(column.byteLength);
  }

  /** All columns, copied. */
  seal(): ArrayBuffer {
    const buffer = new ArrayBuffer(this.#size);
    let at = 0;
    for (const column of this.#columns) {
      const type = TYPES.findIndex((Type) => column instanceof Type);
      new Uint32Array(buffer, at, 2).set([type, column.length]);
      at += HEAD;
      new TYPES[type]!(buffer, at, column.length).set(column);
      at += padded(column.byteLength);
    }
    return buffer;
  }
}

/** Takes the columns out again, in the order in which they were put. */
export class OpenedParcel {
  readonly #buffer: ArrayBuffer;
  #at = 0;

  constructor(buffer: ArrayBuffer) {
    this.#buffer = buffer;
  }

  /** The next column: a view of the buffer, of the type that was put. */
  take<T extends Numbers>(): T {
    const [type, length] = new Uint32Array(this.#buffer, this.#at, 2);
    this.#at += HEAD;
    const column = new TYPES[type!]!(this.#buffer, this.#at, length!);
    this.#at += padded(column.byteLength);
    return column as T;
  }
}
