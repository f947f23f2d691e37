/** Hazards of queues, and of those who are ended while they use them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { found, lines } from "./found.ts";

test("joined before its items are taken out", () => {
  const put = "3 main make queue out 4\n10 A put out\n11 A put out\n12 A put out\n20 A exit 0";
  assert.deepEqual(found(put, "21 main join A\n22 main get out"), [
    "join-before-drain possible warning: main A; out",
  ]);
  // Taken out first; by others, too; with room for many more; without a bound.
  assert.deepEqual(found(put, "15 main get out\n16 main get out\n17 main get out\n21 main join A"), []);
  assert.deepEqual(found(put, "15 B get out\n21 main join A\n22 main get out"), []);
  assert.deepEqual(found(put.replace("out 4", "out 100"), "21 main join A\n22 main get out"), []);
  assert.deepEqual(found(put.replace("out 4", "out"), "21 main join A\n22 main get out"), []);
});

test("items reported done too often, or by nobody", () => {
  assert.deepEqual(found("3 main make joinable jobs\n10 A misuse jobs\n11 B misuse jobs"), [
    "task-done-mismatch certain error: A; jobs",
  ]);
  const got = "3 main make joinable jobs\n10 main put jobs\n11 A get jobs\n12 main ask drain jobs 0 500";
  assert.deepEqual(found(got, "20 A exit 1\n512 main timeout drain jobs"), [
    "task-done-mismatch certain error: main A; jobs",
  ]);
  // Still at it; reported by another; more to come.
  assert.deepEqual(found(got, "512 main timeout drain jobs"), []);
  assert.deepEqual(found(got, "20 A exit 1\n21 B reported jobs 0\n512 main timeout drain jobs"), []);
  assert.deepEqual(found(got, "20 A exit 1\n21 main put jobs\n512 main timeout drain jobs"), []);
});

const FILL = lines(1500, 10, 1, "A put jobs");

test("a queue that grows and grows", () => {
  const slow = lines(300, 12, 5, "B get jobs");
  const mixed = [...FILL.split("\n"), ...slow.split("\n")]
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .join("\n");
  assert.deepEqual(found(`3 main make queue jobs\n${mixed}`), ["queue-growth possible warning: A B; jobs"]);
  // Nobody drains it yet; it has a bound; the producer has stopped.
  assert.deepEqual(found(`3 main make queue jobs\n${FILL}`), []);
  assert.deepEqual(found(`3 main make queue jobs 5000\n${mixed}`), []);
  assert.deepEqual(
    found(
      `3 main make queue jobs\n${lines(1500, 10, 0.01, "A put jobs")}\n${lines(300, 40, 5, "B get jobs")}`,
    ),
    [],
  );
});

test("a daemon cut off in the middle of something", () => {
  const daemon =
    "4 main spawn D daemon\n5 D run f\n5 main make lock door\n5 main make joinable jobs 1\n5 main make semaphore seats 2";
  const end = "100 main terminate D\n101 D exit SIGTERM\n102 main exit 0";
  const cases: [string, string][] = [
    ["10 D acquire door", "daemon-cut certain warning: D main; door"],
    ["9 D acquire seats\n10 D acquire door", "daemon-cut certain warning: D main; door seats"],
    ["10 main put jobs\n11 D get jobs", "daemon-cut certain warning: D main; jobs"],
    ["10 main put jobs\n11 D ask put jobs", "daemon-cut certain warning: D main; jobs"],
  ];
  for (const [middle, hint] of cases) assert.deepEqual(found(daemon, middle, end), [hint]);
  // Idle in get; asleep; ended by itself, or because the run is.
  assert.deepEqual(
    found(daemon, "10 main put jobs\n11 D get jobs\n12 D reported jobs 0\n13 D ask get jobs", end),
    [],
  );
  assert.deepEqual(found(daemon, "10 D sleep 5000", end), []);
  assert.deepEqual(found(daemon, "10 D acquire door", "90 D exit 0"), []);
  assert.deepEqual(found(daemon, "10 D acquire door", `50 - stopped\n${end}`), []);
});

test("a process ended that shares a lock, or owes something", () => {
  const used = "3 main make lock door\n3 main make joinable jobs\n10 A acquire door\n11 A release door";
  const end = "50 main terminate A @main.ts:9:1\n51 A exit SIGTERM";
  assert.deepEqual(found(used, end, "60 B acquire door\n61 B release door\n62 C acquire door"), [
    "killed-holding possible info: A main B; door",
  ]);
  // Nobody else uses it; it ended by itself; the run was ended.
  assert.deepEqual(found(used, end), []);
  assert.deepEqual(found(used, "51 A exit 0", "60 B acquire door"), []);
  assert.deepEqual(found(used, `40 - stopped\n${end}`, "60 B acquire door"), []);
  assert.deepEqual(found(used, "20 main put jobs\n21 A get jobs", end), [
    "killed-holding certain warning: A main; jobs",
  ]);
  assert.deepEqual(found(used, "20 main put jobs\n21 A get jobs\n22 A reported jobs 0", end), []);
});
