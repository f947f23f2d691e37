import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { RunModel } from "../../src/trace/model.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { type Ended, type Options, Program } from "../support/program.ts";

const WHY = `const why = async (act: () => unknown) => { try { await act(); return "fine"; } catch (e) { const { name, code, message } = e as never; return [name, code, message].join(" | "); } };`;
const HEAD = `import { Event, isMainProcess, Process, subprocess } from "@interleave/runtime"; ${WHY} const node = process.execPath;\n`;

async function run(source: string, options: Options = {}): Promise<Ended & { model: RunModel }> {
  await using program = await Program.make(HEAD + source);
  const trace = join(program.folder, "trace.interleave");
  const ended = await program.run({ ...options, args: [...(options.args ?? []), "--trace", trace] });
  const reader = new TraceReader();
  const model = new RunModel(reader.names);
  for (const batch of reader.push(await readFile(trace))) model.push(batch);
  return { ...ended, model };
}
const lines = (ended: Ended) => ended.stdout.trim().split("\n");

describe("external commands", { concurrency: 2 }, () => {
  test("call: the streams are this process's, standard input is empty, the code is answered", async () => {
    const ended = await run(`
      if (isMainProcess) {
        console.log(await subprocess.call([node, "-e", "console.log('out'); console.error('err'); process.exitCode = 3"]));
        console.log(await subprocess.call([node, "-e", "process.stdin.on('data', () => {}).on('end', () => process.exit(4))"]));
        console.log(await subprocess.call([node, "-e", "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)"]));
      }
    `);
    assert.deepEqual(lines(ended), ["out", "3", "4", "-15"]);
    assert.equal(ended.errors, "err\n");
    assert.deepEqual([ended.status, ended.hints, ended.left], [0, [], []]);
  });

  test("run: input, output, folder, environment; no shell; nothing of this run in it", async () => {
    const ended = await run(
      `
      const see = "process.stdin.toArray().then((all) => { console.log(JSON.stringify([Buffer.concat(all).toString(), process.argv.slice(1), process.env.COLOUR, process.env.INTERLEAVE_PROCESS])); console.error('näher'); })";
      if (isMainProcess) {
        const { returnCode, stdout, stderr } = await subprocess.run([node, "-e", see, "$HOME; ls", "*"], { input: "grüße" });
        console.log(returnCode, stdout.trim(), stderr.trim());
        const bytes = await subprocess.run([node, "-e", see], { input: Uint8Array.of(104, 105), env: { COLOUR: "red", INTERLEAVE_PROCESS: "x" } });
        console.log(bytes.stdout.trim());
        const { stdout: cwd } = await subprocess.run([node, "-p", "process.cwd()"], { cwd: "/" });
        console.log(cwd.trim());
        const deaf = await subprocess.run([node, "-e", "process.stdin.destroy(); process.exitCode = 7"], { input: "x".repeat(5_000_000) });
        console.log(deaf.returnCode);
        const loud = await subprocess.run([node, "-e", "process.stdout.write('y'.repeat(3_000_000))"]);
        console.log(loud.stdout.length);
      }
    `,
      { env: { COLOUR: "blue" } },
    );
    assert.deepEqual(lines(ended), [
      `0 ["grüße",["$HOME; ls","*"],"blue",null] näher`,
      '["hi",[],"red",null]',
      "/",
      "7",
      "3000000",
    ]);
    assert.deepEqual([ended.errors, ended.status, ended.left], ["", 0, []]);
  });

  test("what cannot be started is said once; misuse; a limit kills it", async () => {
    const ended = await run(`
      if (isMainProcess) {
        console.log(await why(() => subprocess.call(["no-such-command"])));
        console.log(await why(() => subprocess.run(["no-such-command"], { input: "x" })));
        console.log(await why(() => subprocess.call([node], { cwd: "/no/such/folder" })));
        console.log(await why(() => subprocess.call([])));
        console.log(await why(() => subprocess.call("ls -l" as never)));
        console.log(await why(() => subprocess.call([node, "a\\0b"])));
        console.log(await why(() => subprocess.run([node], { input: 5 as never })));
        console.log((await why(() => subprocess.call([node, "-e", "setInterval(() => {}, 1000)"], { timeout: 300 }))).replace(node, "node"));
        const parent = "require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)";
        console.log((await why(() => subprocess.run([node, "-e", parent], { timeout: 500 }))).slice(0, 37));
        const leaver = parent.replace("setInterval(() => {}, 1000)", "process.exit(0)");
        console.log((await why(() => subprocess.run([node, "-e", leaver], { timeout: 900 }))).slice(0, 37));
      }
    `);
    assert.deepEqual(lines(ended), [
      "InterleaveError | ERR_INTERLEAVE | No such file or directory: 'no-such-command'",
      "InterleaveError | ERR_INTERLEAVE | No such file or directory: 'no-such-command'",
      "InterleaveError | ERR_INTERLEAVE | No such file or directory: '/no/such/folder'",
      "ValueError | ERR_INTERLEAVE_VALUE | a command needs a program to run",
      "ValueError | ERR_INTERLEAVE_VALUE | a command is a list of strings: the program and its arguments",
      "ValueError | ERR_INTERLEAVE_VALUE | embedded null byte",
      "ValueError | ERR_INTERLEAVE_VALUE | input must be a string or bytes",
      "TimeoutError | ERR_INTERLEAVE_TIMEOUT | Command 'node -e setInterval(() => {}, 1000)' timed out after 300 ms",
      "TimeoutError | ERR_INTERLEAVE_TIMEOUT",
      "TimeoutError | ERR_INTERLEAVE_TIMEOUT",
    ]);
    assert.deepEqual([ended.errors, ended.status], ["", 0]);
  });

  test("a lane of its own under its caller, with its name and its end", async () => {
    const ended = await run(`
      const work = async () => { await subprocess.call([node, "-e", "process.exitCode = 5"]); };
      if (isMainProcess) { const p = new Process({ target: work }); p.start(); await p.join(); }
    `);
    const lanes = [...ended.model.processes.values()];
    assert.deepEqual(
      lanes.map(({ name, depth, info, exit }) => [name, depth, info.kind, exit?.code]),
      [
        ["MainProcess", 0, "main", 0],
        ["Process-1", 1, "process", 0],
        ["node", 2, "command", 5],
      ],
    );
    assert.match(lanes[2]!.info.target, /process\.exitCode = 5$/);
    assert.ok(ended.model.site(lanes[2]!.site).includes("main.ts:3:"));
  });

  test("while it runs nobody who waits for its caller is stuck", async () => {
    const ended = await run(`
      const work = async (event: Event) => { await subprocess.run([node, "-e", "setTimeout(() => {}, 300)"]); await event.set(); };
      if (isMainProcess) { const event = new Event(); new Process({ target: work, args: [event] }).start(); await event.wait(); console.log("set"); }
    `);
    assert.deepEqual([ended.stdout, ended.hints, ended.status], ["set\n", [], 0]);
  });

  test("it ends with its caller, killed or left by process.exit, and with a stopped run", async () => {
    const forever = `[node, "-e", "console.log('up'); setInterval(() => {}, 1000)"]`;
    const ended = await run(`
      const quiet = [node, "-e", "setInterval(() => {}, 1000)"];
      const leave = async (up: Event) => { void subprocess.run(quiet); await up.set(); await up.isSet(); process.exit(0); };
      const stay = async (up: Event) => { const ended = subprocess.call(quiet); await up.set(); await ended; };
      if (isMainProcess) {
        for (const how of ["exit", "kill"]) {
          const up = new Event();
          const p = new Process({ target: how === "exit" ? leave : stay, args: [up] });
          p.start();
          await up.wait();
          if (how === "kill") p.kill();
          await p.join();
          console.log(how, p.exitCode);
        }
      }
    `);
    assert.deepEqual([ended.stdout, ended.status, ended.left], ["exit 0\nkill -9\n", 0, []]);
    const commands = [...ended.model.processes.values()].filter(({ info }) => info.kind === "command");
    assert.deepEqual(
      commands.map(({ exit }) => exit?.signal),
      ["SIGKILL", "SIGKILL"],
    );

    await using killed = await Program.make(`${HEAD}
      const work = async () => { await subprocess.call(${forever}); };
      if (isMainProcess) { const p = new Process({ target: work }); p.start(); await p.join(); }
    `);
    const running = killed.start();
    await running.printed("up");
    running.child.kill("SIGTERM");
    assert.deepEqual((await running.ended).left, []);
  });
});
