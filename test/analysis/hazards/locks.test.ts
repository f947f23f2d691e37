/** Hazards of locks and semaphores: released by the wrong one, too often, held too long, never got. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { found, hintsOf, lines } from "./found.ts";

test("a lock released by one whose acquire had failed", () => {
  const before = "3 main make lock door\n10 A acquire door @main.ts:1:1";
  assert.deepEqual(found(`${before}\n11 B refused acquire door\n12 B release door @main.ts:2:1`), [
    "release-not-owner certain error: B A; door",
  ]);
  // B has never tried to take it: the lock is a signal.
  assert.deepEqual(found(`${before}\n12 B release door`), []);
  // It got it in the end.
  assert.deepEqual(
    found(
      `${before}\n11 B refused acquire door\n12 A release door\n13 B acquire door\n14 B release door\n15 A acquire door`,
    ),
    [],
  );
});

test("a lock released by another, and then by its owner", () => {
  const foreign = "3 main make lock door\n10 A acquire door\n11 B release door @main.ts:1:1";
  const [hint, ...more] = hintsOf(foreign, "12 A misuse door\n13 A misuse door");
  assert.deepEqual(more, []);
  assert.match(hint!.message, /^A released door, which B had released in its place before/);
  // A lock that belongs to several: the last gives back what the first has taken, each in turn.
  const library = `${foreign}\n20 B acquire door\n21 A release door\n22 A acquire door\n23 B release door`;
  assert.deepEqual(found(library), []);
});

test("a release that is refused, with an owner and without", () => {
  assert.deepEqual(found("3 main make rlock door\n10 A acquire door\n11 B misuse door"), [
    "release-not-owner certain error: B A; door",
  ]);
  const [hint] = hintsOf("3 main make lock door\n11 B misuse door @main.ts:4:2");
  assert.match(hint!.message, /^B released door, which nobody holds/);
  assert.deepEqual(hint!.sites, [{ file: "main.ts", line: 4, column: 2, role: "other", process: "B" }]);
});

test("more permits than at first", () => {
  const once = "10 A acquire gate\n11 A release gate";
  assert.deepEqual(found(`3 main make semaphore gate 1\n${once}\n12 A release gate`), [
    "semaphore-over-release possible warning: A; gate",
  ]);
  // Nothing to begin with: it counts what happened.
  assert.deepEqual(found(`3 main make semaphore gate\n10 A release gate\n11 B acquire gate`), []);
  // Who gives has never taken: it passes something on.
  assert.deepEqual(found("3 main make semaphore gate 1\n10 A release gate\n11 B acquire gate"), []);
  assert.deepEqual(
    found(
      "3 main make semaphore gate 2\n10 A acquire gate\n11 B acquire gate\n12 A release gate\n13 B release gate",
    ),
    [],
  );
  assert.deepEqual(found("3 main make semaphore gate 1\n10 A misuse gate"), [
    "semaphore-over-release certain error: A; gate",
  ]);
});

const CIRCLE = `3 main make lock a
3 main make lock b
10 A acquire a
10 B acquire b
20 A ask acquire b 0 100
30 B ask acquire a`;

test("a circle that a limit has ended", () => {
  assert.deepEqual(found(CIRCLE, "120 A timeout acquire b\n121 A release a\n121 B got acquire a"), [
    "deadlock-broken-by-timeout certain warning: A B; b a",
  ]);
});

test("a circle that ends otherwise is nothing", () => {
  // B did not wait for A.
  const line =
    "3 main make lock a\n3 main make lock b\n10 A acquire a\n10 B acquire b\n20 A ask acquire b 0 100";
  assert.deepEqual(found(line, "30 B sleep 500\n120 A timeout acquire b\n121 A release a"), []);
  // A gives back late, by something of its own.
  assert.deepEqual(found(CIRCLE, "120 A timeout acquire b\n400 A release a"), []);
  // It tries once more first.
  assert.deepEqual(found(CIRCLE, "120 A timeout acquire b\n121 A refused acquire b\n122 A release a"), []);
  // B does something else in another branch, and might release b there.
  assert.deepEqual(found(`${CIRCLE}\n40 B sleep 300`, "120 A timeout acquire b\n121 A release a"), []);
  // It lasted no longer than a message takes.
  assert.deepEqual(
    found(CIRCLE.replace("30 B", "119 B"), "120 A timeout acquire b\n121 A release a\n121 B got acquire a"),
    [],
  );
});

test("a lock held while sleeping, to the cost of others", () => {
  const slow = "3 main make lock door @main.ts:1:1\n10 A acquire door\n20 A sleep 500\n30 B ask acquire door";
  const [hint, ...more] = hintsOf(slow, "520 A wake\n521 A release door\n521 B got acquire door");
  assert.deepEqual(more, []);
  assert.equal(`${hint!.kind} ${hint!.certainty} ${hint!.severity}`, "long-hold certain info");
  assert.match(
    hint!.message,
    /^A held door while it slept, 0\.5 s at the longest\. Others waited for the lock meanwhile, 0\.5 s/,
  );
  // Nobody waited, or hardly.
  assert.deepEqual(found(slow.replace(/30 B.*/, ""), "520 A wake\n521 A release door"), []);
  assert.deepEqual(
    found(slow.replace("30 B", "490 B"), "520 A wake\n521 A release door\n521 B got acquire door"),
    [],
  );
  // Whoever works with a debugger is the slowest of all.
  assert.deepEqual(found(slow, "400 C pause\n410 C resume\n520 A wake\n521 A release door"), []);
  // A deadlock comes before it is told, and is the better story.
  assert.deepEqual(found(slow, "520 A wake\n530 - stopped"), []);
});

