/**
 * The frames between a user process and the coordinator, and their codec. A frame is a little-endian u32 length
 * (of what follows), a u8 code and a body. Numbers are u32 unless said otherwise; times are absolute microseconds
 * of the machine's monotonic clock as f64; texts and payloads are length-prefixed. Payloads are opaque bytes.
 *
 * Each process numbers its own things: a *handle* is an object as this process knows it, a *site* a line of the
 * user's program, an *op* one operation, a *child* a process that it started, a *fn* a function it refers to.
 */

import { aligned, LARGE_BYTES, type Spare } from "./spare.ts";

/** From a user process. */
export const UP = {
  /** text: JSON Hello */
  hello: 1,
  /** site, text */
  site: 2,
  /** handle, u8 type, size, site, time, text name, handle of its lock (0: none) */
  create: 3,
  /** handle, owner process, owner's handle */
  bind: 4,
  /** child, pid, u8 flags (SPAWN_…), pool handle, site, time, text name, text target, refs, payload */
  spawn: 5,
  /** child, i32 exit code, text signal */
  exited: 6,
  /** time, text target: the target begins */
  run: 7,
  /** i32 exit code: the process is about to end by itself */
  bye: 8,
  /**
   * u8 verb (plus REQUEST_…), op, handle (join: child; sleep: 0), site, time, f64 timeout; put: refs, payload;
   * wait at a barrier: u8 1 if it acts when it is the last; wait for a condition: u8 1 if for a predicate
   */
  request: 9,
  /** op: given up by the process */
  cancel: 10,
  /** handle, op (0: no answer wanted), site, time */
  release: 11,
  /** handle, u8 set, site, time */
  signal: 12,
  /** handle, op (0: no answer wanted), site, time */
  taskDone: 13,
  /** handle, site, time, refs, payload: a put that never waits */
  put: 14,
  /** handle, op, item, site, time: an item of a lease was taken */
  consume: 15,
  /** handle, count, items…: what is left of a lease goes back */
  giveBack: 16,
  /** op, handle, u8 question, site (0: not asked by the program), time */
  query: 17,
  /** fn, text module, text name */
  fn: 18,
  /** handle, task, fn, u8 flags (TASK_…), site, time, refs, payload */
  submit: 19,
  /** pool task, f64 start, f64 end, u8 status, payload */
  result: 20,
  /** most tasks, 0 for any number: the worker is ready for tasks */
  ready: 21,
  /** handle, site, time */
  poolClose: 22,
  /** handle, site, time */
  poolTerminate: 23,
  /** op, pool handle, first task, count, u8 may be given up, site, time: awaits these tasks */
  await: 24,
  /** op, time: no longer awaits them */
  unawait: 25,
  /** op, site, time, text */
  spanBegin: 26,
  /** op, time */
  spanEnd: 27,
  /** site, time, text JSON */
  mark: 28,
  /** probe, u8 quiescent, text why not */
  quiescence: 29,
  /** child, site, time, text signal: asked to end */
  terminate: 30,
  /** count, pool tasks…: not begun, handed back */
  returnTasks: 31,
  /** handle, handle: the two ends of a pipe, just created (their size: END_READS, END_WRITES) */
  pair: 60,
  /** handle, site, time: this copy of the end is used no more */
  closeEnd: 61,
  /** op, u8 may be given up, site, time, f64 timeout, count, per object u8 (1 connection, 0 child), its number */
  waitAny: 62,
  /** handle of a condition, op (0: no answer wanted), count (0: all), site, time */
  notify: 32,
  /** handle of a barrier, op, op of the arrival, u8 1 if the action went well, time */
  acted: 33,
  /** handle of a barrier, u8 1 to reset it, 0 to break it, site, time */
  barrier: 34,
  /** handle of a value, count, then for each element: refs, payload. One element may stand for all. */
  fill: 35,
  /** handle of a value, op, element (ALL_ELEMENTS: all of them), site, time */
  read: 36,
  /** handle of a value, op (0: no answer wanted), element, site, time, refs, payload */
  write: 37,
  /** op, pool handle, how many must end, u8 may be given up, site, time, count, (first task, count)…: awaits some of these */
  awaitSome: 63,
  /** op, pool handle, site, time: awaits, with a grant, all tasks that are there; of its own alone if the pool is another's */
  awaitPool: 64,
  /** pool handle, count, tasks…: not to be begun; ALL_TASKS instead of a count: none of the pool, by its owner */
  cancelTasks: 65,
  /** branch, u8 1 if branches are not told apart from now on: what follows is done by this branch of the process */
  branch: 66,
  /** handle, child: the object, just created, lives in that manager of this process and ends with it */
  home: 80,
  /** op, process, its child: is about to connect to that manager; granted once the manager serves */
  attach: 81,
  /** process, its child: the connection to that manager has ended */
  detach: 82,
  /** op, handle of a container, refs: these handles are about to be put into it */
  store: 83,
  /** handle of a container, op, u8 method, execution (0: failed), site, f64 asked, f64 answered, text what it was about, with its content, or why it failed */
  call: 84,
  /** handle of a container, op, site, f64 asked: that call has not been answered yet */
  callWaits: 85,
  /** u8 index in OUTPUT_STREAMS, site, branch, time, how many characters are cut off, text: a line was printed */
  output: 86,
  /** u8 index in OUTPUT_STREAMS, time, how many: so many lines more were printed and are not told */
  outputDropped: 87,
} as const;

