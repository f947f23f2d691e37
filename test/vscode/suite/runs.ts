import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS, SETTINGS } from "../../../src/extension/ids.ts";
import type { RunHandle } from "../../../src/extension/runner.ts";
import type { ViewSnapshot } from "../../../src/protocol/view.ts";
import {
  api,
  closeEditors,
  lesson,
  snapshotWhere,
  temporaryFile,
  withSetting,
  workspaceFolder,
} from "./interleave.ts";
import { CROSSED, DEAF, SHORT } from "./programs.ts";
import { after, test, until } from "./runner.ts";

/** Starts a program that is stopped, and whose timeline is closed, when the test is over. */
async function run(file: vscode.Uri): Promise<RunHandle> {
  after(closeEditors);
  const handle = await (await api()).run(file);
  after(() => handle.stop());
  return handle;
}

/** Whether a process is there; one that has ended and waits for somebody to ask for its status is not. */
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat[stat.lastIndexOf(")") + 2] !== "Z";
  } catch {
    return false;
  }
};

const lanes = (snapshot: ViewSnapshot, kind: string) =>
  snapshot.lanes.filter((lane) => lane.kind === kind).map(({ name }) => name);

const pids = (snapshot: ViewSnapshot): number[] =>
  snapshot.hints.flatMap(({ processes }) => processes.flatMap(({ pid }) => pid ?? []));

test("a lesson runs to its end, and the timeline shows who took part", async () => {
  const { ended } = await run(lesson("14_producer_consumer"));
  const summary = await ended;
  assert.equal(summary.exitStatus, 0);
  assert.equal(summary.reason, "exited");
  const shown = await snapshotWhere("the end is shown", ({ run }) => run.phase === "ended");
  assert.equal(shown.run.title, "14_producer_consumer");
  assert.equal(shown.run.error, undefined);
  assert.equal(shown.run.exitStatus, 0);
  assert.equal(shown.events, summary.events);
  assert.ok(lanes(shown, "process").includes("MainProcess"), JSON.stringify(shown.lanes));
  assert.ok(lanes(shown, "process").length > 2);
  assert.ok(lanes(shown, "queue").length > 0);
  assert.deepEqual(shown.hints, []);
});

test("the philosophers' deadlock is shown while they sit there, and Stop ends them within two seconds", async () => {
  const { ended, stop } = await run(lesson("50_dining_philosophers"));
  const shown = await snapshotWhere("the hint", ({ hints }) => hints.length > 0, 30_000);
  const [hint] = shown.hints;
  assert.equal(hint!.kind, "deadlock");
  assert.equal(hint!.certainty, "certain");
  assert.equal(hint!.processes.filter(({ role }) => role === "core").length, 5);
  assert.equal(shown.run.phase, "running");
  assert.equal(lanes(shown, "process").length, 6);
  assert.equal(lanes(shown, "lock").length, 5);
  const there = pids(shown);
  assert.ok(there.length >= 5 && there.every(alive), there.join());
  const begin = performance.now();
  await stop();
  assert.ok(performance.now() - begin < 2000);
  assert.deepEqual(there.filter(alive), []);
  assert.equal((await ended).reason, "stopped");
  const last = await snapshotWhere("the end is shown", ({ run }) => run.phase === "ended");
  assert.equal(last.hints.length, 1);
});

test("Stop ends processes that do not listen", async () => {
  const { ended } = await run(temporaryFile("deaf.ts", DEAF));
  await snapshotWhere(
    "three sleep",
    ({ lanes }) => lanes.filter(({ state }) => /sleep/.test(state)).length === 3,
  );
  const begin = performance.now();
  await vscode.commands.executeCommand(COMMANDS.stop);
  assert.ok(performance.now() - begin < 2000, `${performance.now() - begin} ms`);
  assert.equal((await ended).reason, "stopped");
});

test("Run File runs the file of the active editor, and saves it first", async () => {
  after(closeEditors);
  const file = temporaryFile("short.ts", SHORT);
  const editor = await vscode.window.showTextDocument(file);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// changed\n"));
  assert.ok(editor.document.isDirty);
  await vscode.commands.executeCommand(COMMANDS.run);
  await until("the editor knows that it is saved", () => !editor.document.isDirty);
  const shown = await snapshotWhere("the end is shown", ({ run }) => run.phase === "ended");
  assert.equal(shown.run.file, file.fsPath);
  assert.equal(shown.run.exitStatus, 0);
  assert.ok(lanes(shown, "process").includes("Greeter"));
  assert.ok(vscode.window.terminals.some(({ name }) => name === "short.ts"));
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  assert.equal(activeTab?.label, "short.ts", "the focus stays");
  assert.ok(activeTab.input instanceof vscode.TabInputText);
});

