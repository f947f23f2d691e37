import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS, SETTINGS } from "../../../src/extension/ids.ts";
import { api, closeEditors, temporaryFile, withSetting } from "./interleave.ts";
import { SHORT } from "./programs.ts";
import { after, test, until } from "./runner.ts";

/** Commands and lines of the lenses above a program, ours only. */
async function lensesOf(file: vscode.Uri): Promise<[string, number][]> {
  await vscode.window.showTextDocument(file);
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    file,
    100,
  );
  return lenses
    .filter(({ command }) => command?.command.startsWith("interleave."))
    .map(({ command, range }) => [command!.command, range.start.line]);
}

test("a program can be run from above its import of the runtime", async () => {
  after(closeEditors);
  await api();
  const file = temporaryFile("short.ts", `// A program.\n${SHORT}`);
  const lenses = await until("the lenses", async () => {
    const found = await lensesOf(file);
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual(lenses, [
    [COMMANDS.run, 1],
    [COMMANDS.debug, 1],
  ]);
  assert.deepEqual(await lensesOf(temporaryFile("other.ts", "export const a = 1;\n")), []);
  await withSetting(SETTINGS.codeLens.id, false);
  assert.deepEqual(await lensesOf(file), []);
});
