import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/extension/ids.ts";
import { planSetup } from "../../../src/extension/workspace-setup.ts";
import { api, closeEditors, extension, temporaryFile } from "./interleave.ts";
import { SHORT } from "./programs.ts";
import { after, test, until } from "./runner.ts";

test("New Program opens a program that can be saved and run", async () => {
  after(closeEditors);
  await api();
  await vscode.commands.executeCommand(COMMANDS.newProgram);
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document?.isUntitled);
  assert.equal(document.languageId, "typescript");
  const file = temporaryFile("new.ts", document.getText());
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  assert.equal((await (await (await api()).run(file)).ended).exitStatus, 0);
});

test("the language service finds an error before the runtime is added, and none after it", async () => {
  after(closeEditors);
  const file = temporaryFile("main.ts", `${SHORT}const wrong: number = "text";\n`);
  await vscode.window.showTextDocument(file);
  const errors = () =>
    vscode.languages
      .getDiagnostics(file)
      // What is merely suggested, for example to use a variable, comes when it likes.
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
      .map(({ code }) => String(Object(code).value ?? code));
  // Cannot find module.
  await until("the missing runtime is an error", () => errors().includes("2307"), 60_000);
  const folder = dirname(file.fsPath);
  const steps = await planSetup(folder, join(extension().extensionPath, "dist"));
  for (const step of steps) await step.apply();
  await vscode.commands.executeCommand("typescript.restartTsServer");
  // The error that is one still is: it has looked again.
  await until("only the wrong line is an error", () => errors().join() === "2322", 60_000);
});
