/** What a program has printed, line by line, as far as it is looked at. No `vscode` here: it is tested by itself. */

/** A program that prints more than this many lines is not told by them. */
const LIMIT_LINES = 20_000;
const LIMIT_CHARACTERS = 2000;

export class OutputLines {
  readonly #lines: string[] = [];
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #open = { stdout: "", stderr: "" };

  push(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    if (this.#lines.length === LIMIT_LINES) return;
    const text = this.#open[stream] + this.#decoders[stream].decode(bytes, { stream: true });
    const lines = text.split("\n");
    this.#open[stream] = lines.pop()!.slice(0, LIMIT_CHARACTERS);
    const room = LIMIT_LINES - this.#lines.length;
    for (const line of lines.slice(0, room)) this.#lines.push(line.slice(0, LIMIT_CHARACTERS));
    // What is not looked at any more is not known to have ended, or not.
    if (lines.length >= room) this.#open.stdout = this.#open.stderr = "";
  }

  /** Those of both streams as they came; what is not ended yet comes last. */
  get lines(): string[] {
    return [...this.#lines, ...Object.values(this.#open).filter((line) => line !== "")];
  }
}
