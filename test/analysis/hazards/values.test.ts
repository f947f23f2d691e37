/** Hazards of values: updates that overlap or may do so, and looks that are relied on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { found, lines } from "./found.ts";

/** A read and a write of the same piece of code. */
const step = (who: string, from: number, to: number, at: number, then: number, element = "") =>
  `${at} ${who} read count ${from} ${element} @main.ts:5:3\n${then} ${who} write count ${to} ${element} @main.ts:6:3`;
const sorted = (...texts: string[]) =>
  texts
    .flatMap((text) => text.split("\n"))
    .sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b))
    .join("\n");
const MAKE = "3 main make value count\n3 main make lock door\n3 main make queue go\n3 main make value turn";

test("two updates that overlapped", () => {
  assert.deepEqual(found(MAKE, sorted(step("A", 0, 1, 10, 20), step("B", 0, 1, 15, 25))), [
    "lost-update certain error: B A; count",
  ]);
});

test("what overlaps without losing anything", () => {
  // B writes what it has read; another element; A's write is no update, it has not read before.
  assert.deepEqual(found(MAKE, sorted(step("A", 0, 0, 10, 20), step("B", 0, 1, 15, 25))), []);
  assert.deepEqual(
    found("3 main make array count 2", sorted(step("A", 0, 1, 10, 20, "0"), step("B", 0, 1, 15, 25, "1"))),
    [],
  );
  assert.deepEqual(found(MAKE, sorted("20 A write count 7", step("B", 0, 1, 15, 25))), []);
  // Read long before, at quite another place: nothing builds on it.
  const far = "10 B read count 0 @main.ts:5:3\n40 B write count 0 @main.ts:90:3";
  assert.deepEqual(
    found(MAKE, sorted(step("A", 1, 2, 20, 30), far.replace("count 0 @main.ts:90", "count 9 @main.ts:90"))),
    [],
  );
});

test("two updates that nothing kept apart", () => {
  assert.deepEqual(found(MAKE, sorted(step("A", 0, 1, 10, 11), step("B", 1, 2, 20, 21))), [
    "unprotected-update possible warning: B A; count",
  ]);
  // A lock that is given back in between is no protection, nor is another one each.
  const gap = (who: string, at: number) =>
    `${at} ${who} acquire door\n${at + 1} ${who} release door\n${at + 3} ${who} acquire door\n${at + 5} ${who} release door`;
  assert.deepEqual(
    found(MAKE, sorted(gap("A", 10), step("A", 0, 1, 10.5, 14), gap("B", 20), step("B", 1, 2, 20.5, 24))),
    ["unprotected-update possible warning: B A; count"],
  );
});

test("two updates that something kept apart", () => {
  const under = (who: string, at: number) => `${at} ${who} acquire door\n${at + 5} ${who} release door`;
  const cases: Record<string, string> = {
    "one lock": sorted(under("A", 10), step("A", 0, 1, 11, 12), under("B", 20), step("B", 1, 2, 21, 22)),
    "a message": sorted(step("A", 0, 1, 10, 11), "12 A put go\n15 B get go", step("B", 1, 2, 20, 21)),
    "a flag": sorted(step("A", 0, 1, 10, 11), "12 A write turn 1\n15 B read turn 1", step("B", 1, 2, 20, 21)),
    "its end": sorted(step("A", 0, 1, 10, 11), "12 A exit 0\n13 main join A", step("main", 1, 2, 20, 21)),
    "its start": sorted(step("main", 0, 1, 4, 5), "6 main spawn D\n7 D run f", step("D", 1, 2, 20, 21)),
    "one process": sorted(step("A", 0, 1, 10, 11), step("A", 1, 2, 20, 21)),
    "no update": sorted("10 A read count 0", "20 B write count 1", "30 A read count 1"),
  };
  for (const [what, text] of Object.entries(cases)) assert.deepEqual(found(MAKE, text), [], what);
});

test("a loss takes the place of its possibility", () => {
  assert.deepEqual(
    found(
      MAKE,
      sorted(
        step("A", 0, 1, 10, 11),
        step("B", 1, 2, 20, 21),
        step("A", 2, 3, 30, 35),
        step("B", 2, 4, 31, 36),
      ),
    ),
    ["lost-update certain error: B A; count"],
  );
});

const QUEUE =
  "3 main make queue jobs\n3 main make lock door\n4 main put jobs\n4 main put jobs\n4 main put jobs";

test("an answer that is relied on", () => {
  const asks = "10 A query jobs empty 0 @main.ts:1:1\n11 A get jobs @main.ts:2:1";
  assert.deepEqual(found(QUEUE, asks, "20 B get jobs"), ["check-then-act possible warning: A B; jobs"]);
  // Nobody else takes anything; he has ended before; the get has a limit.
  assert.deepEqual(found(QUEUE, asks), []);
  assert.deepEqual(found(QUEUE, "5 B get jobs\n6 B exit 0", asks), []);
  assert.deepEqual(
    found(QUEUE, "10 A query jobs empty 0\n11 A ask get jobs 0 100\n12 A got get jobs", "20 B get jobs"),
    [],
  );
  // Both under one lock, and so is everybody else.
  const under = (who: string, at: number, text: string) =>
    `${at} ${who} acquire door\n${text}\n${at + 5} ${who} release door`;
  assert.deepEqual(found(QUEUE, under("A", 9, asks), under("B", 20, "21 B get jobs")), []);
  assert.deepEqual(found(QUEUE, under("A", 9, asks), "20 B get jobs"), [
    "check-then-act possible warning: A B; jobs",
  ]);
});

