import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/extension/ids.ts";
import type { LessonPage, PageCheck } from "../../../src/protocol/lesson-page.ts";
import { api, closeEditors, lesson, snapshotWhere } from "./interleave.ts";
import { after, test, until } from "./runner.ts";

const page = async () => (await api()).lesson();

/** What is expected of the lesson as it is. */
const expected = (lesson: LessonPage | undefined): PageCheck[] =>
  (lesson?.checks ?? []).filter(({ goal }) => !goal);

/** Opens a lesson, whose copy is as it was before when the test is over; answers its program. */
async function open(folder: string): Promise<vscode.TextDocument> {
  after(closeEditors);
  await vscode.commands.executeCommand(COMMANDS.openLesson, folder);
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  return editor.document;
}

async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, from);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)),
    to,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

test("a lesson is opened as a copy, and its text beside it", async () => {
  const document = await open("01_simple");
  assert.notEqual(document.uri.fsPath, lesson("01_simple").fsPath);
  assert.equal(document.getText(), readFileSync(lesson("01_simple").fsPath, "utf8"));
  assert.equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.One);
  const shown = await page();
  assert.equal(shown?.folder, "01_simple");
  assert.equal(shown?.edited, false);
  assert.ok(shown?.checks.length);
});

test("the editor knows the runtime there", async () => {
  const document = await open("01_simple");
  const at = document.positionAt(document.getText().indexOf("Process({"));
  await until(
    "the class is known",
    async () => {
      const places = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        document.uri,
        at,
      );
      return places.some((place) =>
        ("uri" in place ? place.uri : place.targetUri).path.endsWith("runtime/types/runtime/process.d.ts"),
      );
    },
    40_000,
  );
  assert.deepEqual(
    vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === "ts"),
    [],
  );
});

test("what a run shows is ticked off, and what an edited program does not show is not", async () => {
  const document = await open("01_simple");
  const { ended } = await (await api()).run(document.uri);
  await ended;
  const shown = await until("all is ticked off", async () => {
    const now = await page();
    return now?.run === "ended" && expected(now).every(({ ticked }) => ticked) ? now : undefined;
  });
  assert.ok(expected(shown).every(({ holds }) => holds === true));
  assert.ok(shown.checks.every(({ goal, ticked }) => goal !== ticked));
  await replace(document, "i < 5", "i < 4");
  const again = await (await api()).run(document.uri);
  await again.ended;
  const edited = await until("a check fails", async () => {
    const now = await page();
    return expected(now).some(({ holds }) => holds === false) ? now : undefined;
  });
  assert.equal(edited.edited, true);
  assert.ok(
    expected(edited).every(({ ticked }) => ticked),
    "what was ticked off stays so",
  );
  await vscode.commands.executeCommand("undo");
  await document.save();
  await until("it is as it was", async () => (await page())?.edited === false);
  await vscode.commands.executeCommand(COMMANDS.resetLesson);
  assert.equal(document.getText(), readFileSync(lesson("01_simple").fsPath, "utf8"));
});

test("a deadlock is ticked off while the program sits there", async () => {
  const document = await open("50_dining_philosophers");
  const { stop } = await (await api()).run(document.uri);
  after(stop);
  await snapshotWhere("the hint", ({ hints }) => hints.length > 0, 30_000);
  const shown = await until("it is ticked off", async () => {
    const now = await page();
    return now?.checks.some(({ ticked }) => ticked) ? now : undefined;
  });
  assert.equal(shown.run, "running");
  assert.ok(shown.checks.some(({ goal }) => goal));
  assert.ok(shown.checks.every(({ goal, ticked }) => !goal || !ticked));
});

test("there is no such lesson", async () => {
  await assert.rejects(
    (await api()).run(vscode.Uri.joinPath(lesson("01_simple"), "..", "..", "99_none", "main.ts")),
    /There is no file/,
  );
});
