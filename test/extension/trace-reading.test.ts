import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LiveModel } from "../../src/extension/live-model.ts";
import { readBatches } from "../../src/extension/trace-reading.ts";
import { FileSource, MemorySource, type TraceSource } from "../../src/extension/trace-source.ts";
import { KIND } from "../../src/protocol/events.ts";
import { CarefulReader } from "../../src/trace/careful-reader.ts";
import { concat, TraceWriter } from "../../src/trace/writer.ts";

/** The bytes of as many batches, each of one process. */
function batches(count: number): Uint8Array[] {
  const writer = new TraceWriter();
  return Array.from({ length: count }, (_, index) => {
    const text = JSON.stringify({ name: `P${index}` });
    writer.append({ time: index, kind: KIND["process.spawn"], other: index + 1, text });
    return writer.flush()!;
  });
}

/** A trace that is being recorded: `length` of it is there. Counts what is read. */
class Growing implements TraceSource {
  readonly reads: number[] = [];
  length: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, length: number) {
    this.#bytes = bytes;
    this.length = length;
  }

  async read(from: number): Promise<Uint8Array> {
    this.reads.push(from);
    return this.#bytes.slice(from, this.length);
  }

  cut(length: number): void {
    this.length = length;
  }

  async close(): Promise<void> {}
}

test("the model of a live run is read on from where it was, by however many ask at once", async () => {
  const parts = batches(3);
  const whole = concat(parts);
  const source = new Growing(whole, parts[0]!.length);
  const live = new LiveModel(source);
  const [model, same] = await Promise.all([live.now(), live.now()]);
  assert.equal(model, same);
  assert.equal(model.processes.size, 1);
  assert.deepEqual(source.reads, [0]);
  source.length = whole.length;
  assert.equal((await live.now()).processes.size, 3);
  assert.deepEqual(source.reads, [0, parts[0]!.length]);
});

test("what is recorded while somebody reads is for the next time", async () => {
  const parts = batches(3);
  const source = new Growing(concat(parts), parts[0]!.length);
  const live = new LiveModel(source);
  const first = live.now();
  source.length += parts[1]!.length;
  const second = live.now();
  source.length += parts[2]!.length;
  await first;
  await second;
  assert.equal((await live.now()).processes.size, 3);
  assert.ok(source.reads.length <= 3, source.reads.join());
});

test("a source that cannot be read is read again when somebody asks again", async () => {
  const bytes = concat(batches(1));
  const source = new Growing(bytes, bytes.length);
  const { read } = source;
  source.read = () => Promise.reject(new Error("busy"));
  const live = new LiveModel(source);
  await assert.rejects(live.now(), /busy/);
  source.read = read;
  assert.equal((await live.now()).processes.size, 1);
});

test("a source that ends before it said so is read as far as it goes", async () => {
  const live = new LiveModel(new Growing(concat(batches(2)), 1 << 30));
  assert.equal((await live.now()).processes.size, 2);
  assert.equal((await live.now()).processes.size, 2);
});

test("others get their turn while a long trace is read", async () => {
  let turns = 0;
  let reading = true;
  const others = (async () => {
    while (reading) {
      await setImmediate();
      turns++;
    }
  })();
  let seen = 0;
  const before: number[] = [];
  await readBatches(new MemorySource(concat(batches(4))), new CarefulReader(), (batch) => {
    seen += batch.length;
    before.push(turns);
    const end = performance.now() + 10;
    while (performance.now() < end);
  });
  reading = false;
  await others;
  assert.equal(seen, 4);
  assert.ok(before[1]! < before[2]! && before[2]! < before[3]!, before.join());
});

test("a file that is closed is read no more, and never opened again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "interleave-source-"));
  try {
    const path = join(folder, "a.interleave");
    await writeFile(path, "0123456789");
    const source = await FileSource.of(path);
    source.cut(8);
    source.cut(9);
    assert.equal(source.length, 8);
    assert.equal(Buffer.from(await source.read(3)).toString(), "34567");
    const under = source.read(0);
    await source.close();
    assert.ok([0, 8].includes((await under).length));
    assert.equal((await source.read(0)).length, 0);
    const missing = new FileSource(join(folder, "b.interleave"), 3);
    await assert.rejects(missing.read(0), { code: "ENOENT" });
    await writeFile(missing.path, "abc");
    assert.equal((await missing.read(0)).length, 3);
    await missing.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
