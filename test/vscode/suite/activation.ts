import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS, SETTINGS } from "../../../src/extension/ids.ts";
import { extension } from "./interleave.ts";
import { test } from "./runner.ts";

test("activates, and says what it offers", async () => {
  const offered = await extension().activate();
  assert.equal(typeof offered.run, "function");
  assert.equal(typeof offered.snapshot, "function");
});

test("every command is registered", async () => {
  const registered = new Set(await vscode.commands.getCommands(true));
  for (const id of Object.values(COMMANDS)) assert.ok(registered.has(id), id);
});

test("every setting has the default that the code counts on", () => {
  for (const { id, default: value } of Object.values(SETTINGS))
    assert.equal(vscode.workspace.getConfiguration().inspect(id)?.defaultValue, value, id);
});
