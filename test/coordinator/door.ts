/** A coordinator's door within the test's own process, and raw clients to knock at it. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Recorder } from "../../src/coordinator/recorder.ts";
import { CoordinatorServer } from "../../src/coordinator/server.ts";
import { Session } from "../../src/coordinator/session.ts";
import { FrameReader } from "../../src/protocol/frame-reader.ts";
import { FrameWriter } from "../../src/protocol/frame-writer.ts";
import type { Hint } from "../../src/protocol/hints.ts";
import { DOWN, UP } from "../../src/protocol/messages.ts";
import { WIRE_VERSION } from "../../src/protocol/version.ts";

export const TOKEN = "the right token";
/** A process id that no system gives: whatever is done to it is done to nobody. */
export const NOBODY = 0x7fff_fff0;

/** `trace`: file to record into. */
export async function open(trace: string | null = null) {
  const folder = await mkdtemp(join(tmpdir(), "door-"));
  const path =
    process.platform === "win32" ? `\\\\.\\pipe\\${folder.replaceAll(/\W/g, "-")}` : join(folder, "socket");
  const reports: string[] = [];
  const hints: Hint[] = [];
  const recorder = new Recorder(trace, { batch() {}, failed: (message) => reports.push(message) });
  await recorder.open();
  const session = new Session(recorder, {
    process() {},
    gone() {},
    hint: (hint) => hints.push(hint),
    stuck() {},
    report: (message) => reports.push(message),
    empty() {},
  });
  const server = new CoordinatorServer(session, TOKEN);
  session.arrived = (parent, number, child) => server.arrived(parent, number, child);
  const main = session.addMember({
    name: "MainProcess",
    parent: undefined,
    kind: "main",
    daemon: false,
    target: "",
    pid: undefined,
    payload: new Uint8Array(0),
  });
  main.launched = true;
  await server.listen(path);
  return {
    path,
    reports,
    hints,
    session,
    server,
    main,
    recorder,
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export class Client {
  readonly socket: Socket;
  readonly frames = new FrameWriter();
  readonly got: { code: number; text: string; op: number }[] = [];
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  #heard = () => {};

  constructor(path: string) {
    this.socket = connect(path);
    const reader = new FrameReader();
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.once("close", () => resolve());
    });
    this.socket.on("data", (bytes: Uint8Array) => {
      reader.push(bytes);
      while (reader.next()) {
        const textual = reader.code === DOWN.refused || reader.code === DOWN.welcome;
        this.got.push({
          code: reader.code,
          text: textual ? reader.text() : "",
          op: textual ? 0 : reader.u32(),
        });
      }
      this.#heard();
    });
  }

  hello(token: string, change = {}) {
    const hello = { token, wire: WIRE_VERSION, parent: 0, child: 0, pid: NOBODY, node: "", ...change };
    this.frames.begin(UP.hello).text(JSON.stringify(hello)).end();
    return this;
  }

  send() {
    this.socket.write(this.frames.take());
    return this;
  }

  /** Waits for a frame, if need be for a certain operation. */
  async until(code: number, op?: number) {
    return this.#until((frame) => frame.code === code && (op === undefined || frame.op === op));
  }

  /** Waits for the answer to an operation. */
  async answered(op: number) {
    return this.#until((frame) => frame.code === DOWN.grant && frame.op === op);
  }

  async #until(wanted: (frame: Client["got"][number]) => boolean) {
    for (;;) {
      const found = this.got.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}