const CROWD = `3 main make lock door\n${Array.from({ length: 40 }, (_, turn) => {
  const [now, next, last] = [0, 1, 2].map((i) => "ABC"[(turn + i) % 3]);
  const at = 10 + 20 * turn;
  return turn === 0
    ? `${at} ${now} acquire door\n${at} ${next} ask acquire door\n${at} ${last} ask acquire door`
    : `${at} ${last} release door\n${at} ${now} got acquire door\n${at} ${last} ask acquire door`;
}).join("\n")}`;

test("a convoy, with its figures", () => {
  const [hint, ...more] = hintsOf(CROWD);
  assert.deepEqual(more, []);
  assert.equal(`${hint!.kind} ${hint!.certainty} ${hint!.severity}`, "convoy certain info");
  assert.match(hint!.message, /^3 processes queue up for door: held 0\.8 s in 40 turns, 100 % /);
});

test("no convoy: over too soon, or little waited", () => {
  assert.deepEqual(found(CROWD.split("\n").slice(0, 20).join("\n")), []);
  assert.deepEqual(
    found(
      `3 main make lock door\n${lines(30, 10, 20, "A acquire door")
        .split("\n")
        .map((line, i) => `${line}\n${25 + i * 20} A release door`)
        .join("\n")}`,
    ),
    [],
  );
});

test("one who gives up again and again while others get it", () => {
  const turns = Array.from({ length: 30 }, (_, i) => {
    const at = 10 + 30 * i;
    return `${at} A acquire door\n${at + 5} B ask acquire door 0 20\n${at + 25} B timeout acquire door\n${at + 26} A release door`;
  }).join("\n");
  assert.deepEqual(found(`3 main make lock door\n${turns}`), ["starvation possible warning: B A; door"]);
  // It gets its turn in between.
  const fair = turns
    .replace("160 A", "158 B acquire door\n159 B release door\n160 A")
    .replace(/\n4\d\d.*/s, "");
  assert.deepEqual(found(`3 main make lock door\n${fair}`), []);
});

test("those who wait in line are served in turn", () => {
  assert.deepEqual(
    found(CROWD).filter((hint) => hint.startsWith("starvation")),
    [],
  );
});
