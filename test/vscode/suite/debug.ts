import assert from "node:assert/strict";
import { basename } from "node:path";
import * as vscode from "vscode";
import { COMMANDS, DEBUG_TYPE } from "../../../src/extension/ids.ts";
import { api, closeEditors, snapshotWhere, temporaryFile } from "./interleave.ts";
import { CROSSED } from "./programs.ts";
import { after, test, until } from "./runner.ts";

const PROGRAM = `import { isMainProcess, Lock, Process } from "@interleave/runtime";

async function worker(lock: Lock, n: number) {
  await lock.use(async () => {
    console.log("in the lock", n);
  });
}

if (isMainProcess) {
  const lock = new Lock({ name: "lock" });
  const workers = [1, 2].map((n) => new Process({ target: worker, args: [lock, n], name: "W-" + n }));
  for (const process of workers) process.start();
  for (const process of workers) await process.join();
  console.log("done");
}
`;

interface Stop {
  session: vscode.DebugSession;
  threadId: number;
}

/** Ids of the debug sessions that begin and end from now on. When the test is over, none may be left. */
function watchSessions(ofInterest: (session: vscode.DebugSession) => boolean = () => true) {
  const begun = new Map<string, string>();
  const over = new Map<string, string>();
  const noteIn = (ids: Map<string, string>) => (session: vscode.DebugSession) => {
    if (ofInterest(session)) ids.set(session.id, session.type);
  };
  const listener = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession(noteIn(begun)),
    vscode.debug.onDidTerminateDebugSession(noteIn(over)),
  );
  after(async () => {
    await until("the end of every session", () => [...begun.keys()].every((id) => over.has(id)));
    listener.dispose();
  });
  return { begun, over };
}

/** The session that a program's sessions are below. */
const rootOf = (session: vscode.DebugSession): vscode.DebugSession =>
  session.parentSession ? rootOf(session.parentSession) : session;

/** What stops from now on. */
function stops(): () => Promise<Stop> {
  const stopped: Stop[] = [];
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory("pwa-node", {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: ({ type, event, body }) => {
        if (type === "event" && event === "stopped") stopped.push({ session, threadId: body.threadId });
      },
    }),
  });
  after(() => tracker.dispose());
  return () => until("a stop", () => stopped.shift(), 60_000);
}

const goOn = ({ session, threadId }: Stop) => session.customRequest("continue", { threadId });

/** Stops at the lines of the program that say this. */
function breakAt(file: vscode.Uri, ...texts: string[]): void {
  const points = texts.map((text) => {
    const line = PROGRAM.slice(0, PROGRAM.indexOf(text)).split("\n").length - 1;
    return new vscode.SourceBreakpoint(new vscode.Location(file, new vscode.Position(line, 0)));
  });
  vscode.debug.addBreakpoints(points);
  after(() => vscode.debug.removeBreakpoints(points));
}

/** Where a stopped process stands: file, and line from 1. */
async function placeOf({
  session,
  threadId,
}: Stop): Promise<{ name: string; reference: number; line: number }> {
  const { stackFrames } = await session.customRequest("stackTrace", { threadId, levels: 1 });
  const [{ line, source }] = stackFrames;
  // In a remote window it is an address.
  return { name: basename(source.path), reference: source.sourceReference ?? 0, line };
}

