/**
 * The manager's own socket: lets in who knows the run's token, keeps the objects, and answers calls one after the
 * other. That it does nothing else is what makes every call one step.
 */
import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { Fault } from "../primitives/fault.ts";
import { FrameError, FrameReader, MAX_FRAME_BYTES } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import {
  CONTAINERS,
  FAULT,
  FROM_MANAGER,
  type ManagerHello,
  METHODS,
  TO_MANAGER,
} from "../protocol/manager.ts";
import { WIRE_VERSION } from "../protocol/version.ts";
import { type Answer, type Cell, type Container, makeContainer } from "./containers.ts";

/** A stranger may send no more than this before it has shown the token. */
const HELLO_BYTES = 64 * 1024;
const HELLO_MS = 10_000;

interface Call {
  client: Client;
  op: number;
  object: number;
  method: number;
  index: number;
  cells: Cell[];
}

export class Door {
  readonly #token: string;
  /** Trace id of the process that made the manager: it alone makes objects, and ends this. */
  readonly #owner: number;
  readonly #server: Server;
  readonly #clients = new Set<Client>();
  readonly #objects = new Map<number, Container>();
  /** Calls of objects whose making has not arrived yet: another socket was quicker. */
  readonly #early = new Map<number, Call[]>();
  #ownerLeft = false;
  #executed = 0;
  /** Told once, when its owner has asked it to end and everybody has been answered. */
  onShutdown: () => void = () => {};

