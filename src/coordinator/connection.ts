/** One user process's end of the wire: frames out, in one write per turn of the event loop. */
import type { Socket } from "node:net";
import { FrameWriter } from "../protocol/frame-writer.ts";
import { DOWN } from "../protocol/messages.ts";
import { spare } from "./memory.ts";

const BURST_BYTES = 1024 * 1024;

export class Connection {
  readonly socket: Socket;
  /** Frames sent that may set something going in the process. */
  sent = 0;
  readonly #frames = new FrameWriter();
  #scheduled = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Begins a frame; it is sent with all others of this turn. */
  frame(code: number): FrameWriter {
    this.sent++;
    return this.#begin(code);
  }

  /** Asks whether the process has anything left to do but its waits. */
  probe(number: number): void {
    this.#begin(DOWN.probe).u32(number).end();
  }

  #begin(code: number): FrameWriter {
    if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#flush);
    }
    // Large items go out one by one.
    if (this.#frames.size > BURST_BYTES) this.#flush();
    return this.#frames.begin(code);
  }

  /** Bytes handed over but not yet taken by the process. */
  get backlog(): number {
    return this.socket.writableLength + this.#frames.size;
  }

  readonly #flush = () => {
    this.#scheduled = false;
    if (this.#frames.size === 0) return;
    const pieces = this.#frames.pieces();
    if (this.socket.destroyed) return;
    spare.write(this.socket, pieces);
  };
}