test("the timeline shows everything again after it was hidden", async () => {
  const { ended } = await run(temporaryFile("short.ts", SHORT));
  const { events } = await ended;
  await snapshotWhere("the end is shown", ({ run }) => run.phase === "ended");
  const column = vscode.window.tabGroups.all.find(
    ({ activeTab }) => activeTab?.input instanceof vscode.TabInputWebview,
  )?.viewColumn;
  assert.ok(column);
  const other = temporaryFile("other.txt", "");
  await vscode.window.showTextDocument(other, { viewColumn: column });
  const { snapshot } = await api();
  await until("the timeline is hidden", async () => (await snapshot()) === undefined);
  await vscode.commands.executeCommand(COMMANDS.showTimeline);
  await snapshotWhere("all of it is shown again", (shown) => shown.events === events);
});

test("a second run stops the first", async () => {
  const first = await run(temporaryFile("crossed.ts", CROSSED));
  const second = await run(temporaryFile("short.ts", SHORT));
  assert.equal((await first.ended).reason, "stopped");
  assert.equal((await second.ended).exitStatus, 0);
  await snapshotWhere("the second is shown", ({ run }) => run.title === "short.ts" && run.phase === "ended");
});

test("a deadlock stops the program when the user wants that", async () => {
  await withSetting(SETTINGS.onDeadlock.id, "stop");
  const { ended } = await run(temporaryFile("crossed.ts", CROSSED));
  const summary = await ended;
  assert.equal(summary.reason, "deadlock");
  assert.equal(summary.exitStatus, 86);
});

test("closing the terminal ends the program, as it does for every other", async () => {
  const { ended } = await run(temporaryFile("crossed.ts", CROSSED));
  await until(
    "the terminal",
    () => vscode.window.terminals.find(({ name }) => name === "crossed.ts")?.dispose() ?? true,
  );
  assert.equal((await ended).reason, "stopped");
});

test("runs are recorded where the user says", async () => {
  await withSetting(SETTINGS.traceFolder.id, "recorded/here");
  const { ended } = await run(temporaryFile("short.ts", SHORT));
  const { trace } = await ended;
  const folder = join(workspaceFolder(), "recorded", "here");
  assert.deepEqual(
    readdirSync(folder).map((name) => join(folder, name)),
    [trace],
  );
  assert.match(trace, /short\.ts-\d{8}-\d{6}\.interleave$/);
});

test("a Node that is not there: one sentence, and the setting to change", async () => {
  await withSetting(SETTINGS.nodePath.id, "/nowhere/node");
  await assert.rejects(run(temporaryFile("short.ts", SHORT)), /\/nowhere\/node/);
  const shown = await snapshotWhere("the error row", ({ run }) => run.error !== undefined);
  assert.match(shown.run.error!.message, /interleave\.nodePath.*\/nowhere\/node/);
  assert.equal(shown.run.error!.action?.command, "selectNode");
  assert.equal(shown.run.phase, "ended");
});

test("a program with a syntax error: one sentence with the place", async () => {
  const file = temporaryFile("broken.ts", "const a = 1;\nconst = 2;\n");
  await run(file).then(
    ({ ended }) => ended,
    () => undefined,
  );
  const shown = await snapshotWhere("the error row", ({ run }) => run.error !== undefined);
  assert.ok(shown.run.error!.message.includes(`${file.fsPath}:2:`), shown.run.error!.message);
  assert.ok(!shown.run.error!.message.includes("\n"));
  assert.ok(shown.run.error!.action);
});

test("a program that imports what is not there: one sentence with the place", async () => {
  const file = temporaryFile("missing.ts", 'import { x } from "./nothing.ts";\nconsole.log(x);\n');
  await run(file).then(
    ({ ended }) => ended,
    () => undefined,
  );
  const shown = await snapshotWhere("the error row", ({ run }) => run.error !== undefined);
  assert.match(shown.run.error!.message, /missing\.ts:1:\d+: .*nothing\.ts/);
});

test("a program's own failure is its exit status, not an error of ours", async () => {
  const { ended } = await run(temporaryFile("throws.ts", 'throw new Error("mine");\n'));
  assert.equal((await ended).exitStatus, 1);
  const shown = await snapshotWhere("the end is shown", ({ run }) => run.phase === "ended");
  assert.equal(shown.run.exitStatus, 1);
  assert.equal(shown.run.error, undefined);
});

test("what is no program is refused before anything is started", async () => {
  const { run } = await api();
  const text = temporaryFile("notes.txt", "hello");
  await assert.rejects(run(text), /neither a TypeScript nor a JavaScript file/);
  await assert.rejects(run(vscode.Uri.file("/nowhere/main.ts")), /There is no file/);
  await assert.rejects(run(vscode.Uri.parse("untitled:Untitled-1")), /Save the program/);
  assert.equal(await (await api()).snapshot(), undefined);
});

test("a trace folder that cannot be made: one sentence, and nothing is started", async () => {
  const file = temporaryFile("in-the-way", "");
  await withSetting(SETTINGS.traceFolder.id, join(file.fsPath, "traces"));
  await assert.rejects(run(temporaryFile("short.ts", SHORT)), /The folder for traces cannot be used/);
  assert.ok(existsSync(file.fsPath));
});
