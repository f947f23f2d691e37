/** What the processes print stands in the trace, line by line, and on the real streams as ever. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { EVENT_KINDS, OUTPUT_CHARACTERS } from "../../src/protocol/events.ts";
import { PrintedLines } from "../../src/runtime/printed-lines.ts";
import { BURST, PER_SECOND } from "../../src/runtime/room.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { type Ended, type Options, Program } from "../support/program.ts";

interface Row {
  kind: string;
  process: string;
  stream: number;
  value: number;
  text: string;
  line: string;
}

/** Runs a program; answers how it ended and all rows of the trace, those of output with their line of the program. */
async function record(
  source: string | Record<string, string>,
  options: Options = {},
): Promise<[Ended, Row[]]> {
  await using program = await Program.make(source);
  const trace = join(program.folder, "run.interleave");
  const ended = await program.run({ ...options, args: ["--trace", trace] });
  assert.deepEqual(ended.left, []);
  const reader = new TraceReader();
  const rows: Row[] = [];
  for (const batch of reader.push(await readFile(trace)))
    for (let at = 0; at < batch.length; at++)
      rows.push({
        kind: EVENT_KINDS[batch.kind[at]!]!,
        process: reader.names.process[batch.process[at]!]!,
        stream: batch.other[at]!,
        value: batch.value[at]!,
        text: batch.text(at) ?? "",
        line: /:(\d+):\d+$/.exec(reader.names.site[batch.site[at]!] ?? "")?.[1] ?? "",
      });
  return [ended, rows];
}

const printed = (rows: readonly Row[], process: string, stream: number): string[] =>
  rows
    .filter((row) => row.kind === "output" && row.process === process && row.stream === stream)
    .map(({ text }) => text);

