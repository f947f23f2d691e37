/** A terminal's inside that shows what a program writes, for a terminal of ours or that of a task. */
import * as vscode from "vscode";
import { type OutputStream, OutputText } from "./output-text.ts";

const FLUSH_MS = 16;
/** Per flush; about 16 MB/s, what the terminal can draw. */
const FLUSH_CHARACTERS = 256 << 10;
const INTERRUPT = "\x03";
const END_OF_TEXT = new Uint8Array(0);

export class OutputPty implements vscode.Pseudoterminal, vscode.Disposable {
  readonly #cwd: string;
  readonly #text = new OutputText();
  readonly #onDidWrite = new vscode.EventEmitter<string>();
  readonly #onDidClose = new vscode.EventEmitter<number>();
  readonly #onDidOpen = new vscode.EventEmitter<void>();
  readonly #onDidInterrupt = new vscode.EventEmitter<void>();
  readonly #onDidDismiss = new vscode.EventEmitter<void>();
  /** What is written before the terminal is there would be lost. */
  #opened = false;
  #exitStatus: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidWrite = this.#onDidWrite.event;
  readonly onDidClose = this.#onDidClose.event;
  /** The terminal is there. */
  readonly onDidOpen = this.#onDidOpen.event;
  /** The user pressed Ctrl+C. */
  readonly onDidInterrupt = this.#onDidInterrupt.event;
  /** The user closed the terminal. */
  readonly onDidDismiss = this.#onDidDismiss.event;

  /** @param cwd folder against which the terminal resolves relative paths */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  open(): void {
    this.#opened = true;
    this.#onDidWrite.fire(`\x1b]633;P;Cwd=${escapeProperty(this.#cwd)}\x07`);
    this.#flush();
    this.#onDidOpen.fire();
  }

  close(): void {
    this.#onDidDismiss.fire();
  }

  handleInput(data: string): void {
    if (data === INTERRUPT) this.#onDidInterrupt.fire();
  }

  output(stream: OutputStream, bytes: Uint8Array): void {
    this.#text.push(stream, bytes);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** A line of our own, set apart from the program's. */
  note(message: string): void {
    for (const stream of ["stdout", "stderr"] as const) this.#text.push(stream, END_OF_TEXT, true);
    this.#text.write(`\x1b[2m${printable(message)}\x1b[22m\n`);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Empties the terminal for the next run of the same program. */
  clear(): void {
    this.#text.write("\x1bc");
  }

  /** Ends the terminal as a process that exits would, once everything is written. */
  end(exitStatus: number): void {
    this.#exitStatus ??= exitStatus;
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#onDidWrite.dispose();
    this.#onDidClose.dispose();
    this.#onDidOpen.dispose();
    this.#onDidInterrupt.dispose();
    this.#onDidDismiss.dispose();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#opened) return;
    const { dropped } = this.#text;
    if (dropped > 0)
      this.#onDidWrite.fire(
        `\r\n\x1b[2m${vscode.l10n.t("[{0} characters of output not shown]", dropped)}\x1b[22m\r\n`,
      );
    const text = this.#text.take(FLUSH_CHARACTERS);
    if (text !== "") {
      this.#onDidWrite.fire(text);
      this.#timer = setTimeout(() => this.#flush(), FLUSH_MS);
    } else if (this.#exitStatus !== undefined) this.#onDidClose.fire(this.#exitStatus);
  }
}

/** Without control characters: names of files must not steer the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
export const printable = (text: string): string => text.replace(/[\x00-\x1f\x7f-\x9f]/g, "�");

/** As VS Code's shell integration wants the value of a property. */
const escapeProperty = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is encoded
  text.replace(/[\x00-\x20\\;\x7f-\x9f]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : "";
  });
