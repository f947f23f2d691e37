import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/extension/ids.ts";
import { EXPORT_FORMATS, FORMAT_EXTENSION } from "../../../src/trace/export/formats.ts";
import { closeEditors, snapshotWhere, temporaryFile, wholeTrace } from "./interleave.ts";
import { after, test } from "./runner.ts";

const beside = (trace: vscode.Uri, name: string): vscode.Uri =>
  vscode.Uri.file(join(dirname(trace.fsPath), name));

test("a trace is exported in every format", async () => {
  const trace = temporaryFile("whole.interleave", wholeTrace());
  const beginnings = {
    html: "<!DOCTYPE html>",
    svg: "<svg ",
    perfetto: '{"displayTimeUnit"',
    csv: "seq,",
    json: '{"seq":1,',
  };
  for (const format of EXPORT_FORMATS) {
    const target = beside(trace, `whole${FORMAT_EXTENSION[format]}`);
    await vscode.commands.executeCommand(COMMANDS.exportTrace, trace, { format, target });
    const text = readFileSync(target.fsPath, "utf8");
    assert.ok(text.startsWith(beginnings[format]), `${format}: ${text.slice(0, 40)}`);
    if (format === "json") assert.equal(text.trimEnd().split("\n").length, 15);
  }
});

test("without a file, the trace in front of the user is exported", async () => {
  after(closeEditors);
  const trace = temporaryFile("open.interleave", wholeTrace());
  await vscode.commands.executeCommand(COMMANDS.openTrace, trace);
  await snapshotWhere("the trace is shown", ({ events }) => events === 15);
  const target = beside(trace, "open.csv");
  await vscode.commands.executeCommand(COMMANDS.exportTrace, undefined, { format: "csv", target });
  assert.equal(readFileSync(target.fsPath, "utf8").trimEnd().split("\n").length, 16);
  for (const all of [false, true]) {
    const target = beside(trace, `open-${all}.png`);
    await vscode.commands.executeCommand(COMMANDS.exportTrace, undefined, { format: "png", all, target });
    assert.equal(readFileSync(target.fsPath).subarray(1, 4).toString(), "PNG");
  }
});

test("a trace is not exported over itself, and what is no trace leaves no file", async () => {
  const trace = temporaryFile("whole.interleave", wholeTrace());
  await vscode.commands.executeCommand(COMMANDS.exportTrace, trace, { format: "csv", target: trace });
  assert.deepEqual(new Uint8Array(readFileSync(trace.fsPath)), new Uint8Array(wholeTrace()));
  // Nor that of a view which shows only its beginning.
  after(closeEditors);
  const part = wholeTrace().subarray(0, -5);
  const cut = temporaryFile("cut.interleave", part);
  await vscode.commands.executeCommand(COMMANDS.openTrace, cut);
  await snapshotWhere("the trace is shown", ({ events }) => events === 11);
  await vscode.commands.executeCommand(COMMANDS.exportTrace, undefined, { format: "csv", target: cut });
  assert.deepEqual(new Uint8Array(readFileSync(cut.fsPath)), new Uint8Array(part));
  const foreign = temporaryFile("foreign.interleave", "#!/bin/sh\necho this is no trace\n");
  const target = beside(foreign, "foreign.csv");
  await vscode.commands.executeCommand(COMMANDS.exportTrace, foreign, { format: "csv", target });
  assert.ok(!existsSync(target.fsPath));
});
