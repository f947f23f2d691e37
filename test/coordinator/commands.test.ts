import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommand } from "../../src/coordinator/commands.ts";
import type { ToCoordinator } from "../../src/protocol/control.ts";

const COMMANDS: ToCoordinator[] = [
  { type: "mainStarted", pid: 7 },
  { type: "mainExited", exitCode: null, signal: "SIGTERM" },
  { type: "interrupted" },
  { type: "paused", pid: 7, paused: true },
  { type: "stop", grace: 0 },
];

test("every command is understood", () => {
  for (const command of COMMANDS) assert.deepEqual(parseCommand(JSON.stringify(command)), command);
});

test("a line that makes no sense is none", () => {
  for (const line of [
    "",
    "null",
    "[]",
    '{"type":"paused"}',
    '{"type":"paused","pid":0,"paused":true}',
    '{"type":"paused","pid":1.5,"paused":true}',
    '{"type":"paused","pid":7,"paused":"no"}',
    '{"type":"mainStarted","pid":-1}',
    '{"type":"stop","grace":-1}',
  ])
    assert.equal(parseCommand(line), undefined, line);
});
