/** Cuts what is written on a stream into lines, keeps within a bound, and counts what is beyond it. */
import { OUTPUT_CHARACTERS } from "../protocol/events.ts";
import { Room } from "./room.ts";

/** Where lines go. Times in absolute microseconds. */
export interface LineTeller {
  /** Where in the program the writing is done, 0 for unknown; asked while it is written. */
  site(time: number): number;
  /** Much of what was told is still here: no more for now. */
  full(): boolean;
  line(text: string, cut: number, time: number, site: number): void;
  dropped(lines: number, time: number): void;
}

const LINE_FEED = 10;
/** Of a character. */
const BYTES_MOST = 4;
/** Of the lines that there is no room for, the latest are told all the same: how it ended is what one looks for. */
const LATEST = 20;

/** A line there was no room for. */
interface Dropped {
  /** Its beginning, which has not been decoded yet if it is bytes. */
  text: string | Uint8Array;
  cut: number;
  time: number;
}

export class PrintedLines {
  readonly #tell: LineTeller;
  readonly #room = new Room();
  /** The unfinished line: its beginning, how much of it is left out, where and when it was begun and added to. */
  #rest = "";
  #cut = 0;
  #begun = false;
  #site = 0;
  #since = 0;
  #last = 0;
  /** Holds the first bytes of a character whose others are still to come. */
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  /** Lines there was no room for: how many, since when, and the latest of them. */
  #dropped = 0;
  #droppedSince = 0;
  #latest: Dropped[] = [];

  constructor(tell: LineTeller) {
    this.#tell = tell;
  }

  /** Something is left to be said by {@link end}. */
  get pending(): boolean {
    return this.#begun || this.#dropped > 0;
  }

  /** Since when something is left, and when it was last added to. */
  get waits(): { since: number; last: number } {
    const since = this.#begun ? this.#since : this.#droppedSince;
    return { since, last: this.#begun ? this.#last : (this.#latest.at(-1)?.time ?? since) };
  }

  /** Something was written. `encoding`: of a string that does not stand for itself. */
  take(chunk: string | Uint8Array, encoding: string | undefined, time: number): void {
    if (typeof chunk !== "string") this.#bytes(chunk, time);
    else if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
      this.#bytes(Buffer.from(chunk, encoding as BufferEncoding), time);
    else {
      this.#endCharacter(time);
      this.#text(chunk, time);
    }
  }

  /** Says what is left: the line that nobody has finished, and how many are not told. */
  end(): void {
    if (this.#begun) {
      this.#endCharacter(this.#last);
      this.#finish(this.#last);
    }
    this.#sayDropped();
  }

  /** So many lines were written that nobody has kept. */
  drop(lines: number, time: number): void {
    if (lines === 0) return;
    if (this.#dropped === 0) this.#droppedSince = time;
    this.#dropped += lines;
  }

  #noRoom(text: string | Uint8Array, cut: number, time: number): void {
    this.drop(1, time);
    this.#latest.push({ text, cut, time });
    if (this.#latest.length > LATEST) this.#latest.shift();
  }

  #text(chunk: string, time: number): void {
    const { length } = chunk;
    // The same for all lines of one writing, and asked for only if one of them is told.
    let site: number | undefined;
    for (let from = 0; from < length; ) {
      const found = chunk.indexOf("\n", from);
      const to = found < 0 ? length : found;
      if (found >= 0 && !this.#begun && !this.#room.open(time)) {
        const kept = Math.min(to, from + OUTPUT_CHARACTERS);
        this.#noRoom(chunk.slice(from, kept), to - kept, time);
      } else {
        if (!this.#begun) {
          site ??= this.#tell.site(time);
          this.#begin(site, time);
        }
        const kept = Math.min(to, from + OUTPUT_CHARACTERS - this.#rest.length);
        this.#add(chunk.slice(from, kept), to - kept, time);
        if (found >= 0) this.#finish(time);
      }
      from = to + 1;
    }
  }

  #bytes(chunk: Uint8Array, time: number): void {
    const { length } = chunk;
    let site: number | undefined;
    for (let from = 0; from < length; ) {
      // In UTF-8 this byte is part of no other character.
      const found = chunk.indexOf(LINE_FEED, from);
      const to = found < 0 ? length : found;
      if (found >= 0 && !this.#begun && !this.#room.open(time)) {
        const kept = Math.min(to, from + OUTPUT_CHARACTERS * BYTES_MOST);
        // The writer may use its buffer again.
        this.#noRoom(chunk.slice(from, kept), to - kept, time);
      } else {
        if (!this.#begun) {
          site ??= this.#tell.site(time);
          this.#begin(site, time);
        }
        const most = Math.max(0, OUTPUT_CHARACTERS - this.#rest.length) * BYTES_MOST;
        const kept = Math.min(to, from + most);
        this.#decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
        const whole = found >= 0 || kept < to;
        this.#add(this.#decoder.decode(chunk.subarray(from, kept), { stream: !whole }), to - kept, time);
        if (found >= 0) this.#finish(time);
      }
      from = to + 1;
    }
  }

  /** The rest of a character will not come. */
  #endCharacter(time: number): void {
    if (this.#begun && this.#decoder) this.#add(this.#decoder.decode(), 0, time);
    this.#decoder = undefined;
  }

  #begin(site: number, time: number): void {
    this.#begun = true;
    this.#site = site;
    this.#since = this.#last = time;
  }

  /** Adds to the unfinished line; `more` characters or bytes come after `text` that nobody has looked at. */
  #add(text: string, more: number, time: number): void {
    const free = OUTPUT_CHARACTERS - this.#rest.length;
    const kept = text.length > free ? text.slice(0, free) : text;
    this.#rest = this.#rest === "" ? kept : this.#rest + kept;
    this.#cut += text.length - kept.length + more;
    this.#last = time;
  }

  #finish(time: number): void {
    let text = this.#rest;
    const cut = this.#cut;
    const site = this.#site;
    this.#rest = "";
    this.#cut = 0;
    this.#begun = false;
    if (cut === 0 && text.endsWith("\r")) text = text.slice(0, -1);
    if (this.#tell.full() || !this.#room.take(text.length, time)) {
      this.#noRoom(text, cut, time);
      return;
    }
    this.#sayDropped();
    this.#tell.line(text, cut, time, site);
  }

  #sayDropped(): void {
    if (this.#dropped === 0) return;
    const latest = this.#latest;
    const lines = this.#dropped - latest.length;
    this.#dropped = 0;
    this.#latest = [];
    if (lines > 0) this.#tell.dropped(lines, latest[0]?.time ?? this.#droppedSince);
    for (const { text, cut, time } of latest) {
      const whole = typeof text === "string" ? text : new TextDecoder().decode(text);
      const kept = whole.slice(0, OUTPUT_CHARACTERS);
      this.#tell.line(kept, cut + whole.length - kept.length, time, 0);
    }
  }
}
