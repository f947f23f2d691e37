import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { TraceReader } from "../../src/trace/reader.ts";
import { Folder, interleave } from "./command.ts";
import { polars } from "./polars.ts";

const LESSON = join(import.meta.dirname, "..", "..", "lessons", "14_producer_consumer", "main.ts");

test("Polars opens a recorded trace: every event with its time, its kind and its process", async () => {
  await using folder = await Folder.make();
  const trace = join(folder.path, "run.interleave");
  assert.equal((await interleave("run", LESSON, "--trace", trace)).status, 0);
  const bytes = await readFile(trace);

  const reader = new TraceReader();
  const ours: string[] = [];
  const batches = reader.push(bytes);
  const { kind, process } = reader.names;
  for (const batch of batches)
    for (let row = 0; row < batch.length; row++)
      ours.push(`${batch.time[row]} ${kind[batch.kind[row]!]} ${process[batch.process[row]!]}`);
  // Names come with later batches, too: whoever reads must take them all in.
  assert.ok(batches.length > 3, `${batches.length} batches`);

  const pl = await polars();
  const frame = pl.readIPCStream(bytes);
  assert.equal(frame.height, ours.length);
  const texts = (name: string) => frame.getColumn(name).cast(pl.Utf8).toArray();
  const [times, kinds, processes] = ["time", "kind", "process"].map(texts);
  assert.deepEqual(
    times!.map((time, row) => `${time} ${kinds![row]} ${processes![row]}`),
    ours,
  );
});
