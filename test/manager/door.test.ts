/** The door of a manager: who gets in, and what strangers and broken clients can do. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Door } from "../../src/manager/door.ts";
import { FrameReader } from "../../src/protocol/frame-reader.ts";
import { FrameWriter } from "../../src/protocol/frame-writer.ts";
import {
  CONTAINERS,
  type ContainerType,
  FAULT,
  FROM_MANAGER,
  METHODS,
  type Method,
  TO_MANAGER,
} from "../../src/protocol/manager.ts";
import { WIRE_VERSION } from "../../src/protocol/version.ts";

const TOKEN = "the right token";
const OWNER = 1;

async function open() {
  const folder = await mkdtemp(join(tmpdir(), "manager-"));
  const path =
    process.platform === "win32" ? `\\\\.\\pipe\\${folder.replaceAll(/\W/g, "-")}` : join(folder, "door");
  const door = new Door(TOKEN, OWNER);
  await door.listen(path);
  return {
    path,
    door,
    async [Symbol.asyncDispose]() {
      door.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class Client {
  readonly socket: Socket;
  readonly frames = new FrameWriter();
  /** What has come: the frame's name and what it says. */
  readonly got: string[] = [];
  #heard = () => {};

  constructor(path: string) {
    this.socket = connect(path);
    const reader = new FrameReader();
    this.socket.on("error", () => {});
    this.socket.on("data", (bytes: Uint8Array) => {
      reader.push(bytes);
      while (reader.next()) this.got.push(told(reader));
      this.#heard();
    });
  }

  hello(token = TOKEN, process = OWNER, change = {}) {
    const hello = { token, wire: WIRE_VERSION, process, ...change };
    this.frames.begin(TO_MANAGER.hello).text(JSON.stringify(hello)).end();
    return this;
  }

  make(object: number, type: ContainerType, ...cells: string[]) {
    return this.#cells(this.frames.begin(TO_MANAGER.make).u32(object).u8(CONTAINERS.indexOf(type)), cells);
  }

  call(op: number, object: number, method: Method, ...cells: string[]) {
    const frame = this.frames.begin(TO_MANAGER.call).u32(op).u32(object).u8(METHODS.indexOf(method)).f64(0);
    return this.#cells(frame, cells);
  }

  #cells(frame: FrameWriter, cells: string[]) {
    frame.u32(cells.length);
    for (const cell of cells) frame.bytes(word(cell));
    frame.end();
    return this;
  }

  send() {
    this.socket.write(this.frames.take());
    return this;
  }

  async until(count: number) {
    while (this.got.length < count)
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    return this.got;
  }
}

/** An encoded word: its tag, then UTF-8. */
const word = (text: string): Uint8Array => Uint8Array.of(7, ...Buffer.from(text));
const unword = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(1)).toString();

function told(frame: FrameReader): string {
  if (frame.code === FROM_MANAGER.refused) return `refused: ${frame.text()}`;
  const head = `${frame.u32()} ${frame.u32()}`;
  switch (frame.code) {
    case FROM_MANAGER.done:
      return `${head} done`;
    case FROM_MANAGER.number:
      return `${head} ${frame.f64()}`;
    case FROM_MANAGER.value:
      return `${head} ${unword(frame.bytes())}`;
    case FROM_MANAGER.values:
      return `${head} [${Array.from({ length: frame.u32() }, () => unword(frame.bytes())).join()}]`;
    default:
      return `${head} fault ${frame.u8()}: ${frame.text()}`;
  }
}