test("a number that is only shown is not relied on", () => {
  const shown =
    "10 A query jobs qsize 3\n11 A get jobs\n12 A query jobs qsize 0\n13 A ask get jobs\n14 A got get jobs";
  assert.deepEqual(found(QUEUE, shown.replace("\n11", "\n10.5 B get jobs\n11")), []);
  const relied = "10 A query jobs qsize 3\n11 A get jobs\n12 A query jobs qsize 0\n13 A exit 0";
  assert.deepEqual(found(QUEUE, relied.replace("\n11", "\n10.5 B get jobs\n11")), [
    "check-then-act possible warning: A B; jobs",
  ]);
});

test("asked in vain, again and again", () => {
  const make = "3 main make event go\n3 main make value count";
  // As fast as answers come.
  assert.deepEqual(found(make, lines(2000, 10, 0.15, "A query go isSet 0")), [
    "busy-wait certain warning: A; go",
  ]);
  // With a nap each time.
  const naps = lines(80, 10, 8, "A query go isSet 0")
    .split("\n")
    .map((line, i) => `${line}\n${10.1 + 8 * i} A sleep 8\n${17.9 + 8 * i} A wake`)
    .join("\n");
  assert.deepEqual(found(make, naps), ["busy-wait certain info: A; go"]);
  assert.deepEqual(found(make, lines(2000, 10, 0.15, "A read count 0")), [
    "busy-wait certain warning: A; count",
  ]);
});

test("asked often and all the same no waste", () => {
  const make = "3 main make event go\n3 main make lock door";
  // It works between two looks; it is soon over; the pauses grow; something changes.
  assert.deepEqual(found(make, lines(200, 10, 5, "A query go isSet 0")), []);
  assert.deepEqual(found(make, lines(400, 10, 0.15, "A query go isSet 0")), []);
  let at = 10;
  const growing = Array.from({ length: 60 }, (_, i) => {
    const line = `${at} A query go isSet 0\n${at} A sleep ${i}\n${at + i} A wake`;
    at += i;
    return line;
  });
  assert.deepEqual(found(make, growing.slice(0, 40).join("\n")), []);
  assert.deepEqual(found(make, growing.join("\n")), []);
  assert.deepEqual(
    found(
      make,
      sorted(
        lines(2000, 10, 0.15, "A query door locked 1"),
        lines(300, 10.02, 1, "B acquire door"),
        lines(300, 10.92, 1, "B release door"),
      ),
    ),
    [],
  );
});

test("updates in a manager, by the turns of its calls", () => {
  const make = "3 main make dict stock\n3 main make lock door";
  /** Reads a key in one turn and writes it in another. */
  const update = (who: string, turns: [number, number], at: [number, number], content = "1", key = "a") =>
    `${at[0]} ${who} did stock ${turns[0]} get ${key} 0 @main.ts:5:3\n${at[1]} ${who} did stock ${turns[1]} set ${key} ${content} @main.ts:6:3`;
  const lost = ["lost-update certain error: B A; stock"];
  assert.deepEqual(found(make, sorted(update("A", [1, 3], [10, 20]), update("B", [2, 4], [15, 25]))), lost);
  // A's rows come later than B's, though its turns were before.
  assert.deepEqual(found(make, sorted(update("A", [1, 3], [12, 26]), update("B", [2, 4], [15, 25]))), lost);
  const silent: Record<string, string> = {
    "rows that overlap, turns that do not": sorted(
      update("A", [1, 2], [12, 26]),
      update("B", [3, 4], [15, 25]),
    ),
    "another key": sorted(update("A", [1, 3], [10, 20]), update("B", [2, 4], [15, 25], "1", "b")),
    "one who changes nothing": sorted(update("A", [1, 3], [10, 20], "0"), update("B", [2, 4], [15, 25])),
    "the same flag": sorted(update("A", [1, 3], [10, 20], "true"), update("B", [2, 4], [15, 25], "true")),
    "it was cleared in between": sorted(
      update("A", [1, 3], [10, 20]),
      "22 A did stock 4 clear",
      update("B", [2, 5], [15, 25]),
    ),
    "both made what was not there": sorted(
      "10 A did stock 1 get a @main.ts:5:3\n11 B did stock 2 get a @main.ts:5:3",
      "20 A did stock 3 set a 7 @main.ts:6:3\n21 B did stock 4 set a 7 @main.ts:6:3",
    ),
    "both made what a word stood in for": sorted(
      "10 A did stock 1 get a null @main.ts:5:3\n11 B did stock 2 get a null @main.ts:5:3",
      "20 A did stock 3 set a 7 @main.ts:6:3\n21 B did stock 4 set a 7 @main.ts:6:3",
    ),
    "the same long word": sorted(
      update("A", [1, 3], [10, 20], '"#1107"'),
      update("B", [2, 4], [15, 25], '"#1107"'),
    ),
    "only asked whether it is there": sorted(
      "10 A did stock 1 has a\n11 B did stock 2 has a",
      "20 A did stock 3 set a 1 @main.ts:6:3\n21 B did stock 4 set a 1 @main.ts:6:3",
    ),
  };
  for (const [what, text] of Object.entries(silent)) assert.deepEqual(found(make, text), [], what);
});

test("what is taken out of a list moves the others to its place", () => {
  const make = "3 main make list rows";
  const text =
    "10 A did rows 1 at 1 0 @main.ts:5:3\n11 B did rows 2 at 1 0 @main.ts:5:3\n20 B did rows 3 set 1 5 @main.ts:6:3\n21 B did rows 4 pop 0\n22 A did rows 5 set 1 6 @main.ts:6:3";
  assert.deepEqual(found(make, text), []);
});
