import assert from "node:assert/strict";
import * as vscode from "vscode";
import { COMMANDS, VIEWS } from "../../../src/extension/ids.ts";
import { closeEditors, sampleTrace, snapshotWhere, temporaryFile, wholeTrace } from "./interleave.ts";
import { after, test } from "./runner.ts";

async function open(name: string, content: Uint8Array) {
  after(closeEditors);
  const uri = temporaryFile(name, content);
  await vscode.commands.executeCommand(COMMANDS.openTrace, uri);
  return snapshotWhere("the trace is shown", ({ run }) => run.phase === "recorded");
}

test("a recorded trace opens in the timeline", async () => {
  const shown = await open("whole.interleave", wholeTrace());
  assert.equal(shown.run.error, undefined);
  assert.equal(shown.run.exitStatus, 0);
  assert.equal(shown.events, 15);
  const names = shown.lanes.map(({ name }) => name);
  for (const name of ["MainProcess", "Process-1", "log"]) assert.ok(names.includes(name), names.join());
});

test("two recorded traces stand in one timeline, whether the first is open already or not", async () => {
  after(closeEditors);
  const [before, later] = ["before.interleave", "later.interleave"].map((name) =>
    temporaryFile(name, wholeTrace()),
  );
  // Into a view that is not there yet, and into one that is.
  for (const round of ["opened", "open"]) {
    await vscode.commands.executeCommand(COMMANDS.compareSideBySide, before, [before, later]);
    const shown = await snapshotWhere(`both are shown, ${round}`, ({ beside }) => beside?.events === 15);
    assert.equal(shown.events, 15);
    assert.ok(shown.beside!.lanes.some(({ name }) => name === "log"));
    assert.equal(shown.beside!.run.title, "later");
  }
});

test("a trace is opened by VS Code as a trace, not as text", async () => {
  after(closeEditors);
  const uri = temporaryFile("double-click.interleave", wholeTrace());
  await vscode.commands.executeCommand("vscode.open", uri);
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  assert.ok(tab?.input instanceof vscode.TabInputCustom);
  assert.equal(tab.input.viewType, VIEWS.trace);
  await snapshotWhere("the trace is shown", ({ events }) => events === 15);
});

test("a trace that was cut short is shown as far as it goes, and says so", async () => {
  const whole = wholeTrace();
  const shown = await open("cut.interleave", whole.subarray(0, whole.length - 5));
  assert.match(shown.run.error!.message, /^cut\.interleave was cut short: /);
  assert.equal(shown.events, 11);
});

test("a trace whose recorder was killed says that its end is missing", async () => {
  const [first, second] = sampleTrace();
  const shown = await open("killed.interleave", Buffer.concat([first!, second!]));
  assert.equal(
    shown.run.error!.message,
    "killed.interleave stops before the end of its run; everything up to there is shown.",
  );
  assert.equal(shown.events, 11);
});

test("a damaged trace is shown up to the damage", async () => {
  const whole = wholeTrace();
  const at = sampleTrace()[0]!.length;
  whole.fill(0x41, at, at + 8);
  const shown = await open("damaged.interleave", whole);
  assert.equal(
    shown.run.error!.message,
    `damaged.interleave is damaged from byte ${at} on; everything before it is shown.`,
  );
  assert.equal(shown.events, 5);
});

test("a foreign file is refused with one sentence", async () => {
  for (const content of ["#!/bin/sh\necho this is no trace at all\n", "short", ""]) {
    const shown = await open("foreign.interleave", Buffer.from(content));
    assert.match(shown.run.error!.message, /is not an Interleave trace\.$/);
    assert.equal(shown.events, 0);
    await closeEditors();
  }
});

test("a trace of a later version asks for an update", async () => {
  const whole = Buffer.from(wholeTrace());
  whole.write("9", versionAt(whole));
  const shown = await open("later.interleave", whole);
  assert.match(shown.run.error!.message, /version 9; .*Update the extension\./);
});

/** Where the digit of the version stands: the string of length one nearest to its key. */
function versionAt(bytes: Buffer): number {
  const key = bytes.indexOf("interleave.version");
  const candidates = [...bytes.keys()].filter(
    (i) => i >= 4 && bytes.toString("latin1", i, i + 2) === "1\0" && bytes.readUInt32LE(i - 4) === 1,
  );
  return candidates.sort((a, b) => Math.abs(a - key) - Math.abs(b - key))[0]!;
}