  constructor(token: string, owner: number) {
    this.#token = token;
    this.#owner = owner;
    this.#server = createServer((socket) => {
      const client = new Client(socket, this);
      this.#clients.add(client);
      socket.on("close", () => {
        this.#clients.delete(client);
        if (client.process === this.#owner) this.#leave();
      });
    });
  }

  async listen(address: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(address, resolve);
    });
    if (process.platform !== "win32") await chmod(address, 0o600);
  }

  /** No more calls; what has been answered still leaves. */
  close(): void {
    this.#server.close();
    for (const client of this.#clients) client.close();
  }

  /** Why somebody may not come in; undefined when it may. */
  refusal({ token, wire, process }: ManagerHello): string | undefined {
    if (!sameToken(token, this.#token)) return "wrong token";
    if (wire !== WIRE_VERSION) return "the two runtimes are of different versions";
    return Number.isInteger(process) && process > 0 ? undefined : "not a greeting";
  }

  /** One frame of somebody who has been let in. @throws FrameError when it makes no sense. */
  take(client: Client, frame: FrameReader): void {
    switch (frame.code) {
      case TO_MANAGER.call: {
        const op = frame.u32();
        const object = frame.u32();
        const method = frame.u8();
        this.#call({ client, op, object, method, index: frame.f64(), cells: cells(frame) });
        return;
      }
      case TO_MANAGER.make: {
        const object = frame.u32();
        const type = CONTAINERS[frame.u8()];
        if (!type || client.process !== this.#owner) throw new FrameError("an object that cannot be made");
        this.#objects.set(object, makeContainer(type, cells(frame)));
        const early = this.#early.get(object) ?? [];
        this.#early.delete(object);
        for (const call of early) {
          this.#call(call);
          call.client.flush();
        }
        return;
      }
      case TO_MANAGER.shutdown:
        if (client.process !== this.#owner) throw new FrameError("a shutdown by somebody else");
        // Together with what this portion still has to say.
        setImmediate(() => this.onShutdown());
        return;
      default:
        throw new FrameError(`a frame of unknown code ${frame.code}`);
    }
  }

  #call(call: Call): void {
    const { client, op, object, method, index, cells } = call;
    const container = this.#objects.get(object);
    const name = METHODS[method];
    if (!name) throw new FrameError("a call of an unknown method");
    if (!container) {
      if (this.#ownerLeft) client.lost(op);
      else this.#early.set(object, [...(this.#early.get(object) ?? []), call]);
      return;
    }
    const execution = ++this.#executed;
    let answer: Answer;
    try {
      answer = container.call(name, index, cells);
    } catch (error) {
      // A value may be such that it cannot be compared at all, by its size or depth.
      const kind = error instanceof Fault ? error.kind : "value";
      client.frames
        .begin(FROM_MANAGER.fault)
        .u32(op)
        .u32(execution)
        .u8(FAULT[kind])
        .text((error as Error).message)
        .end();
      return;
    }
    client.answer(op, execution, answer);
  }

  /** What has not been made by now never will be. */
  #leave(): void {
    this.#ownerLeft = true;
    for (const call of [...this.#early.values()].flat()) {
      call.client.lost(call.op);
      call.client.flush();
    }
    this.#early.clear();
  }
}

/** One process at the door. */
class Client {
  /** Trace id, once it has been let in. */
  process = 0;
  readonly frames = new FrameWriter();
  readonly #socket: Socket;
  readonly #door: Door;
  readonly #patience: NodeJS.Timeout;
  #reader = new FrameReader(HELLO_BYTES);

  constructor(socket: Socket, door: Door) {
    this.#socket = socket;
    this.#door = door;
    socket.setNoDelay(true);
    this.#patience = setTimeout(() => this.#refuse("no greeting"), HELLO_MS);
    socket.on("data", (bytes: Uint8Array) => this.#read(bytes));
    // A reset is how a killed process's connection may end; "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => clearTimeout(this.#patience));
  }

  answer(op: number, execution: number, answer: Answer): void {
    const { frames } = this;
    if (answer === undefined) frames.begin(FROM_MANAGER.done).u32(op).u32(execution).end();
    else if (typeof answer === "number")
      frames.begin(FROM_MANAGER.number).u32(op).u32(execution).f64(answer).end();
    else if (answer instanceof Uint8Array)
      frames.begin(FROM_MANAGER.value).u32(op).u32(execution).bytes(answer).end();
    else {
      frames.begin(FROM_MANAGER.values).u32(op).u32(execution).u32(answer.length);
      for (const cell of answer) frames.bytes(cell);
      frames.end();
    }
  }

  /** The object was never made: its maker ended first. */
  lost(op: number): void {
    this.frames.begin(FROM_MANAGER.fault).u32(op).u32(0).u8(FAULT.lost).text("").end();
  }

  flush(): void {
    if (this.frames.size > 0 && !this.#socket.destroyed) this.#socket.write(this.frames.take());
  }

  close(): void {
    this.flush();
    this.#socket.destroySoon();
  }

  #read(bytes: Uint8Array): void {
    try {
      this.#reader.push(bytes);
      while (this.#reader.next()) {
        if (this.process > 0) this.#door.take(this, this.#reader);
        else if (!this.#greeted()) return;
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      // Without knowing what it meant there is no answering it: it is told by the end of the connection.
      this.#refuse(error.message);
      return;
    }
    this.flush();
  }

  /** False when it is not let in. */
  #greeted(): boolean {
    let hello: ManagerHello | undefined;
    try {
      if (this.#reader.code === TO_MANAGER.hello) hello = JSON.parse(this.#reader.text()) as ManagerHello;
    } catch {
      // Refused below.
    }
    const refusal = hello ? this.#door.refusal(hello) : "not a greeting";
    if (refusal !== undefined || !hello) {
      this.#refuse(refusal ?? "");
      return false;
    }
    clearTimeout(this.#patience);
    this.process = hello.process;
    const rest = this.#reader.rest();
    this.#reader = new FrameReader(MAX_FRAME_BYTES);
    this.#reader.push(rest);
    return true;
  }

  #refuse(reason: string): void {
    this.frames.begin(FROM_MANAGER.refused).text(reason).end();
    this.#socket.removeAllListeners("data");
    this.close();
  }
}

/** Copies: the portion that they came in is used again. */
function cells(frame: FrameReader): Cell[] {
  const list: Cell[] = [];
  for (let count = frame.u32(); count > 0; count--) list.push(frame.bytes().slice());
  return list;
}

/** Compares without telling by its duration how much was right. */
function sameToken(given: unknown, token: string): boolean {
  if (typeof given !== "string" || given.length !== token.length) return false;
  let difference = 0;
  for (let i = 0; i < token.length; i++) difference |= given.charCodeAt(i) ^ token.charCodeAt(i);
  return difference === 0;
}