/** From the coordinator. */
export const DOWN = {
  /** text: JSON Welcome, payload (what `spawn` carried) */
  welcome: 1,
  /** op */
  grant: 2,
  /** op, item, payload */
  item: 3,
  /** op, u8 DENIAL */
  deny: 4,
  /** op (0: of an operation that did not wait for its answer), u8 ERROR, text message, text site */
  fail: 5,
  /** op, f64 */
  answer: 6,
  /** handle, item, payload: one more item in advance */
  lease: 7,
  /** handle: give back what is left of the lease */
  recall: 8,
  /** probe */
  probe: 9,
  /** fn, text module, text name */
  fn: 10,
  /** pool task, fn, u8 flags, payload */
  task: 11,
  /** the submitter's task, u8 status, payload (lost, cancelled: text) */
  outcome: 12,
  /** handle of the pool: start another worker */
  replace: 13,
  /** no more tasks will come */
  dismiss: 14,
  /** give back tasks not begun */
  recallTasks: 15,
  /** text: refused, with the reason; the connection closes */
  refused: 16,
  /** handle of a lock: somebody else has released what this process held */
  revoked: 17,
  /** the submitter's task: a worker has been handed it (executors only) */
  began: 60,
  /** handle of the pool, text: it can do nothing any more, because of this */
  broken: 61,
  /** handle, text: the manager in which it lived has ended; it can be used no more */
  gone: 80,
} as const;

export const DENIAL = { refused: 0, timeout: 1, abort: 2 } as const;

/** Which error class a `fail` becomes in the process. */
export const ERRORS = { value: 0, closed: 1, lost: 2, broken: 3, eof: 20 } as const;

/** An array has no more elements than this. */
export const MAX_ELEMENTS = 2 ** 24;

/** The answer to a wait of a condition: levels of its lock times this, plus how it ended. */
export const WOKEN = { timeout: 0, notified: 1, abort: 2, of: 4 } as const;

/** Added to the arrival index of the last party, when it has to act before anybody passes. */
export const ACTS = 0x1_0000_0000;

export const STATUS = { returned: 0, threw: 1, lost: 2, cancelled: 3, refused: 4, broken: 5 } as const;

export const QUESTIONS = [
  "locked",
  "isSet",
  "qsize",
  "empty",
  "full",
  "value",
  "nWaiting",
  "broken",
] as const;
export type Question = (typeof QUESTIONS)[number];

export const SPAWN_DAEMON = 1;
export const SPAWN_WORKER = 2;
/** An external command: it never connects. */
export const SPAWN_COMMAND = 0x40;
export const SPAWN_MANAGER = 0x20;
/** What an end of a pipe can do. */
export const END_READS = 1;
export const END_WRITES = 2;
export const TASK_CHUNK = 1;
/** Added for a chunk: an item that fails keeps no other from being run; the result tells of each. */
export const TASK_EACH = 2;
/** Added for a chunk: an item is a list of arguments. */
export const TASK_SPREAD = 4;
export const ALL_TASKS = 0xffff_ffff;
/** Added to a request's verb: an AbortSignal may end it. */
export const REQUEST_ABORTABLE = 0x80;
/** Added to the verb of an acquire: `use` or `hold` will give it back, so that nobody else is meant to. */
export const REQUEST_SCOPED = 0x40;

export interface Hello {
  token: string;
  wire: number;
  parent: number;
  child: number;
  pid: number;
  node: string;
}
export interface Welcome {
  process: number;
  name: string;
  daemon: boolean;
  parentName: string | null;
  parentPid: number | null;
  /** What the process prints is to be told. */
  output: boolean;
}

/** Frames longer than this are refused. Twice as much would be more than some systems write at once. */
export const MAX_FRAME_BYTES = 1024 * 1024 * 1024;
/** One item, message, argument list or result is no larger than this: what belongs around it fits, too. */
export const MAX_PAYLOAD_BYTES = MAX_FRAME_BYTES - 64 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
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
