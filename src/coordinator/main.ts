/** The coordinator's process: one run from its first process to its last. */
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import {
  CONFIG_VARIABLE,
  type CoordinatorConfig,
  type FromCoordinator,
  PARTS,
  WITHOUT_VARIABLE,
} from "../protocol/control.ts";
import { KIND, type RunInfo } from "../protocol/events.ts";
import { nowMicros } from "./clock.ts";
import { parseCommand } from "./commands.ts";
import { exists } from "./existence.ts";
import { Forecast } from "./forecast.ts";
import { abandoned, exited, kill, paused } from "./lifecycle.ts";
import { Recorder } from "./recorder.ts";
import { CoordinatorServer } from "./server.ts";
import { Session } from "./session.ts";
import { hintLine } from "./terminal.ts";

/** Without a launcher, how often to look whether main is still there, until it has connected. */
const ALONE_MS = 500;
/** Processes that an interrupt ends do so at once; a program that handles it goes on being watched. */
const INTERRUPT_MS = 1000;
/** Without its launcher a run has so long to end; what is left of main's process group is killed then. */
const ALONE_GRACE_MS = 500;
const GROUP_LOOK_MS = 25;

const config = JSON.parse(process.env[CONFIG_VARIABLE] ?? "null") as CoordinatorConfig | null;
if (!config) {
  process.stderr.write("interleave: the coordinator is started by interleave itself, not by hand\n");
  process.exit(2);
}
delete process.env[CONFIG_VARIABLE];
await run(config);

async function run(config: CoordinatorConfig): Promise<void> {
  const tell = (message: FromCoordinator) => {
    if (config.launched) process.stdout.write(`${JSON.stringify(message)}\n`);
  };
  // A launcher that is gone hears nothing any more; that it is gone is seen on standard input.
  process.stdout.on("error", () => {});
  const report = (message: string) => {
    if (config.launched) tell({ type: "report", message });
    else process.stderr.write(`interleave: ${message}\n`);
  };
  const recorder = new Recorder(config.trace, {
    batch: (offset, length) => tell({ type: "batch", offset, length }),
    failed: report,
  });
  try {
    await recorder.open();
  } catch (error) {
    process.stderr.write(`interleave: cannot record to ${config.trace}: ${(error as Error).message}\n`);
    process.exit(2);
  }
  const named = (process.env[WITHOUT_VARIABLE] ?? "").split(",");
  const without = PARTS.filter((part) => named.includes(part) || config.without?.includes(part));
  const parts = new Set(PARTS.filter((part) => !without.includes(part)));
  const session = new Session(
    recorder,
    {
      process: (member) => {
        if (member.pid !== undefined)
          tell({ type: "process", id: member.id, name: member.name, pid: member.pid });
      },
      gone: (member) =>
        tell({
          type: "gone",
          id: member.id,
          name: member.name,
          exitCode: member.exit?.code ?? null,
          signal: member.exit?.signal ?? null,
        }),
      hint: (hint) => {
        if (config.launched) tell({ type: "hint", hint });
        else process.stderr.write(hintLine(hint));
      },
      stuck: () => tell({ type: "stuck" }),
      report,
      empty: () => void end(),
    },
    config.folder,
    parts,
  );
  const forecast = new Forecast(session);
  if (parts.has("prediction")) recorder.observe((batch) => forecast.batch(batch));
  const server = new CoordinatorServer(session, config.token);
  session.arrived = (parent, number, child) => server.arrived(parent, number, child);

  const info: RunInfo = {
    version: __VERSION__,
    program: config.program,
    args: config.args,
    node: process.version,
    startedAt: Date.now(),
    coordinatorPid: process.pid,
    ...(without.length > 0 ? { without } : {}),
  };
  recorder.add(recorder.start, KIND["run.begin"], 0, 0, 0, 0, 0, Number.NaN, 0, JSON.stringify(info));
  const main = session.addMember({
    name: "MainProcess",
    parent: undefined,
    kind: "main",
    daemon: false,
    target: "",
    pid: config.mainPid,
    payload: new Uint8Array(0),
  });
  main.launched = config.launched;
  session.record(
    KIND["process.spawn"],
    nowMicros(),
    undefined,
    undefined,
    main.id,
    0,
    0,
    JSON.stringify({ name: main.name, pid: main.pid, daemon: false, kind: "main", target: "" }),
  );

  let ending = false;
  async function end(): Promise<void> {
    if (ending) return;
    ending = true;
    await deserted;
    const code = main.exit?.code ?? main.bye ?? Number.NaN;
    session.lookout.end();
    forecast.end();
    const wrong = server.summary();
    if (wrong) report(wrong);
    const events = await recorder.close(code);
    server.close();
    await rm(config.folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    tell({ type: "ended", events });
    process.exitCode = 0;
    process.stdin.destroy();
  }

  /** Without a launcher: settles when main's process group is gone. */
  let deserted: Promise<void> | undefined;
  const stop = (grace: number) => {
    session.stop();
    for (const member of session.living) kill(member, grace);
  };
  const interrupted = () => session.interrupt(INTERRUPT_MS);
  // Ctrl+C in a terminal reaches every process of the run; this one stays until the others have ended.
  process.on("SIGINT", interrupted);
  process.on("SIGHUP", () => stop(500));
  process.on("SIGTERM", () => stop(500));

  await server.listen(config.socket);
  if (config.launched) {
    const lines = createInterface({ input: process.stdin });
    lines.on("line", (line) => {
      const command = parseCommand(line);
      if (!command) report("the launcher said something that makes no sense; it is ignored");
      else if (command.type === "stop") stop(command.grace);
      else if (command.type === "interrupted") interrupted();
      else if (command.type === "mainStarted") main.pid ??= command.pid;
      else if (command.type === "paused") paused(session, command.pid, command.paused);
      else exited(session, main, command.exitCode, command.signal);
    });
    // The launcher is gone: nobody watches this run any more, nobody could stop it.
    lines.on("close", () => {
      if (ending) return;
      deserted = groupEnd(main.pid, ALONE_GRACE_MS);
      stop(ALONE_GRACE_MS);
      main.launched = false;
      abandoned(session, main);
    });
    tell({ type: "ready" });
  } else {
    // Main may end before it has said a word; then there is no run.
    const look = setInterval(() => {
      if (main.connection || main.ended) clearInterval(look);
      else if (!exists(config.mainPid)) exited(session, main, null, null);
    }, ALONE_MS);
  }
}

/** Waits until nobody is left in main's process group; after so many milliseconds the rest of it is killed. */
async function groupEnd(pid: number | undefined, grace: number): Promise<void> {
  if (pid === undefined || process.platform === "win32") return;
  try {
    for (let waited = 0; waited < grace; waited += GROUP_LOOK_MS) {
      process.kill(-pid, 0);
      await delay(GROUP_LOOK_MS);
    }
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}

declare const __VERSION__: string;
