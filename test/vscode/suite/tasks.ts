import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as vscode from "vscode";
import { TASK_TYPE } from "../../../src/extension/ids.ts";
import { api, closeEditors, snapshotWhere, temporaryFile, workspaceFolder } from "./interleave.ts";
import { SHORT } from "./programs.ts";
import { after, test, until } from "./runner.ts";

/** Writes a tasks.json with one task, for as long as the test runs; answers the task as VS Code has read it. */
async function configured(name: string, task: object): Promise<vscode.Task> {
  const folder = join(workspaceFolder(), ".vscode");
  const file = join(folder, "tasks.json");
  mkdirSync(folder, { recursive: true });
  after(() => rmSync(file, { force: true }));
  const tasks = [{ type: TASK_TYPE, label: name, ...task }];
  writeFileSync(file, JSON.stringify({ version: "2.0.0", tasks }));
  await api();
  return until(`the task ${name}`, async () =>
    (await vscode.tasks.fetchTasks({ type: TASK_TYPE })).find((one) => one.name === name),
  );
}

/** Runs a task to its end; answers its exit status. */
async function run(task: vscode.Task): Promise<number | undefined> {
  after(closeEditors);
  const ended = Promise.withResolvers<number | undefined>();
  const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
    if (execution.task.name === task.name) ended.resolve(exitCode);
  });
  after(() => listener.dispose());
  await vscode.tasks.executeTask(task);
  return ended.promise;
}

test("a task runs its program with arguments, and ends as the program does", async () => {
  const file = temporaryFile(
    "task.ts",
    'process.exitCode = process.argv[2] === "seven" && process.env["SEVEN"] === "7" ? 7 : 1;\n',
  );
  const program = `\${workspaceFolder}/${relative(workspaceFolder(), file.fsPath)}`;
  const task = await configured("seven", { program, args: ["seven"], env: { SEVEN: "7" } });
  assert.equal(await run(task), 7);
  const shown = await snapshotWhere("the end", ({ run }) => run.phase === "ended");
  assert.equal(shown.run.file, file.fsPath);
});

test("a task that cannot be run ends as one that failed", async () => {
  assert.equal(await run(await configured("nowhere", { program: "nowhere.ts" })), 2);
  assert.equal(await run(await configured("no program", { program: "notes.txt" })), 2);
});

test("the open program is offered as a task, another file is not", async () => {
  after(closeEditors);
  await api();
  await vscode.window.showTextDocument(temporaryFile("short.ts", SHORT));
  const offered = async () => (await vscode.tasks.fetchTasks({ type: TASK_TYPE })).length;
  await until("the task", async () => (await offered()) === 1);
  await vscode.window.showTextDocument(temporaryFile("other.ts", "export const a = 1;\n"));
  await until("no task", async () => (await offered()) === 0);
});
