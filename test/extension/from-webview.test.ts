import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFromWebview } from "../../src/extension/from-webview.ts";

test("the messages of the protocol are taken, without what else they carry", () => {
  const open = { type: "open", file: "/a/b.ts", line: 3, column: 7, beside: false };
  assert.deepEqual(parseFromWebview({ ...open, more: 1 }), open);
  assert.deepEqual(parseFromWebview({ type: "ready" }), { type: "ready" });
  assert.deepEqual(parseFromWebview({ type: "command", command: "stop" }), {
    type: "command",
    command: "stop",
  });
  const snapshot = { type: "snapshot", request: 1, snapshot: { events: 0 } };
  assert.deepEqual(parseFromWebview(snapshot), snapshot);
  assert.deepEqual(parseFromWebview({ type: "taken", run: 2, bytes: 1e6 }), {
    type: "taken",
    run: 2,
    bytes: 1e6,
  });
  const note = { id: "a", from: 1, text: "" };
  assert.deepEqual(parseFromWebview({ type: "notes", run: 1, startedAt: 5, put: { ...note, more: 1 } }), {
    type: "notes",
    run: 1,
    startedAt: 5,
    put: note,
  });
  const source = { type: "source", run: 1, file: "/a/b.ts", lines: [3, 4], startedAt: 5 };
  assert.deepEqual(parseFromWebview({ ...source, more: 1 }), source);
  const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
  assert.deepEqual(parseFromWebview({ type: "picture", request: 3, png, more: 1 }), {
    type: "picture",
    request: 3,
    png,
  });
  const large = { type: "picture", request: 3, png, left: 12 };
  assert.deepEqual(parseFromWebview(large), large);
  assert.deepEqual(parseFromWebview({ ...large, left: "12" }), { type: "picture", request: 3, png });
  assert.deepEqual(parseFromWebview({ type: "fault", message: 1 }), { type: "fault", message: "1" });
});

test("everything else is refused", () => {
  for (const message of [
    undefined,
    null,
    "ready",
    7,
    {},
    { type: "bytes" },
    { type: "command", command: "workbench.action.terminal.sendSequence" },
    { type: "command", command: "__proto__" },
    { type: "open", file: ["/a"], line: 1, column: 1 },
    { type: "open", file: "/a", line: -1, column: 1 },
    { type: "open", file: "/a", line: 1.5, column: 1 },
    { type: "open", file: "/a", line: 1, column: Number.NaN },
    { type: "taken", run: 2 },
    { type: "source", run: 1, file: ["/a"], lines: [1], startedAt: 0 },
    { type: "source", run: 1, file: "/a", lines: [1.5], startedAt: 0 },
    { type: "source", run: 1, file: "/a", lines: Array(401).fill(1), startedAt: 0 },
    { type: "source", run: 1, file: "/a", lines: { length: 1 }, startedAt: 0 },
    { type: "picture", request: 1, png: Uint8Array.of(1, 2, 3) },
    { type: "notes", run: 1 },
    { type: "notes", run: 1, startedAt: Number.NaN },
    { type: "notes", run: 1, startedAt: 5, put: { id: "../..", from: 1, text: "" } },
    { type: "picture", request: 1, png: "\x89PNG" },
    { type: "taken", run: 2, bytes: -1 },
    { type: "snapshot", request: 1, snapshot: "x" },
    { type: "snapshot", request: "1", snapshot: {} },
  ])
    assert.equal(parseFromWebview(message), undefined, JSON.stringify(message));
});
