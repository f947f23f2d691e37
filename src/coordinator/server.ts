/** Listens for the processes of the run, lets in who knows the token, and keeps them apart. */
import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { FrameError, FrameReader, MAX_FRAME_BYTES } from "../protocol/frame-reader.ts";
import { DOWN, type Hello, UP } from "../protocol/messages.ts";
import { WIRE_VERSION } from "../protocol/version.ts";
import { Connection } from "./connection.ts";
import { dispatch } from "./dispatch.ts";
import * as lifecycle from "./lifecycle.ts";
import type { Member } from "./member.ts";
import { spare } from "./memory.ts";
import type { Session } from "./session.ts";

/** A stranger may send no more than this before it has shown the token. */
const HELLO_BYTES = 64 * 1024;
/**
 * A process greets when its event loop first turns, and nobody knows when that is: it may compute for minutes before.
 * So silence is refused only where there is so much of it, and for so long, that something else must be going on.
 */
const SILENT_MOST = 1000;
const SILENT_MS = 10_000;
/** Malformed frames that a process may send before its connection is closed. */
const MALFORMED_MOST = 100;

export class CoordinatorServer {
  readonly #session: Session;
  readonly #token: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Who has not greeted yet, and since when, the oldest first. */
  readonly #silent = new Map<Connection, number>();
  /** Processes that have connected before their parent's word of them arrived. */
  readonly #early = new Map<string, Early>();
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
    early?.admit(child);
  }

  /** What was wrong in this run, in a sentence; undefined when nothing was. */
  summary(): string | undefined {
    const wrong: string[] = [];
    if (this.malformed > 0) wrong.push(`${this.malformed} ${plural("frame", this.malformed)} made no sense`);
    if (this.refused > 0) wrong.push(`${this.refused} ${plural("connection", this.refused)} refused`);
    return wrong.length > 0 ? `in this run ${wrong.join(", ")}` : undefined;
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    const connection = new Connection(socket);
    let reader = new FrameReader(HELLO_BYTES);
    let member: Member | undefined;
    let waiting: Uint8Array[] | undefined;
    let early: string | undefined;
    let bad = 0;
    this.#silent.set(connection, performance.now());
    this.#refuseSilent();

    const admit = (admitted: Member, pid: number) => {
      member = admitted;
      lifecycle.connected(this.#session, admitted, connection, pid);
      const late = waiting ?? [];
      waiting = undefined;
      for (const bytes of late) take(bytes);
      socket.resume();
    };
    const greet = () => {
      const hello = this.#hello(reader);
      if (typeof hello === "string") {
        this.#refuse(connection, hello);
        return;
      }
      this.#silent.delete(connection);
      const known = this.#memberFor(hello);
      if (typeof known === "string") {
        this.#refuse(connection, known);
        return;
      }
      if (known) admit(known, hello.pid);
      else {
        waiting = [];
        // Whatever it says meanwhile stays on its side.
        socket.pause();
        early = `${hello.parent}.${hello.child}`;
        this.#early.set(early, {
          parent: hello.parent,
          admit: (child) => admit(child, hello.pid),
          refuse: () => this.#refuse(connection, ORPHAN),
        });
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
          reader = new FrameReader(MAX_FRAME_BYTES, spare);
          if (waiting) (waiting as Uint8Array[]).push(rest.slice());
          if (!member) return;
          reader.push(rest);
          continue;
        }
        try {
          this.#session.speaking = member;
          dispatch(this.#session, member, reader);
        } catch (error) {
          this.malformed++;
          if (!(error instanceof FrameError)) this.#failed(member, error);
          else if (++bad === 1)
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
      this.#silent.delete(connection);
      this.#sockets.delete(socket);
      if (early !== undefined && !member) this.#early.delete(early);
      if (!member) return;
      lifecycle.disconnected(this.#session, member);
      // What it had not told of yet it never will.
      for (const [key, { parent, refuse }] of this.#early)
        if (parent === member.id) {
          this.#early.delete(key);
          refuse();
        }
    });
  }

  /** An error of our own must not end everybody's run; what it left half done, though, nobody can tell. */
  #failed(member: Member, error: unknown): void {
    const { stack } = error as Error;
    this.#session.listener.report(
      `an error within Interleave, please report it, after something that ${member.name} sent: ${stack}`,
    );
  }

  #hello(reader: FrameReader): Hello | string {
    if (reader.code !== UP.hello) return "not a greeting";
    try {
      const hello = JSON.parse(reader.text()) as Hello;
      if (!sameToken(hello.token, this.#token)) return "wrong token";
      if (hello.wire !== WIRE_VERSION) return "the runtime and the coordinator are of different versions";
      const { parent, child, pid } = hello;
      return [parent, child, pid].every((number) => Number.isSafeInteger(number) && number >= 0) && pid > 0
        ? hello
        : "not a greeting";
    } catch {
      return "not a greeting";
    }
  }

  /** Whose greeting this is; undefined while its parent has not told of it; why not, if nobody's. */
  #memberFor({ parent, child }: Hello): Member | string | undefined {
    const { members } = this.#session;
    const member = parent === 0 ? members[1] : members[parent]?.children.get(child);
    if (member?.gone && !member.connection) return "it has been ended";
    if (member?.connection || this.#early.has(`${parent}.${child}`))
      return "this process is already connected";
    return member ?? (members[parent]?.gone === false ? undefined : ORPHAN);
  }

  #refuseSilent(): void {
    if (this.#silent.size <= SILENT_MOST) return;
    const [oldest, since] = this.#silent.entries().next().value!;
    if (performance.now() - since > SILENT_MS) this.#refuse(oldest, "no greeting");
  }

  #refuse(connection: Connection, reason: string): void {
    this.refused++;
    this.#silent.delete(connection);
    connection.frame(DOWN.refused).text(reason).end();
    const { socket } = connection;
    // Nothing that it says any more is heard.
    socket.removeAllListeners("data").resume();
    setImmediate(() => socket.destroySoon());
  }

  /** A process that cannot be understood any more is ended: it would wait for ever. */
  #expel(member: Member, what: string): void {
    this.#session.listener.report(`${member.name} ${what}; it is stopped`);
    lifecycle.kill(member);
    member.connection?.socket.destroy();
  }
}

interface Early {
  parent: number;
  admit(member: Member): void;
  refuse(): void;
}

const ORPHAN = "the process that started it is gone";

const plural = (noun: string, count: number): string => (count === 1 ? noun : `${noun}s`);

/** Compares without telling by its duration how much was right. */
function sameToken(given: unknown, token: string): boolean {
  if (typeof given !== "string" || given.length !== token.length) return false;
  let difference = 0;
  for (let i = 0; i < token.length; i++) difference |= given.charCodeAt(i) ^ token.charCodeAt(i);
  return difference === 0;
}
