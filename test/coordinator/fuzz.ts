/** Frames that make no sense, by the thousand, beside a process that behaves. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OBJECT_TYPES, type ObjectType, VERBS } from "../../src/protocol/events.ts";
import type { FrameWriter } from "../../src/protocol/frame-writer.ts";
import { DOWN, UP } from "../../src/protocol/messages.ts";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { numbers } from "../support/numbers.ts";
import { Client, NOBODY, open, TOKEN } from "./door.ts";

/**
 * What belongs into each frame, a letter for each field: h handle, o operation, s site, n number, b byte, i signed, t
 * time, l limit, T text, R handles that travel, P payload, p process id.
 */
const BODIES: Record<keyof typeof UP, string> = {
  hello: "T",
  site: "nT",
  create: "hbnstTh",
  bind: "hnh",
  spawn: "npbhstTTRP",
  exited: "niT",
  run: "tT",
  bye: "i",
  request: "bohstlRP",
  cancel: "o",
  release: "host",
  signal: "hbst",
  taskDone: "host",
  put: "hstRP",
  consume: "honst",
  giveBack: "hnn",
  query: "ohbst",
  fn: "nTT",
  submit: "hnnbstRP",
  result: "nttbP",
  ready: "n",
  poolClose: "hst",
  poolTerminate: "hst",
  await: "ohnnbst",
  unawait: "ot",
  spanBegin: "ostT",
  spanEnd: "ot",
  mark: "stT",
  quiescence: "nbT",
  terminate: "nstT",
  sawEnd: "onst",
  returnTasks: "nnn",
  pair: "hh",
  closeEnd: "hst",
  waitAny: "obstlnbnbn",
  notify: "honst",
  acted: "hoobt",
  barrier: "hbst",
  fill: "hnRP",
  read: "honst",
  write: "honstRP",
  awaitSome: "ohnbstnnnnn",
  awaitPool: "ohst",
  cancelTasks: "hnnn",
  branch: "nb",
  home: "hn",
  attach: "onn",
  detach: "nn",
  store: "ohR",
  call: "hobbnsttT",
  callWaits: "host",
  output: "bsntnT",
  outputDropped: "btn",
};
/** What the first handle of these is meant to be; of the others anything goes. */
const MEANT: Partial<Record<keyof typeof UP, readonly ObjectType[]>> = {
  release: ["Lock", "RLock", "Semaphore", "BoundedSemaphore"],
  signal: ["Event"],
  taskDone: ["JoinableQueue"],
  put: ["Queue", "JoinableQueue", "SimpleQueue"],
  consume: ["Queue"],
  giveBack: ["Queue"],
  submit: ["Pool", "ProcessPoolExecutor"],
  poolClose: ["Pool", "ProcessPoolExecutor"],
  poolTerminate: ["Pool", "ProcessPoolExecutor"],
  await: ["Pool"],
  awaitSome: ["ProcessPoolExecutor"],
  awaitPool: ["Pool"],
  cancelTasks: ["ProcessPoolExecutor"],
  pair: ["Connection"],
  closeEnd: ["Connection"],
  call: ["Dict", "List", "Namespace"],
  callWaits: ["Dict", "List", "Namespace"],
  store: ["Dict", "List", "Namespace"],
  notify: ["Condition"],
  acted: ["Barrier"],
  barrier: ["Barrier"],
  fill: ["Value", "SharedArray"],
  read: ["Value", "SharedArray"],
  write: ["Value", "SharedArray"],
};
const CODES = Object.keys(BODIES) as (keyof typeof UP)[];

/** An RLock first: others need one. */
const TYPES: readonly ObjectType[] = ["RLock", ...OBJECT_TYPES.filter((type) => type !== "RLock")];

type Below = ReturnType<typeof numbers>;

const pick = <T>(below: Below, list: readonly T[]): T => list[below(list.length)]!;

