/** Sends a recording's bytes to a page, never too far ahead of what that has taken in. */
import * as vscode from "vscode";
import type { ToWebview } from "../protocol/view.ts";
import type { Recording } from "./recording.ts";

/** No more bytes than these are under way to a page that has not taken them in: they take up its memory. */
const AHEAD_BYTES = 16 << 20;

export class TraceFeed {
  readonly recording: Recording;
  readonly #post: (message: ToWebview) => Thenable<boolean>;
  /** Counts beginnings, so that a read begun before one is not sent after it. */
  #generation = 0;
  /** Bytes that were sent, and of those the ones the page says that it has taken in. */
  #sent = 0;
  #taken = 0;
  #on = false;
  #wake: (() => void) | undefined;

  constructor(recording: Recording, post: (message: ToWebview) => Thenable<boolean>) {
    this.recording = recording;
    this.#post = post;
  }

  /** Bytes of the recording that the page has been sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The page is there, and has nothing. */
  begin(): void {
    this.stop();
    this.#on = true;
    this.#sent = 0;
    this.#taken = 0;
  }

  /** Nothing more is sent until it begins anew. */
  stop(): void {
    this.#on = false;
    this.#generation++;
    this.#wake?.();
  }

  /** The page has taken in so many bytes. */
  taken(bytes: number): void {
    this.#taken = bytes;
    this.#wake?.();
  }

  /** Sends all that can be read now. One call at a time. */
  async pump(): Promise<void> {
    const { source, state } = this.recording;
    while (this.#on && this.#sent < source.length) {
      const generation = this.#generation;
      try {
        if (this.#sent - this.#taken >= AHEAD_BYTES) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
          this.#wake = undefined;
          continue;
        }
        const bytes = await source.read(this.#sent);
        if (generation !== this.#generation) continue;
        if (bytes.length === 0) {
          this.#sent = source.length;
          this.recording.change({
            error: { message: vscode.l10n.t("The trace file was shortened while it was being read.") },
          });
          break;
        }
        this.#sent += bytes.length;
        await this.#post({ type: "bytes", run: state.id, bytes });
      } catch (error) {
        // Nobody wants it any more, or it begins anew.
        if (generation !== this.#generation) continue;
        this.#sent = Number.POSITIVE_INFINITY;
        const reason = error instanceof Error ? error.message : String(error);
        this.recording.change({
          error: { message: vscode.l10n.t("The trace file cannot be read: {0}", reason) },
        });
      }
    }
  }
}
