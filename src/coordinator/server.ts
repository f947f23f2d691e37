/** Listens for the processes of the run, lets in who knows the token, and keeps them apart. */
import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { DOWN, FrameError, FrameReader, type Hello, MAX_FRAME_BYTES, UP } from "../protocol/frames.ts";
import { WIRE_VERSION } from "../protocol/version.ts";
import { Connection } from "./connection.ts";
import { dispatch } from "./dispatch.ts";
import * as lifecycle from "./lifecycle.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";

/** A stranger may send no more than this before it has shown the token. */
const HELLO_BYTES = 64 * 1024;
const HELLO_MS = 10_000;
/** Malformed frames that a process may send before its connection is closed. */
const MALFORMED_MOST = 100;

export class CoordinatorServer {
  readonly #session: Session;
  readonly #token: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Processes that have connected before their parent's word of them arrived. */
  readonly #early = new Map<string, (member: Member) => void>();
  /** Connections refused and frames that made no sense. */
  refused = 0;
  malformed = 0;

  constructor(session: Session, token: string) {
    this.#session = session;
    this.#token = token;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, resolve);
    });
    if (process.platform !== "win32") await chmod(path, 0o600);
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** A parent has told of a child; it may be waiting at the door. */
  arrived(parent: Member, number: number, child: Member): void {
    const key = `${parent.id}.${number}`;
    const early = this.#early.get(key);
    this.#early.delete(key);
    early?.(child);
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    const connection = new Connection(socket);
    let reader = new FrameReader(HELLO_BYTES);
    let member: Member | undefined;
    let waiting: Uint8Array[] | undefined;
    let bad = 0;
    const timer = setTimeout(() => this.#refuse(connection, "no greeting"), HELLO_MS);

    const admit = (admitted: Member, pid: number) => {
      member = admitted;
      lifecycle.connected(this.#session, admitted, connection, pid);
      const late = waiting ?? [];
      waiting = undefined;
      for (const bytes of late) take(bytes);
    };
    const greet = () => {
      const hello = this.#hello(reader);
      if (typeof hello === "string") {
        this.#refuse(connection, hello);
        return;
      }
      clearTimeout(timer);
      const known = this.#memberFor(hello);
      if (known === "taken") {
        this.#refuse(connection, "this process is already connected");
        return;
      }
      if (known) admit(known, hello.pid);
      else {
        waiting = [];
        this.#early.set(`${hello.parent}.${hello.child}`, (child) => admit(child, hello.pid));
      }
    };
    const take = (bytes: Uint8Array) => {
      if (waiting) {
        waiting.push(bytes);
        return;
      }
      reader.push(bytes);
      for (;;) {
        try {
          if (!reader.next()) return;
        } catch {
          // Without a frame's length there is no telling where the next one begins.
          this.malformed++;
          if (member) this.#expel(member, "sent a frame of impossible length");
          else this.#refuse(connection, "not a greeting");
          return;
        }
        if (!member) {
          greet();
          const rest = reader.rest();
          reader = new FrameReader(MAX_FRAME_BYTES);
          if (waiting) (waiting as Uint8Array[]).push(rest.slice());
          if (!member) return;
          reader.push(rest);
          continue;
        }
        try {
          this.#session.speaking = member;
          dispatch(this.#session, member, reader);
        } catch (error) {
          if (!(error instanceof FrameError)) throw error;
          this.malformed++;
          if (++bad === 1)
            this.#session.listener.report(`${member.name} sent ${error.message}; it is ignored`);
          if (bad > MALFORMED_MOST) {
            this.#expel(member, "keeps sending frames that make no sense");
            return;
          }
        } finally {
          this.#session.speaking = undefined;
        }
      }
    };
    socket.on("data", take);
    // A reset is how a killed process's connection may end; "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      this.#sockets.delete(socket);
      if (member) lifecycle.disconnected(this.#session, member);
    });
  }

  #hello(reader: FrameReader): Hello | string {
    if (reader.code !== UP.hello) return "not a greeting";
    try {
      const hello = JSON.parse(reader.text()) as Hello;
      if (!sameToken(hello.token, this.#token)) return "wrong token";
      if (hello.wire !== WIRE_VERSION) return "the runtime and the coordinator are of different versions";
      return hello;
    } catch {
      return "not a greeting";
    }
  }

  #memberFor(hello: Hello): Member | "taken" | undefined {
    const member =
      hello.parent === 0
        ? this.#session.members[1]
        : this.#session.members[hello.parent]?.children.get(hello.child);
    if (member?.connection || member?.gone) return "taken";
    return member;
  }

  #refuse(connection: Connection, reason: string): void {
    this.refused++;
    connection.frame(DOWN.refused).text(reason).end();
    setImmediate(() => connection.socket.destroySoon());
  }

  /** A process that cannot be understood any more is ended: it would wait for ever. */
  #expel(member: Member, what: string): void {
    this.#session.listener.report(`${member.name} ${what}; it is stopped`);
    lifecycle.kill(member);
    member.connection?.socket.destroy();
  }
}

/** Compares without telling by its duration how much was right. */
function sameToken(given: unknown, token: string): boolean {
  if (typeof given !== "string" || given.length !== token.length) return false;
  let difference = 0;
  for (let i = 0; i < token.length; i++) difference |= given.charCodeAt(i) ^ token.charCodeAt(i);
  return difference === 0;
}
