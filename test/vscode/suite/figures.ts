import assert from "node:assert/strict";
import * as vscode from "vscode";
import { SETTINGS } from "../../../src/extension/ids.ts";
import { api, closeEditors, temporaryFile, withSetting } from "./interleave.ts";
import { after, test, until } from "./runner.ts";

const PROGRAM = `import { Barrier, isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

async function worker(lock: Lock, met: Barrier) {
  await met.wait();
  await lock.use(async () => {
    await sleep(60);
  });
}

if (isMainProcess) {
  const [lock, met] = [new Lock({ name: "the <b>lock</b>" }), new Barrier(3)];
  const workers = [1, 2, 3].map(() => new Process({ target: worker, args: [lock, met] }));
  for (const process of workers) process.start();
  for (const process of workers) await process.join();
}
`;

/** What the lines of a program show, by line from 1. */
async function shown(file: vscode.Uri): Promise<Map<number, string>> {
  const document = await vscode.workspace.openTextDocument(file);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    "vscode.executeInlayHintProvider",
    file,
    new vscode.Range(0, 0, document.lineCount, 0),
  );
  return new Map(
    hints
      .filter(({ label }) => /waited|held/.test(String(label)))
      .map(({ label, position }) => [position.line + 1, String(label)]),
  );
}

test("after a run its lines say how long was waited and held there, until they are edited", async () => {
  after(closeEditors);
  const file = temporaryFile("contended.ts", PROGRAM);
  const { document } = await vscode.window.showTextDocument(file);
  after(() => document.save());
  const { ended } = await (await api()).run(file);
  assert.equal((await ended).exitStatus, 0);
  const label = await until("the figures", async () => (await shown(file)).get(5));
  assert.match(label, /^waited \d[\d.]* m?s \(2 of 3\) · held \d[\d.]* m?s$/);

  const [hover] = (
    await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      file,
      new vscode.Position(4, 14),
    )
  ).flatMap(({ contents }) =>
    contents.filter((one) => typeof one !== "string" && /last run/.test(one.value)),
  );
  assert.ok(hover && typeof hover !== "string");
  assert.match(hover.value, /: acquire 3×; waited 2×: [\d.]+ m?s in all, /);
  assert.ok(!hover.value.includes("<b>"), "names are text");

  const change = new vscode.WorkspaceEdit();
  change.insert(file, new vscode.Position(0, 0), "// above\n");
  assert.ok(await vscode.workspace.applyEdit(change));
  const moved = await until("the figures have moved", async () => (await shown(file)).get(6));
  assert.match(moved, /before the last edit$/);

  const touch = new vscode.WorkspaceEdit();
  touch.insert(file, new vscode.Position(5, 2), " ");
  assert.ok(await vscode.workspace.applyEdit(touch));
  await until("the edited line says nothing", async () => !(await shown(file)).has(6));

  assert.ok((await shown(file)).size > 0, "others still do");
  await withSetting(SETTINGS.inlayHints.id, false);
  await until("nothing is shown", async () => (await shown(file)).size === 0);
});
