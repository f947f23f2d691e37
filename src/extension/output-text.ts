/** Turns what a program writes into what a terminal shows. No `vscode` here: it is tested by itself. */

/** Most characters that wait for the terminal; it has no way to say "slower". */
const MOST_PENDING = 4 << 20;

export type OutputStream = "stdout" | "stderr";

/** Decodes each stream by itself, so that a character cut between two portions stays whole. */
export class OutputText {
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  #pending: string[] = [];
  #size = 0;
  #dropped = 0;
  /** The last character was a carriage return: the line feed that follows needs no other. */
  #afterReturn = false;

  /** Keeps `bytes` for {@link take}; with `end` set, what is left of a cut character too. */
  push(stream: OutputStream, bytes: Uint8Array, end = false): void {
    this.write(this.#decoders[stream].decode(bytes, { stream: !end }));
  }

  write(text: string): void {
    if (text === "") return;
    this.#pending.push(text);
    this.#size += text.length;
    while (this.#size > MOST_PENDING && this.#pending.length > 1) {
      const lost = this.#pending.shift()!;
      this.#size -= lost.length;
      this.#dropped += lost.length;
    }
  }

  /** Characters lost since the last {@link take}, because the program writes faster than anybody can read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Up to `most` characters of what waits, with the line ends that a terminal needs; "" when nothing does. */
  take(most: number): string {
    this.#dropped = 0;
    const parts: string[] = [];
    let size = 0;
    while (this.#pending.length > 0 && size < most) {
      let part = this.#pending[0]!;
      if (size + part.length > most) {
        part = part.slice(0, most - size);
        this.#pending[0] = this.#pending[0]!.slice(part.length);
      } else this.#pending.shift();
      size += part.length;
      parts.push(part);
    }
    this.#size -= size;
    const text = parts.join("");
    if (text === "") return "";
    let shown = text.replace(/\r?\n/g, "\r\n");
    if (this.#afterReturn && text.startsWith("\n")) shown = shown.slice(1);
    this.#afterReturn = text.endsWith("\r");
    return shown;
  }
}