test("a wrong token, a wrong version, a stranger's bytes: refused with a word, and nothing of what is inside", async () => {
  await using manager = await open();
  const owner = new Client(manager.path).hello().make(5, "Dict", "secret", "value").send();
  owner.call(1, 5, "size").send();
  assert.deepEqual(await owner.until(1), ["1 1 1"]);
  const cases: [(client: Client) => void, RegExp][] = [
    [(client) => client.hello("the wrong token").call(1, 5, "get", "secret"), /wrong token/],
    [(client) => client.hello("").call(1, 5, "get", "secret"), /wrong token/],
    [(client) => client.hello(TOKEN, OWNER, { token: 7 }), /wrong token/],
    [(client) => client.hello(TOKEN, OWNER, { wire: 99 }), /different versions/],
    [(client) => client.hello(TOKEN, 0), /not a greeting/],
    [(client) => client.call(1, 5, "get", "secret"), /not a greeting/],
    [(client) => client.frames.begin(TO_MANAGER.hello).text("{").end(), /not a greeting/],
    [(client) => client.frames.begin(TO_MANAGER.hello).text("null").end(), /not a greeting/],
    [(client) => void client.socket.write("GET / HTTP/1.1\r\n\r\n"), /a frame of/],
  ];
  for (const [act, reason] of cases) {
    const client = new Client(manager.path);
    act(client);
    if (client.frames.size > 0) client.send();
    await once(client.socket, "close");
    assert.equal(client.got.length, 1);
    assert.match(client.got[0]!, /^refused: /);
    assert.match(client.got[0]!, reason);
  }
  owner.call(2, 5, "get", "secret").send();
  assert.deepEqual((await owner.until(2))[1], "2 2 value");
  if (process.platform !== "win32") assert.equal((await stat(manager.path)).mode & 0o777, 0o600);
});

test("frames that make no sense end their own connection and nobody else's", async () => {
  await using manager = await open();
  const owner = new Client(manager.path).hello().make(5, "List", "a").send();
  const wrongs: ((client: Client) => void)[] = [
    (client) => client.frames.begin(99).end(),
    (client) => client.frames.begin(TO_MANAGER.call).u32(1).end(),
    (client) => client.frames.begin(TO_MANAGER.call).u32(1).u32(5).u8(99).f64(0).u32(0).end(),
    (client) => client.frames.begin(TO_MANAGER.call).u32(1).u32(5).u8(2).f64(0).u32(0xffff_ffff).end(),
    (client) => client.make(6, "Dict"),
    (client) => client.frames.begin(TO_MANAGER.shutdown).end(),
    (client) => void client.socket.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff)),
  ];
  for (const wrong of wrongs) {
    const client = new Client(manager.path).hello(TOKEN, 2);
    client.send();
    wrong(client);
    if (client.frames.size > 0) client.send();
    await once(client.socket, "close");
    assert.equal(client.got.length, 1);
    assert.match(client.got[0]!, /^refused: /);
  }
  const other = new Client(manager.path).hello(TOKEN, 3).call(1, 5, "snapshot").send();
  assert.match((await other.until(1))[0]!, /^1 1 \[a\]$/);
  // A wrong use is told, and is no reason to part.
  owner.call(7, 5, "setDefault", "x").call(8, 5, "length").send();
  assert.deepEqual(await owner.until(2), [
    `7 2 fault ${FAULT.attribute}: 'List' object has no attribute 'setDefault'`,
    "8 3 1",
  ]);
});

test("a call that is quicker than the making of its object waits for it; its maker's end ends that", async () => {
  await using manager = await open();
  const owner = new Client(manager.path).hello().make(1, "Dict").call(1, 1, "size").send();
  await owner.until(1);
  const quick = new Client(manager.path).hello(TOKEN, 2);
  quick.call(1, 5, "size").call(2, 5, "has", "k").call(3, 6, "length").call(4, 1, "size").send();
  assert.deepEqual(await quick.until(1), ["4 2 0"]);
  owner.make(5, "Dict", "k", "v").send();
  assert.deepEqual((await quick.until(3)).slice(1), ["1 3 1", "2 4 1"]);
  owner.socket.destroy();
  assert.deepEqual((await quick.until(4))[3], `3 0 fault ${FAULT.lost}: `);
  quick.call(5, 7, "size").call(6, 5, "get", "k").send();
  assert.deepEqual((await quick.until(6)).slice(4), [`5 0 fault ${FAULT.lost}: `, "6 5 v"]);
});

test("a shutdown by its owner: what was asked before is answered, then the door closes", async () => {
  await using manager = await open();
  const ended = new Promise<void>((resolve) => {
    manager.door.onShutdown = () => {
      manager.door.close();
      resolve();
    };
  });
  const owner = new Client(manager.path).hello().make(5, "List", "a", "b").call(1, 5, "length").send();
  await owner.until(1);
  owner.call(2, 5, "snapshot").frames.begin(TO_MANAGER.shutdown).end();
  owner.send();
  await Promise.all([ended, once(owner.socket, "close")]);
  assert.deepEqual(owner.got, ["1 1 2", "2 2 [a,b]"]);
});
