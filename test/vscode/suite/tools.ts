import assert from "node:assert/strict";
import { basename } from "node:path";
import * as vscode from "vscode";
import { TOOLS } from "../../../src/extension/ids.ts";
import { api, closeEditors, temporaryFile, wholeTrace } from "./interleave.ts";
import { CROSSED } from "./programs.ts";
import { after, test } from "./runner.ts";

/** What a tool answers to a model. */
async function ask(name: string, input: object): Promise<string> {
  await api();
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : "")).join("");
}

test("a model that runs a program hears how it ended, what was found and where", async () => {
  after(closeEditors);
  const file = temporaryFile("crossed.ts", CROSSED);
  const text = await ask(TOOLS.run, { file: vscode.workspace.asRelativePath(file) });
  assert.match(
    text,
    /^The program ended: deadlock, exit status 86\.\nHints: 1\n- deadlock \(certain, error\): Two/,
  );
  assert.ok(text.includes(`waits (Process-1): ${file.fsPath}:11:16`), text);
  assert.match(text, /has one/);
  assert.match(text, /\nTrace: .*\.interleave\n/);
});

test("a program that does not end is stopped when its time is up", async () => {
  after(closeEditors);
  const file = temporaryFile("endless.ts", "console.log('on and on');\nsetInterval(() => {}, 1000);\n");
  const text = await ask(TOOLS.run, { file: file.fsPath, timeoutMs: 3000 });
  assert.match(text, /^The program had not ended after 3000 ms and was stopped\. Pass a larger "timeoutMs"/);
});

test("a model reads a trace", async () => {
  const file = temporaryFile("whole.interleave", wholeTrace());
  const text = await ask(TOOLS.trace, { file: file.fsPath });
  assert.match(text, /, exit status 0\nHints: none\./);
  assert.match(text, /- Process-1: exit 0; waited 40\.0 ms/);
});

test("a model has a wait explained, also of a run that it has just asked for", async () => {
  after(closeEditors);
  const file = temporaryFile("crossed.ts", CROSSED);
  const ran = await ask(TOOLS.run, { file: file.fsPath });
  const [, trace] = /^Trace: (.*)$/m.exec(ran)!;
  const text = await ask(TOOLS.wait, { file: trace!, process: "Process-1", for: "lock-b" });
  assert.match(
    text,
    /^- at .*, for .* and not over: Process-1 waited for lock-b .*held by Process-2\n {2}because Process-2/,
  );
  assert.ok(text.includes(`asked at ${file.fsPath}:11:`), text);
  await assert.rejects(ask(TOOLS.wait, { file: trace!, process: "nobody" }), /Who waited: .*Process-1/);
});

test("what a model cannot have it is told in a sentence that helps", async () => {
  const program = temporaryFile("main.ts", "");
  for (const [name, input, message] of [
    [TOOLS.run, { file: "nowhere.ts" }, /There is no file nowhere\.ts in the workspace/],
    [TOOLS.run, { file: process.execPath }, /outside of the workspace/],
    [TOOLS.run, { file: program.fsPath, timeoutMs: -1 }, /"timeoutMs" must be a number above 0/],
    [TOOLS.trace, { file: program.fsPath }, /not an Interleave trace.*run a program/],
    [TOOLS.trace, { file: process.execPath }, /outside of the workspace/],
  ] as const)
    await assert.rejects(ask(name, input), message, `${name} ${basename(input.file)}`);
});