test("Debug File stops in every process, calls each as the program does, and shows it as paused", async () => {
  after(closeEditors);
  watchSessions();
  after(() => vscode.debug.stopDebugging());
  const file = temporaryFile("debugged.ts", PROGRAM);
  breakAt(file, 'console.log("in', 'console.log("done');
  const next = stops();
  await vscode.commands.executeCommand(COMMANDS.debug, file);
  const first = await next();
  // The file itself, not a copy that the debugger has made of what runs.
  assert.deepEqual(await placeOf(first), { name: "debugged.ts", reference: 0, line: 5 });
  await until("its name", () => /^W-[12]$/.test(first.session.name));
  const { name } = first.session;
  const other = name === "W-1" ? "W-2" : "W-1";
  const paused = await snapshotWhere(
    "one is paused, one waits for it",
    ({ lanes }) => {
      const state = (lane: string) => lanes.find((one) => one.name === lane)?.state ?? "";
      return state(name) === "paused" && /^waiting for lock/.test(state(other));
    },
    60_000,
  );
  assert.deepEqual(paused.hints, []);
  await goOn(first);
  const second = await next();
  assert.equal(second.session.name, other);
  await goOn(second);
  const third = await next();
  assert.equal((await placeOf(third)).line, 14);
  await until("its name", () => third.session.name === "MainProcess");
  await goOn(third);
  const done = await snapshotWhere("the end", ({ run }) => run.phase === "ended");
  assert.equal(done.run.exitStatus, 0);
  assert.deepEqual(done.hints, []);
  await until("no session is left", () => !vscode.debug.activeDebugSession);
});

test("a deadlock is found under the debugger, too, and stopping that ends the program", async () => {
  after(closeEditors);
  const { over } = watchSessions();
  after(() => vscode.debug.stopDebugging());
  const file = temporaryFile("crossed.ts", CROSSED);
  await vscode.commands.executeCommand(COMMANDS.debug, file);
  const { hints } = await snapshotWhere("the hint", ({ hints }) => hints.length > 0, 60_000);
  assert.deepEqual(
    hints.map(({ kind, certainty }) => `${kind} ${certainty}`),
    ["deadlock certain"],
  );
  await vscode.debug.stopDebugging();
  await until("the end of the program's session", () => [...over.values()].includes(DEBUG_TYPE));
  const { run } = await snapshotWhere("the end", ({ run }) => run.phase === "ended");
  assert.notEqual(run.exitStatus, 0);
});

test("a launch configuration hands arguments and environment to the program", async () => {
  after(closeEditors);
  watchSessions();
  const file = temporaryFile(
    "arguments.ts",
    'process.exitCode = process.argv[2] === "seven" && process.env["SEVEN"] === "7" ? 7 : 1;\n',
  );
  const folder = vscode.workspace.workspaceFolders![0]!;
  const started = await vscode.debug.startDebugging(folder, {
    type: DEBUG_TYPE,
    request: "launch",
    name: "with arguments",
    program: `\${workspaceFolder}${file.fsPath.slice(folder.uri.fsPath.length)}`,
    args: ["seven"],
    env: { SEVEN: "7" },
  });
  assert.ok(started);
  const { run } = await snapshotWhere(
    "the end",
    ({ run }) => run.phase === "ended" && run.file === file.fsPath,
  );
  assert.equal(run.exitStatus, 7);
});

test("Run Without Debugging runs the program with no debugger in it", async () => {
  after(closeEditors);
  const file = temporaryFile(
    "plain.ts",
    'process.exitCode = process.execArgv.some((arg) => arg.startsWith("--inspect")) ? 1 : 5;\n',
  );
  // Others' may still be ending.
  const { begun, over } = watchSessions(
    (session) => rootOf(session).configuration["program"] === file.fsPath,
  );
  const config = { type: DEBUG_TYPE, request: "launch", name: "plain", program: file.fsPath };
  assert.ok(await vscode.debug.startDebugging(undefined, config, { noDebug: true }));
  const { run } = await snapshotWhere(
    "the end",
    ({ run }) => run.phase === "ended" && run.file === file.fsPath,
  );
  assert.equal(run.exitStatus, 5);
  await until("the end of its session", () => over.size > 0);
  assert.deepEqual([[...begun.values()], [...over.values()]], [[DEBUG_TYPE], [DEBUG_TYPE]]);
});

test("a launch configuration that cannot be used starts nothing", async () => {
  await api();
  for (const config of [
    {},
    { program: "notes.txt" },
    { program: "a.ts", args: "x" },
    { program: "a.ts", env: { A: 1 } },
  ])
    assert.equal(
      await vscode.debug.startDebugging(undefined, {
        type: DEBUG_TYPE,
        request: "launch",
        name: "x",
        ...config,
      }),
      false,
    );
});
