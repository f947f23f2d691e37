import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS, TOOLS } from "../../../src/extension/ids.ts";
import { api, closeEditors, snapshotWhere, temporaryFile, wholeTrace } from "./interleave.ts";
import { after, test } from "./runner.ts";

test("the window is in Restricted Mode", () => {
  assert.equal(vscode.workspace.isTrusted, false);
});

test("nothing is run in an untrusted workspace", async () => {
  const program = temporaryFile("main.ts", "console.log('ran')\n");
  await assert.rejects((await api()).run(program), /not trusted/);
  const input = { file: program.fsPath };
  await assert.rejects(
    async () => vscode.lm.invokeTool(TOOLS.run, { input, toolInvocationToken: undefined }),
    "nor for a language model",
  );
  assert.equal(vscode.window.terminals.length, 0);
});

test("a trace can be viewed in an untrusted workspace", async () => {
  after(closeEditors);
  const trace = temporaryFile("whole.interleave", wholeTrace());
  await vscode.commands.executeCommand(COMMANDS.openTrace, trace);
  const shown = await snapshotWhere("the trace is shown", ({ events }) => events === 15);
  assert.equal(shown.run.error, undefined);
});
