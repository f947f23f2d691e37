import assert from "node:assert/strict";
import { utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS, INTERNAL_COMMANDS } from "../../../src/extension/ids.ts";
import { api, closeEditors, hintTrace, snapshotWhere, temporaryFile } from "./interleave.ts";
import { CROSSED, SHORT, TWO_ORDERS } from "./programs.ts";
import { after, test, until } from "./runner.ts";

const problemsOf = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Interleave");

const linesOf = (uri: vscode.Uri): number[] =>
  problemsOf(uri)
    .map(({ range }) => range.start.line + 1)
    .sort((a, b) => a - b);

/** Runs a program until its deadlock is listed, and stops it. */
async function runUntilStuck(file: vscode.Uri): Promise<void> {
  const { stop } = await (await api()).run(file);
  after(stop);
  await until("the problems", () => problemsOf(file).length > 0, 30_000);
  await stop();
}

/** A program that was stuck, and its trace. The program is as old as the trace says. */
function recorded(text = CROSSED): { file: vscode.Uri; trace: vscode.Uri } {
  after(closeEditors);
  const file = temporaryFile("crossed.ts", text);
  utimesSync(file.fsPath, new Date(0), new Date(0));
  const trace = vscode.Uri.file(join(dirname(file.fsPath), "kept.interleave"));
  writeFileSync(trace.fsPath, hintTrace(file));
  return { file, trace };
}

async function openRecorded(text?: string): Promise<vscode.Uri> {
  const { file, trace } = recorded(text);
  await vscode.commands.executeCommand(COMMANDS.openTrace, trace);
  await until("the problems", () => linesOf(file).join() === "8,11");
  return file;
}

/** The fixes that are offered at the first problem of a file. */
async function fixesFor(file: vscode.Uri): Promise<vscode.CodeAction[]> {
  await vscode.workspace.openTextDocument(file);
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    file,
    problemsOf(file)[0]!.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  return found.filter(({ title }) => /timeline|^Take/.test(title));
}

test("a deadlock is listed at every line concerned until its program is run again", async () => {
  after(closeEditors);
  const file = temporaryFile("crossed.ts", CROSSED);
  await runUntilStuck(file);
  assert.deepEqual(linesOf(file), [8, 11]);
  for (const problem of problemsOf(file)) {
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.match(problem.message, /^Two processes wait for one another in a circle\./);
    assert.match(problem.message, /Process-1, Process-2/);
    assert.ok(typeof problem.code === "object" && problem.code.value === "deadlock");
    const others = problem.relatedInformation?.map(({ location }) => location.range.start.line + 1);
    assert.ok(others?.includes(problem.range.start.line === 7 ? 11 : 8), others?.join());
  }
  const document = await vscode.workspace.openTextDocument(file);
  assert.match(document.getText(problemsOf(file)[0]!.range), /^(?:first|second)\.acquire$/);
  writeFileSync(file.fsPath, SHORT);
  await (await (await api()).run(file)).ended;
  assert.deepEqual(linesOf(file), []);
});

test("two locks in two orders: the quick fix puts them into one, and the program gets through", async () => {
  after(closeEditors);
  const file = temporaryFile("orders.ts", TWO_ORDERS);
  await runUntilStuck(file);
  const offered = await fixesFor(file);
  const [fix] = offered;
  assert.deepEqual(
    offered.map(({ title }) => title),
    ["Take a before b in right", "Show this hint in the timeline"],
  );
  assert.ok(fix?.isPreferred && fix.edit);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
  const document = await vscode.workspace.openTextDocument(file);
  assert.equal(
    document.getText(),
    TWO_ORDERS.replace(/(function right[\s\S]*?)b\.use([\s\S]*?)a\.use/, "$1a.use$2b.use"),
  );
  await until("the problems are gone", () => linesOf(file).length === 0);
  const { ended } = await (await api()).run(file);
  assert.equal((await ended).exitStatus, 0);
});

test("problems of an opened trace move with their lines, and go when one of these is edited", async () => {
  const file = await openRecorded();
  const { document } = await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.Beside });
  after(() => document.save());
  const insert = async (line: number, text: string) => {
    const change = new vscode.WorkspaceEdit();
    change.insert(document.uri, new vscode.Position(line, 0), text);
    assert.ok(await vscode.workspace.applyEdit(change));
  };
  await insert(1, "// one\n// two\n");
  await until("the problems have moved", () => linesOf(file).join() === "10,13");
  const related = problemsOf(file)[0]!.relatedInformation!.map(
    ({ location }) => location.range.start.line + 1,
  );
  assert.deepEqual(related, [problemsOf(file)[0]!.range.start.line === 9 ? 13 : 10]);
  await insert(15, "  // below\n");
  assert.deepEqual(linesOf(file), [10, 13]);
  await insert(9, "  ");
  await until("the problems are gone", () => linesOf(file).length === 0);
});

test("a problem leads to its hint in the timeline", async () => {
  const file = await openRecorded();
  const [show, ...others] = await fixesFor(file);
  assert.equal(show?.title, "Show this hint in the timeline");
  assert.deepEqual(others, []);
  await vscode.commands.executeCommand(show.command!.command, ...show.command!.arguments!);
  const { tab, graph } = await snapshotWhere("the hint", ({ graph }) => graph.nodes.length > 0);
  assert.equal(tab, "graph");
  assert.ok(graph.nodes.includes("lock-1"), graph.nodes.join());
  await closeEditors();
  await until("with the trace, its problems go", () => linesOf(file).length === 0);
});

test("a hint of a trace that is not open is shown as soon as it is", async () => {
  const { trace } = recorded();
  await vscode.commands.executeCommand(INTERNAL_COMMANDS.showHint, trace.toString(), 0);
  const { tab } = await snapshotWhere("the hint", ({ graph }) => graph.nodes.length > 0);
  assert.equal(tab, "graph");
});

test("a file that is changed behind the editor's back has no problems any more", async () => {
  const file = await openRecorded();
  writeFileSync(file.fsPath, `// changed\n${CROSSED}`);
  await until("the problems are gone", () => linesOf(file).length === 0);
});

test("a trace that is older than the program points at no line of it, and says so", async () => {
  for (const [text, time] of [
    [CROSSED, new Date(Date.now() + 60_000)],
    // As old as it should be, and yet another one.
    [CROSSED.replaceAll("  await", "await"), new Date(0)],
  ] as const) {
    const { file, trace } = recorded(text);
    utimesSync(file.fsPath, time, time);
    await vscode.commands.executeCommand(COMMANDS.openTrace, trace);
    const [problem] = await until("the problem of the trace", () => {
      const found = problemsOf(trace);
      return found.length > 0 ? found : undefined;
    });
    assert.match(problem!.message, /^Two processes wait .*\n.*\nThe lines concerned have changed/);
    assert.deepEqual(linesOf(file), []);
    await closeEditors();
    await until("with the trace, its problem goes", () => problemsOf(trace).length === 0);
  }
});

test("what the kind of a hint means is explained", async () => {
  const file = await openRecorded();
  const { code } = problemsOf(file)[0]!;
  assert.ok(typeof code === "object" && code.target.scheme === "command");
  await vscode.commands.executeCommand(code.target.path, ...JSON.parse(code.target.query));
  await until("the page", () =>
    vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => /hints\.md/.test(label))),
  );
});