/** Mostly such as a process would send, so that what is wrong gets far. */
function field(frame: FrameWriter, letter: string, below: Below, meant: readonly ObjectType[]): void {
  const odd = below(12) === 0;
  switch (letter) {
    case "h":
      if (odd) frame.u32(pick(below, [0, 99, 900, 0x00ff_ffff, 0xffff_ffff]));
      else frame.u32(1 + TYPES.indexOf(pick(below, meant)));
      break;
    case "o":
    case "n":
      frame.u32(odd ? pick(below, [0x7fff_ffff, 0xffff_fffe, 0xffff_ffff]) : below(8));
      break;
    case "s":
      frame.u32(odd ? 0xffff_ffff : below(4));
      break;
    case "p":
      frame.u32(NOBODY + below(10));
      break;
    case "b":
      frame.u8(odd ? below(256) : below(VERBS.length + 1));
      break;
    case "i":
      frame.i32(below(5) - 2);
      break;
    case "t":
    case "l":
      frame.f64(pick(below, [0, 1, 5, -1, 1e300, -1e300, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]));
      break;
    case "T":
      frame.text(pick(below, ["", "x", "\u0000\u001b[31m", "{", "__proto__", "SIGKILL", "a.ts:1:1"]));
      break;
    case "R": {
      const count = below(3);
      frame.u32(odd ? 0xffff_ffff : count);
      for (let i = 0; i < count; i++) frame.u32(below(4)).u32(below(OBJECT_TYPES.length));
      break;
    }
    case "P":
      if (odd) frame.u32(0xffff_ffff);
      else frame.bytes(new Uint8Array(below(40)));
  }
}

/** A frame of any kind, one in five of them cut short. */
function frame(client: Client, below: Below): void {
  const name = pick(below, CODES);
  const body = BODIES[name];
  const fields = below(5) === 0 ? below(body.length) : body.length;
  const begun = client.frames.begin(below(60) === 0 ? 66 + below(190) : UP[name]);
  const meant = MEANT[name] ?? TYPES;
  for (const letter of body.slice(0, fields)) field(begun, letter, below, meant);
  begun.end();
}

/** One of everything, so that there is something to hit: handle n is of the nth type, numbers of others follow. */
function objects(client: Client): void {
  const order = ["RLock", ...OBJECT_TYPES.filter((type) => type !== "RLock")];
  order.forEach((type, index) => {
    client.frames
      .begin(UP.create)
      .u32(index + 1)
      .u8(OBJECT_TYPES.indexOf(type as never));
    client.frames.u32(2).u32(0).f64(0).text(type).u32(1).end();
  });
}

export interface Fuzzed {
  refused: number;
  events: number;
}

/**
 * So many hostile processes, one after another, each with its own seed.
 * @throws AssertionError, after telling the seed, when the other process notices, the coordinator makes an error of
 * its own, or the trace cannot be read.
 */
export async function fuzz(first: number, count: number): Promise<Fuzzed> {
  const folder = await mkdtemp(join(tmpdir(), "fuzz-"));
  const trace = join(folder, "t.interleave");
  let seed = first;
  try {
    await using door = await open(trace);
    const honest = new Client(door.path).hello(TOKEN).send();
    await honest.until(DOWN.welcome);
    honest.frames.begin(UP.create).u32(1).u8(0).u32(0).u32(0).f64(0).text("its own lock").u32(0).end();
    for (; seed < first + count; seed++) {
      const below = numbers(seed * 7919);
      honest.frames.begin(UP.spawn).u32(seed).u32(NOBODY).u8(0).u32(0).u32(0).f64(0);
      honest.frames.text(`Hostile ${seed}`).text("").u32(0).bytes(new Uint8Array(0)).end();
      honest.send();
      const hostile = new Client(door.path).hello(TOKEN, { parent: 1, child: seed });
      objects(hostile);
      for (let i = 0; i < 90; i++) frame(hostile, below);
      hostile.send();
      const op = 1_000_000 + seed;
      honest.frames.begin(UP.request).u8(0).u32(op).u32(1).u32(0).f64(0).f64(1000).end();
      honest.frames
        .begin(UP.release)
        .u32(1)
        .u32(op + 1_000_000)
        .u32(0)
        .f64(0)
        .end();
      const asked = performance.now();
      honest.send();
      await honest.answered(op + 1_000_000);
      assert.ok(performance.now() - asked < 3000, `${performance.now() - asked} ms`);
      // Expelled, or all of it read.
      hostile.socket.end();
      await hostile.closed;
      honest.frames.begin(UP.exited).u32(seed).i32(-9).text("SIGKILL").end();
    }
    honest.send();
    const broken = door.reports.filter((report) => report.includes("within Interleave"));
    assert.deepEqual(broken, []);
    honest.socket.destroy();
    await door.recorder.close(0);
    const reader = new TraceReader();
    const model = new RunModel(reader.names);
    for (const batch of reader.push(readFileSync(trace))) model.push(batch);
    assert.equal(reader.leftover, 0);
    assert.ok(model.end < 600e6, `the run took ${model.end} µs`);
    return { refused: door.server.malformed, events: model.events };
  } catch (error) {
    console.error(`seed ${seed}`);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
