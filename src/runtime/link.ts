/**
 * This process's end of the wire. Frames of one turn of the event loop travel in one write; the socket keeps the
 * process alive only while somebody waits for something.
 */
import type { Socket } from "node:net";
import { VERBS, type Verb } from "../protocol/events.ts";
import { FrameError, FrameReader, MAX_FRAME_BYTES } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import { DOWN, type Hello, QUIESCENCE, REQUEST_ABORTABLE, UP, type Welcome } from "../protocol/messages.ts";
import { WIRE_VERSION } from "../protocol/version.ts";
import { activities, onlyAskedToEnd, ours } from "./activity.ts";
import { spare } from "./arrays.ts";
import { branches, branchOf, type Step, UNTOLD } from "./branch.ts";
import { nowMicros } from "./clock.ts";
import { connectPatiently } from "./patient-connect.ts";
import { type Answer, Requests } from "./requests.ts";
import { seat, self } from "./seat.ts";

/** Beyond so many bytes on their way a put waits until they have left. */
const BACKLOG_BYTES = 4 * 1024 * 1024;

/** Exit code of a process that cannot go on without its coordinator. */
const LOST_STATUS = 70;
const BURST_BYTES = 32 * 1024;
/** What nobody waits for may wait so long for something to travel with. */
const NOTICE_MS = 8;

const VERB_NUMBER = Object.fromEntries(VERBS.map((verb, index) => [verb, index])) as Record<Verb, number>;
const GRANTED: Answer = { granted: true };

/** Frames that belong to one part of the runtime, which registers for them. */
export type FrameHandler = (frame: FrameReader) => void;

class Link {
  #socket: Socket | undefined;
  readonly #out = new FrameWriter();
  readonly #in = new FrameReader(MAX_FRAME_BYTES);
  readonly #requests = new Requests((op) => this.frame(UP.cancel).u32(op).end());
  readonly #handlers = new Map<number, FrameHandler>();
  #op = 0;
  /** The branch that the coordinator takes what it hears for; and the step of a request that is being made. */
  #told = UNTOLD;
  #lost = false;
  #step: Step | undefined;
  #scheduled = false;
  #awake = false;
  /** Other reasons to stay alive than pending requests: results awaited, a worker's readiness. */
  #holds = 0;
  #drained: (() => void)[] = [];
  #notices: NodeJS.Timeout | undefined;
  #closing = false;
  #connecting = false;
  /** What to do before the process ends because the coordinator is gone. */
  onLost: (exit: () => void) => void = (exit) => exit();
  /** What is left to be told when nothing goes on by itself here; it must not count as going on. */
  onQuiescent: () => void = () => {};
  /** Settles with what `spawn` carried for this process. */
  readonly welcome: Promise<Uint8Array>;
  #welcomed!: (payload: Uint8Array) => void;

  constructor() {
    this.welcome = new Promise((resolve) => {
      this.#welcomed = resolve;
    });
  }