describe("lines", () => {
  /** What is told of these writings, a millisecond apart. */
  function told(...chunks: (string | Uint8Array | [text: string, encoding: string])[]) {
    const rows: (string | number)[] = [];
    const lines = new PrintedLines({
      site: () => 0,
      full: () => full.now,
      line: (text, cut) => rows.push(cut > 0 ? `${text}+${cut}` : text),
      dropped: (count) => rows.push(count),
    });
    chunks.forEach((chunk, index) => {
      const [text, encoding] = Array.isArray(chunk) ? chunk : [chunk, undefined];
      lines.take(text, encoding, 1e9 + index * 1000);
    });
    lines.end();
    return rows;
  }
  const full = { now: false };
  const bytes = (...values: number[]) => Uint8Array.from(values);

  test("in pieces are one, characters in pieces, too; several at once are several", () => {
    assert.deepEqual(told("a", "b", "c\nd\n\ne\r\n", "f"), ["abc", "d", "", "e", "f"]);
    assert.deepEqual(told(bytes(0xe2), bytes(0x82), bytes(0xac, 10, 0xf0, 0x9f), bytes(0x99, 0x82)), [
      "€",
      "🙂",
    ]);
    assert.deepEqual(told(bytes(0xe2, 0x82), "x\n", bytes(0xff, 10)), ["\ufffdx", "\ufffd"]);
    assert.deepEqual(told(["61620a", "hex"], ["gw==", "base64"], ["ü\n", "latin1"]), ["ab", "\ufffd\ufffd"]);
  });

  test("are cut off, and how much of them is missing is said", () => {
    const most = "x".repeat(OUTPUT_CHARACTERS);
    assert.deepEqual(told(`${most}yz\n`, most, "ab", "c\n", `${most}\n`), [`${most}+2`, `${most}+3`, most]);
    const long = new Uint8Array(10 * OUTPUT_CHARACTERS).fill(120);
    assert.deepEqual(told(long, bytes(10)), [`${most}+${9 * OUTPUT_CHARACTERS}`]);
  });

  test("are counted while what was told before has not left", () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index}`);
    full.now = true;
    const rows = told(`${lines.join("\n")}\n`, "rest");
    full.now = false;
    assert.deepEqual(rows, [11, ...lines.slice(11), "rest"]);
  });

  test("beyond the bound are counted but for the latest, until there is room again", () => {
    const burst = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => `${from + index}`);
    const at = (lines: string[]) => `${lines.join("\n")}\n`;
    const all = BURST.lines + 1000;
    const rows = told(at(burst(0, all)));
    assert.deepEqual(rows, [...burst(0, BURST.lines), 980, ...burst(all - 20, all)]);
    // A tenth of the burst comes back before anything is told again.
    const pause = (BURST.lines / 10 / PER_SECOND.lines) * 1000;
    const later = told(at(burst(0, all)), ...Array.from({ length: pause }, () => ""), "again\n");
    assert.deepEqual(later.slice(-2), [`${all - 1}`, "again"]);
    const soon = told(at(burst(0, all)), ...Array.from({ length: pause / 2 }, () => ""), "once\n");
    assert.deepEqual(soon.slice(BURST.lines), [981, ...burst(all - 19, all), "once"]);
  });
});

describe("output", { concurrency: 2 }, () => {
  test("of main and children, on both streams, in pieces, from before the runtime, up to an error or exit", async () => {
    const [ended, rows] = await record({
      "early.cjs": `console.log("early");`,
      "main.ts": `import "./early.cjs";
        import { isMainProcess, Lock, Process } from "@interleave/runtime";
        async function work(lock: Lock) {
          await lock.acquire();
          process.stdout.write("in ");
          process.stdout.write(Buffer.from([0xe2, 0x82]));
          process.stdout.write(Buffer.from([0xac, 0x20]));
          console.log("pieces");
          console.error("one\\n\\nthree");
          await lock.release();
          process.stdout.write("unfinished");
          throw new Error("boom");
        }
        function leaves() {
          process.on("exit", () => console.log("at exit"));
          console.log("leaves");
          process.exit(3);
        }
        if (isMainProcess) {
          const told: string[] = [];
          const { write } = process.stdout;
          process.stdout.write = ((text: string) => { told.push(text); return true; }) as never;
          console.log("swallowed");
          process.stdout.write = write;
          const lock = new Lock({ name: "lock" });
          for (const target of [work, leaves]) {
            const p = new Process({ target, args: [lock] as never });
            p.start();
            await p.join();
          }
          const called = new Promise<void>((done) => console.log(process.stdout.write("callback\\n", () => done())));
          await called;
          try { process.stdout.write(null as never); } catch (error) { console.log((error as { code: string }).code); }
          console.log(told.length, process.stdout.write.name);
        }`,
    });
    assert.equal(ended.status, 0, ended.stderr);
    assert.equal(
      ended.stdout,
      "early\nearly\nin € pieces\nunfinishedearly\nleaves\nat exit\ncallback\ntrue\nERR_STREAM_NULL_VALUES\n1 write\n",
    );
    const main = ["early", "callback", "true", "ERR_STREAM_NULL_VALUES", "1 write"];
    assert.deepEqual(printed(rows, "MainProcess", 1), main);
    assert.deepEqual(printed(rows, "Process-1", 1), ["early", "in € pieces", "unfinished"]);
    assert.deepEqual(printed(rows, "Process-2", 1), ["early", "leaves", "at exit"]);
    const errors = printed(rows, "Process-1", 2);
    assert.deepEqual(errors.slice(0, 5), ["one", "", "three", "Process Process-1:", "Error: boom"]);
    assert.equal(`${errors.join("\n")}\n`, ended.stderr);
    const own = rows.filter(({ process }) => process === "Process-1");
    const order = own.map(({ kind, text }) => (kind === "output" ? text : kind));
    const held = order.slice(order.indexOf("acquire.grant"), order.indexOf("release") + 1);
    assert.deepEqual(held, ["acquire.grant", "in € pieces", "one", "", "three", "release"]);
    const line = (text: string) => rows.find((row) => row.text === text)?.line;
    assert.deepEqual(
      [line("in € pieces"), line("three"), line("unfinished"), line("at exit")],
      ["5", "9", "11", "15"],
    );
  });

  test("of a main process that ends before it has connected, by an error or by process.exit", async () => {
    for (const end of [`throw new Error("at once")`, `process.exit(1)`]) {
      const [ended, rows] = await record(`
        import { Lock } from "@interleave/runtime";
        new Lock();
        console.log("main begins");
        process.on("exit", () => console.log("at exit"));
        process.stdout.write("and ");
        ${end};
      `);
      assert.equal(ended.status, 1);
      assert.equal(ended.stdout, "main begins\nand at exit\n");
      const lines = printed(rows, "MainProcess", 1);
      assert.deepEqual(lines, ["main begins", "and ", "at exit"]);
      assert.equal(rows.find(({ text }) => text === "main begins")?.line, "4");
      const errors = printed(rows, "MainProcess", 2);
      assert.equal(errors[0], end.startsWith("throw") ? "Error: at once" : undefined);
    }
  });

  test("of a flood is recorded in part, and what is missing is counted; all of it is printed", async () => {
    const [ended, rows] = await record(`
      import { isMainProcess, Process } from "@interleave/runtime";
      function flood() {
        for (let i = 0; i < 100_000; i++) console.log("line", i);
        console.error("done");
      }
      if (isMainProcess) { const p = new Process({ target: flood }); p.start(); await p.join(); }
    `);
    assert.equal(ended.status, 0, ended.stderr);
    const all = ended.stdout.split("\n");
    assert.equal(all.length, 100_001);
    assert.equal(all[99_999], "line 99999");
    const lines = printed(rows, "Process-1", 1);
    const dropped = rows.filter(({ kind }) => kind === "output.dropped").map(({ value }) => value);
    assert.equal(lines.length + dropped.reduce((sum, each) => sum + each, 0), 100_000);
    const seconds = ended.took / 1000;
    assert.ok(lines.length < BURST.lines + seconds * (PER_SECOND.lines + 80), `${lines.length} lines`);
    assert.ok(dropped.length > 0 && dropped.length < 2 + 5 * seconds, `${dropped.length} gaps`);
    assert.deepEqual(lines.slice(0, 2), ["line 0", "line 1"]);
    assert.equal(lines.at(-1), "line 99999");
    assert.deepEqual(printed(rows, "Process-1", 2), ["done"]);
  });

  test("that is not finished neither hides a deadlock nor keeps a process alive", async () => {
    const [ended, rows] = await record(`
      import { Barrier, isMainProcess, Lock, Process } from "@interleave/runtime";
      async function take(first: Lock, second: Lock, both: Barrier) {
        await first.acquire();
        await both.wait();
        process.stdout.write("has one, wants ");
        await second.acquire();
      }
      if (isMainProcess) {
        const [a, b] = [new Lock(), new Lock()];
        const both = new Barrier(2);
        new Process({ target: take, args: [a, b, both] }).start();
        new Process({ target: take, args: [b, a, both] }).start();
        process.stdout.write("and main ends");
      }
    `);
    assert.equal(ended.status, 86, ended.stderr);
    assert.ok(ended.hints.some(({ kind, certainty }) => kind === "deadlock" && certainty === "certain"));
    const unfinished = rows.filter(({ kind, text }) => kind === "output" && text === "has one, wants ");
    assert.equal(unfinished.length, 2);
    assert.deepEqual(printed(rows, "MainProcess", 1), ["and main ends"]);
  });

  test("is left out where a run is told to do without", async () => {
    const source = `
      import { isMainProcess, Lock } from "@interleave/runtime";
      if (isMainProcess) { const lock = new Lock(); await lock.acquire(); console.log("printed"); }
    `;
    const [ended, rows] = await record(source, { env: { INTERLEAVE_WITHOUT: "output" } });
    assert.equal(ended.stdout, "printed\n");
    assert.ok(!rows.some(({ kind }) => kind.startsWith("output")));
    // The trace says so: nothing is left out silently.
    const begin = rows.find(({ kind }) => kind === "run.begin");
    assert.deepEqual(JSON.parse(begin!.text).without, ["output"]);
  });
});
