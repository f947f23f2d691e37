import assert from "node:assert/strict";
import { test } from "node:test";
import { InboxMachine } from "../../src/primitives/inbox.ts";

test("a message is in the buffer once it fits; until then its sender waits, and it can be received all the same", () => {
  const inbox = new InboxMachine<string, number>(10);
  assert.deepEqual(inbox.send("a", 1, 6), { accepted: true, receiver: undefined });
  assert.deepEqual(inbox.send("b", 2, 6), { accepted: false, receiver: undefined });
  // Behind one that waits, though it would fit.
  assert.deepEqual(inbox.send("c", 3, 1), { accepted: false, receiver: undefined });
  assert.equal(inbox.size, 3);
  assert.deepEqual(inbox.receive(), {
    item: 1,
    admitted: [
      { sender: "b", item: 2 },
      { sender: "c", item: 3 },
    ],
  });
  assert.deepEqual(inbox.receive(), { item: 2, admitted: [] });
  assert.deepEqual(inbox.receive(), { item: 3, admitted: [] });
  assert.equal(inbox.receive(), undefined);
});

test("a message larger than the buffer waits until it is received", () => {
  const inbox = new InboxMachine<string, number>(10);
  assert.equal(inbox.send("a", 1, 11).accepted, false);
  assert.deepEqual(inbox.receive(), { item: 1, admitted: [{ sender: "a", item: 1 }] });
  inbox.receivers.push("r");
  assert.deepEqual(inbox.send("a", 2, 11), { accepted: true, receiver: "r" });
  assert.equal(inbox.size, 0);
});

test("a sender that gives up has sent nothing; receivers and watchers leave their lines", () => {
  const inbox = new InboxMachine<string, number>(10);
  inbox.send("a", 1, 10);
  inbox.send("b", 2, 1);
  inbox.send("c", 3, 1);
  assert.equal(inbox.cancel("b"), true);
  assert.equal(inbox.cancel("b"), false);
  assert.equal(inbox.cancel("a"), false);
  assert.deepEqual(inbox.receive(), { item: 1, admitted: [{ sender: "c", item: 3 }] });
  assert.deepEqual(inbox.receive(), { item: 3, admitted: [] });
  inbox.receivers.push("r");
  inbox.watchers.push("w");
  assert.equal(inbox.cancel("r") && inbox.cancel("w"), true);
  assert.deepEqual(inbox.send("a", 4, 1), { accepted: true, receiver: undefined });
});

test("abandoned, it answers who waits and what is lost, and is empty", () => {
  const inbox = new InboxMachine<string, number>(10);
  inbox.send("a", 1, 10);
  inbox.send("b", 2, 5);
  assert.deepEqual(inbox.abandon(), { senders: ["b"], lost: [1, 2] });
  assert.equal(inbox.size, 0);
  assert.equal(inbox.send("c", 3, 10).accepted, true);
});
