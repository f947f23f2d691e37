/** The coordinator as a process: what comes in on its standard input, and how it goes. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CONFIG_VARIABLE, type CoordinatorConfig, type FromCoordinator } from "../../src/protocol/control.ts";
import { TraceReader } from "../../src/trace/reader.ts";
import { DIST } from "../support/program.ts";

class Coordinator implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly config: CoordinatorConfig;
  readonly said: FromCoordinator[] = [];
  stderr = "";
  readonly #exit: Promise<unknown>;
  #wake = () => {};

  private constructor(folder: string) {
    this.config = {
      socket:
        process.platform === "win32"
          ? `\\\\.\\pipe\\interleave-test-${process.pid}-${Date.now()}`
          : join(folder, "s"),
      token: "t",
      folder,
      trace: join(folder, "..", `${folder.split(/[\\/]/).at(-1)}.interleave`),
      program: "main.ts",
      args: [],
      launched: true,
      mainPid: undefined,
    };
    this.child = spawn(process.execPath, [join(DIST, "coordinator.mjs")], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, [CONFIG_VARIABLE]: JSON.stringify(this.config) },
    });
    this.#exit = once(this.child, "close");
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    let rest = "";
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.said.push(JSON.parse(line));
      this.#wake();
    });
  }

  static async start(): Promise<Coordinator> {
    const coordinator = new Coordinator(await mkdtemp(join(tmpdir(), "coordinator-")));
    await coordinator.until("ready");
    return coordinator;
  }

  say(text: string): void {
    this.child.stdin!.write(text);
  }

  async until(type: FromCoordinator["type"], count = 1): Promise<void> {
    while (this.said.filter((one) => one.type === type).length < count) {
      if (this.child.exitCode !== null) throw new Error(`it ended without saying ${type}: ${this.stderr}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.child.once("exit", () => resolve());
      });
    }
  }

  get reports(): string[] {
    return this.said.flatMap((one) => (one.type === "report" ? [one.message] : []));
  }

  /** Its exit code. */
  async end(): Promise<number | null> {
    await this.#exit;
    return this.child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#exit;
    await rm(this.config.folder, { recursive: true, force: true });
    await rm(this.config.trace!, { force: true });
  }
}

test("nonsense on standard input is refused line by line, and the run goes on", async () => {
  await using coordinator = await Coordinator.start();
  const nonsense = [
    "",
    "hello",
    "{",
    "null",
    "[]",
    '{"type":"explode"}',
    '{"type":"stop","grace":-1}',
    '{"type":"stop"}',
    '{"type":"mainStarted","pid":"1; rm"}',
    '{"type":"mainExited"}',
    `"${"x".repeat(1_000_000)}"`,
    "\u0000\u0007",
  ];
  coordinator.say(`${nonsense.join("\n")}\n`);
  await coordinator.until("report", nonsense.length);
  for (const report of coordinator.reports) assert.match(report, /makes no sense; it is ignored/);
  coordinator.say('{"type":"mainExited","exitCode":3,"signal":null}\n');
  assert.equal(await coordinator.end(), 0);
  assert.equal(coordinator.said.at(-1)!.type, "ended");
  assert.equal(coordinator.stderr, "");
  const batches = new TraceReader().push(await readFile(coordinator.config.trace!));
  assert.ok(batches.length > 0, "the trace is there");
});

test("the end of standard input, in the middle of a line, is the launcher's end: it goes and takes its folder along", async () => {
  await using coordinator = await Coordinator.start();
  assert.ok(existsSync(coordinator.config.folder));
  coordinator.say('{"type":"stop","gra');
  coordinator.child.stdin!.end();
  assert.equal(await coordinator.end(), 0);
  assert.ok(!existsSync(coordinator.config.folder));
});

test("its launcher may be gone before it is ready", async () => {
  const starting = Coordinator.start();
  await using coordinator = await starting;
  coordinator.child.stdin!.destroy();
  coordinator.child.stdout!.destroy();
  assert.equal(await coordinator.end(), 0);
});

test("strangers at the door are told of when the run is over", async () => {
  await using coordinator = await Coordinator.start();
  for (let i = 0; i < 2; i++) {
    const socket = connect(coordinator.config.socket);
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await once(socket.resume(), "close");
  }
  coordinator.say('{"type":"mainExited","exitCode":0,"signal":null}\n');
  assert.equal(await coordinator.end(), 0);
  assert.deepEqual(coordinator.reports, ["in this run 2 frames made no sense, 2 connections refused"]);
});

test("by hand it says how it is started", async () => {
  const child = spawn(process.execPath, [join(DIST, "coordinator.mjs")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, "close");
  assert.equal(code, 2);
  assert.match(stderr, /^interleave: the coordinator is started by interleave itself, not by hand\n$/);
});
