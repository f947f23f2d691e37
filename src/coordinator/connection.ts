/** One user process's end of the wire: frames out, in one write per turn of the event loop. */
import type { Socket } from "node:net";
import { FrameWriter } from "../protocol/frames.ts";

export class Connection {
  readonly socket: Socket;
  readonly #frames = new FrameWriter();
  #scheduled = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Begins a frame; it is sent with all others of this turn. */
  frame(code: number): FrameWriter {
    if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#flush);
    }
    return this.#frames.begin(code);
  }

  /** Bytes handed over but not yet taken by the process. */
  get backlog(): number {
    return this.socket.writableLength + this.#frames.size;
  }

  readonly #flush = () => {
    this.#scheduled = false;
    if (this.#frames.size === 0) return;
    const bytes = this.#frames.take();
    if (!this.socket.destroyed) this.socket.write(bytes);
  };
}
