import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import { COMMANDS, SETTINGS } from "../../../src/extension/ids.ts";
import { EVENT_KINDS, type RunInfo } from "../../../src/protocol/events.ts";
import { TraceReader } from "../../../src/trace/reader.ts";
import {
  api,
  closeEditors,
  hintTrace,
  snapshotWhere,
  temporaryFile,
  wholeTrace,
  withSetting,
} from "./interleave.ts";
import { SHORT } from "./programs.ts";
import { after, test, until } from "./runner.ts";

test("two traces are compared as a page", async () => {
  after(closeEditors);
  const before = temporaryFile("before.interleave", wholeTrace());
  const later = temporaryFile("after.interleave", hintTrace(temporaryFile("main.ts", SHORT)));
  await vscode.commands.executeCommand(COMMANDS.compareTraces, before, [before, later]);
  const page = await until("the page", () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith("before → after.md")),
  );
  for (const part of [
    "# before → after\n",
    "| exit status | 0 | 1 |",
    "| lock log |  | is there | – |",
    "## Hints that only the second run has\n\n- **deadlock** (certain): Two processes",
  ])
    assert.ok(page.getText().includes(part), page.getText());
  await until("it is shown", () =>
    vscode.window.tabGroups.all.some(({ tabs }) =>
      tabs.some(({ label }) => label.includes("before → after")),
    ),
  );
});

test("what is no trace is not compared", async () => {
  const whole = temporaryFile("whole.interleave", wholeTrace());
  const foreign = temporaryFile("foreign.interleave", "hello");
  const open = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length;
  const tabs = open();
  await vscode.commands.executeCommand(COMMANDS.compareTraces, whole, [whole, foreign]);
  assert.equal(open(), tabs);
});

test("old runs make room for new ones, but for what is open or kept", async () => {
  after(closeEditors);
  const first = await (await (await api()).run(temporaryFile("short.ts", SHORT))).ended;
  const folder = dirname(first.trace);
  const old = (n: number) => join(folder, `old-2020010${n}-000000.interleave`);
  mkdirSync(folder, { recursive: true });
  for (const n of [1, 2, 3, 4]) {
    writeFileSync(old(n), wholeTrace());
    after(() => rmSync(old(n), { force: true }));
  }
  const mine = join(folder, "mine.interleave");
  writeFileSync(mine, wholeTrace());
  after(() => rmSync(mine, { force: true }));
  // As large as the limit, without taking room on the disk.
  truncateSync(old(4), 2 ** 20);
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(old(1)));
  await snapshotWhere("the trace is shown", ({ run }) => run.phase === "recorded");
  const row = { resourceUri: vscode.Uri.file(old(2)) };
  await vscode.commands.executeCommand(COMMANDS.keepTrace, row);
  after(() => vscode.commands.executeCommand(COMMANDS.letGoTrace, row));
  await withSetting(SETTINGS.traceLimit.id, 1);
  const second = await (await (await api()).run(temporaryFile("short.ts", SHORT))).ended;
  const left = new Set(readdirSync(folder));
  assert.deepEqual(
    [1, 2, 3, 4].map((n) => left.has(basename(old(n)))),
    [true, true, false, false],
  );
  for (const path of [first.trace, second.trace, mine]) assert.ok(existsSync(path), path);
});

test("what a program prints is left out of its trace where the setting says so", async () => {
  const file = temporaryFile("short.ts", SHORT);
  const record = async () => {
    const { trace } = await (await (await api()).run(file)).ended;
    const reader = new TraceReader();
    const rows = reader
      .push(readFileSync(trace))
      .flatMap((batch) =>
        Array.from(batch.kind, (kind, row) => ({ kind: EVENT_KINDS[kind], text: batch.text(row) })),
      );
    const begin = rows.find(({ kind }) => kind === "run.begin");
    return {
      printed: rows.filter(({ kind }) => kind === "output").map(({ text }) => text),
      without: (JSON.parse(begin!.text!) as RunInfo).without,
    };
  };
  after(closeEditors);
  assert.deepEqual(await record(), { printed: ["hello"], without: undefined });
  await withSetting(SETTINGS.traceOutput.id, false);
  assert.deepEqual(await record(), { printed: [], without: ["output"] });
});
