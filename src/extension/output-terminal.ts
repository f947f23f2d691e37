/**
 * The terminal that shows what a program writes. A terminal, not an output channel: paths with line and column
 * and the frames of stack traces are links there by themselves, and colours are colours.
 */
import * as vscode from "vscode";
import { OutputPty, printable } from "./output-pty.ts";

export class OutputTerminal implements vscode.Disposable {
  readonly pty: OutputPty;
  readonly #terminal: vscode.Terminal;

  /** @param cwd folder against which the terminal resolves relative paths */
  constructor(name: string, cwd: string) {
    this.pty = new OutputPty(cwd);
    this.#terminal = vscode.window.createTerminal({
      name: printable(name),
      iconPath: new vscode.ThemeIcon("pulse"),
      isTransient: true,
      pty: this.pty,
    });
  }

  show(): void {
    this.#terminal.show(true);
  }

  dispose(): void {
    this.#terminal.dispose();
    this.pty.dispose();
  }
}