  /** Begins; whatever was said before is sent first of all. */
  open(): void {
    if (this.#socket || this.#connecting || !seat) return;
    const hello: Hello = {
      token: seat.token,
      wire: WIRE_VERSION,
      parent: seat.parent,
      child: seat.child,
      pid: process.pid,
      node: process.version,
    };
    const greeting = new FrameWriter();
    greeting.begin(UP.hello).text(JSON.stringify(hello)).end();
    const bytes = greeting.take();
    this.#connecting = true;
    connectPatiently(
      seat.socket,
      seat.patience,
      (socket) => this.#connected(socket, bytes),
      (error) => this.#end(`the coordinator of this run cannot be reached (${error.message})`),
    );
  }

  #connected(socket: Socket, greeting: Uint8Array): void {
    this.#connecting = false;
    this.#socket = socket;
    ours.set(socket, () => undefined);
    socket.setNoDelay(true);
    socket.write(greeting);
    socket.on("data", (bytes: Uint8Array) => {
      try {
        this.#receive(bytes);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.#end(`the coordinator of this run sent ${error.message}`);
      }
    });
    socket.on("drain", () => {
      for (const resolve of this.#drained.splice(0)) resolve();
    });
    socket.on("error", (error) => this.#disconnected(error));
    socket.on("close", () => this.#disconnected(undefined));
    this.#awake = true;
    this.#flush();
  }

  /** Registers who understands a frame of the coordinator. */
  on(code: number, handler: FrameHandler): void {
    this.#handlers.set(code, handler);
  }

  nextOp(): number {
    this.#op = (this.#op + 1) >>> 0 || 1;
    return this.#op;
  }

  /** Begins a frame. */
  frame(code: number): FrameWriter {
    if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#flush);
    }
    // A long burst begins to be worked on while the rest of it is still being said.
    if (this.#out.size > BURST_BYTES) this.flush();
    return this.#out.begin(code);
  }

  /** Begins a frame that tells of something done by the flow of control that is running, or by `branch`. */
  act(code: number, branch = branches.current): FrameWriter {
    if (branch !== this.#told || branches.lost !== this.#lost) this.#tell(branch);
    return this.frame(code);
  }

  /** Begins a frame after which that flow waits; what `settle` answers ends the wait. */
  ask(code: number, step = branches.enter()): FrameWriter {
    this.#step = step;
    return this.act(code, branchOf(step));
  }

  #tell(branch: number): void {
    this.#told = branch;
    this.#lost = branches.lost;
    this.#out
      .begin(UP.branch)
      .u32(branch)
      .u8(this.#lost ? 1 : 0)
      .end();
  }

  /**
   * Begins a frame that nobody waits for: it travels with whatever this process says next, or a little later. Waking the
   * coordinator for each would cost more than what they tell of.
   */
  notice(code: number, branch: number): FrameWriter {
    if (branch !== this.#told || branches.lost !== this.#lost) this.#tell(branch);
    return this.aside(code);
  }

  /** As {@link notice}, of something that is no flow's doing. */
  aside(code: number): FrameWriter {
    if (!this.#scheduled) this.#notices ??= setTimeout(() => this.flush(), NOTICE_MS).unref();
    if (this.#out.size > BURST_BYTES) this.flush();
    return this.#out.begin(code);
  }

  /** Begins the frame of a request; `settle` ends it. */
  request(
    verb: Verb,
    op: number,
    handle: number,
    site: number,
    timeout: number,
    signal?: AbortSignal,
    flags = 0,
  ): FrameWriter {
    return this.ask(UP.request)
      .u8(VERB_NUMBER[verb] | flags | (signal ? REQUEST_ABORTABLE : 0))
      .u32(op)
      .u32(handle)
      .u32(site)
      .f64(nowMicros())
      .f64(timeout);
  }

  /** The answer to an operation whose frame has been sent. Aborting the signal gives the wait up. */
  settle(op: number, signal?: AbortSignal): Promise<Answer> {
    const step = this.#step;
    this.#step = undefined;
    return this.#requests.settle(op, step, signal);
  }

  /** Answers a request from what this process has at hand; false when it has been answered already. */
  answer(op: number, answer: Answer): boolean {
    return this.#requests.answer(op, answer);
  }

  /** Keeps the process alive until released as often. */
  hold(): void {
    this.#holds++;
    this.#schedule();
  }

  release(): void {
    this.#holds--;
    this.#schedule();
  }

  /** Requests without an answer. */
  get waiting(): number {
    return this.#requests.size;
  }

  /** Bytes that have been said and have not left. */
  get backlog(): number {
    return this.#out.size + (this.#socket?.writableLength ?? 0);
  }

  /** Resolves at once, or once the backlog has left. */
  room(): Promise<void> | undefined {
    const socket = this.#socket;
    if (!socket || socket.writableLength < BACKLOG_BYTES) return undefined;
    return new Promise((resolve) => {
      this.#drained.push(resolve);
    });
  }

  /** Sends what is there without waiting for the end of the turn. */
  flush(): void {
    clearTimeout(this.#notices);
    this.#notices = undefined;
    const socket = this.#socket;
    if (this.#out.size === 0 || !socket || socket.destroyed) return;
    spare.write(socket, this.#out.pieces());
  }

  /** What could not be sent, because there has never been a connection; it is the caller's then. */
  takeUnsent(): Uint8Array | undefined {
    return this.#socket || this.#out.size === 0 ? undefined : this.#out.take();
  }

  /** Says good-bye and lets the process end once it is said. */
  farewell(exitCode: number): void {
    this.#closing = true;
    this.frame(UP.bye).i32(exitCode).end();
    this.flush();
  }

  /** Good-bye is said: the process is about to end, nobody will send what is left. */
  get ending(): boolean {
    return this.#closing;
  }

  get #wanted(): boolean {
    return this.#requests.size > 0 || this.#holds > 0;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(this.#flush);
  }

  readonly #flush = () => {
    this.#scheduled = false;
    this.flush();
    const wanted = this.#wanted;
    if (wanted === this.#awake || !this.#socket) return;
    this.#awake = wanted;
    if (wanted) this.#socket.ref();
    else this.#socket.unref();
  };

  #receive(bytes: Uint8Array): void {
    const frame = this.#in;
    frame.push(bytes);
    while (frame.next()) {
      switch (frame.code) {
        case DOWN.grant:
          this.#requests.answer(frame.u32(), GRANTED);
          break;
        case DOWN.item: {
          const op = frame.u32();
          const number = frame.u32();
          this.#requests.answer(op, { granted: true, number, item: frame.bytes() });
          break;
        }
        case DOWN.deny:
          this.#requests.answer(frame.u32(), { granted: false, denial: frame.u8() });
          break;
        case DOWN.answer:
          this.#requests.answer(frame.u32(), { granted: true, number: frame.f64() });
          break;
        case DOWN.fail:
          this.#requests.fail(frame.u32(), frame.u8(), frame.text(), frame.text());
          break;
        case DOWN.probe:
          this.#probe(frame.u32());
          break;
        case DOWN.welcome: {
          const welcome = JSON.parse(frame.text()) as Welcome;
          self.process = welcome.process;
          self.name = welcome.name;
          self.daemon = welcome.daemon;
          self.tellsOutput = welcome.output;
          if (welcome.parentName !== null)
            self.parent = { name: welcome.parentName, pid: welcome.parentPid ?? 0 };
          this.#welcomed(frame.kept());
          break;
        }
        case DOWN.refused:
          this.#end(`the coordinator refused this process: ${frame.text()}`);
          return;
        default:
          this.#handlers.get(frame.code)?.(frame);
      }
    }
    // Whoever was answered goes on in this turn; then it is seen whether anybody still waits.
    this.#schedule();
  }

  /** Is anything but waits for the coordinator left in this process? */
  #probe(probe: number): void {
    // One turn later: what the frames before this one set going has happened by then.
    setImmediate(() => {
      const active = activities();
      const quiescent = active.length === 0;
      const listens = !quiescent && onlyAskedToEnd(active);
      // Should it turn out to be stuck, it may never come to say it.
      if (quiescent || listens) this.onQuiescent();
      this.frame(UP.quiescence)
        .u32(probe)
        .u8(quiescent ? QUIESCENCE.full : listens ? QUIESCENCE.listens : QUIESCENCE.none)
        .text(active.join(", "))
        .end();
      // It comes in this turn all the same, and must not look like something that goes on.
    }).unref();
  }

  #disconnected(error: Error | undefined): void {
    if (this.#closing || !this.#socket) return;
    this.#end(`the coordinator of this run is gone${error ? ` (${error.message})` : ""}`);
  }

  #end(message: string): void {
    this.#closing = true;
    process.stderr.write(`interleave: ${self.name} (pid ${process.pid}) stops: ${message}\n`);
    this.onLost(() => process.exit(LOST_STATUS));
  }
}

export const link = new Link();
