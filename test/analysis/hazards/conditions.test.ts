/** Hazards of conditions and barriers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { found, hintsOf } from "./found.ts";

const MAKE = "3 main make rlock c.lock\n3 main make condition c c.lock\n3 main make value ready";
const NOTIFY =
  "50 B acquire c.lock\n51 B notify c 0 1\n51 A got wait c B\n51 A ask acquire c.lock\n52 B release c.lock";
const AFTER = "52 A got acquire c.lock\n53 A release c.lock";

test("a wait without a look", () => {
  const blind = "10 A acquire c.lock\n11 A ask wait c\n11 A release c.lock";
  assert.deepEqual(found(MAKE, blind, NOTIFY, AFTER), ["fragile-wait possible info: A B; c"]);
});

test("a wait after a look, or one that could not come too late", () => {
  const cases = {
    "with a predicate": "10 A acquire c.lock\n11 A ask waitFor c\n11 A release c.lock",
    "after reading a value": "10 A acquire c.lock\n10 A read ready 0\n11 A ask wait c\n11 A release c.lock",
    "after telling somebody": "10 A acquire c.lock\n10 A write ready 1\n11 A ask wait c\n11 A release c.lock",
    "with a limit": "10 A acquire c.lock\n11 A ask wait c 0 500\n11 A release c.lock",
  };
  const again = (text: string) => text.replaceAll("waitFor", "wait");
  for (const [what, text] of Object.entries(cases))
    assert.deepEqual(found(MAKE, text, again(NOTIFY), AFTER), [], what);
});

test("what a manager was asked is told late", () => {
  const blind = "3 main make dict d\n10 A acquire c.lock\n11 A ask wait c\n11 A release c.lock";
  // Between taking the lock and waiting; before that it is no look.
  for (const [when, hints] of [
    [10.5, []],
    [9, ["fragile-wait possible info: A B; c"]],
  ] as const)
    assert.deepEqual(found(MAKE, blind, `${NOTIFY}\n${AFTER}`, `${when} A call d 1\n90 B sleep 5`), hints);
});

test("a wait in a loop that looks at something of its own", () => {
  const loop = `52 A got acquire c.lock
    53 A ask wait c
    53 A release c.lock
    60 B acquire c.lock
    61 B notify c 0 1
    61 A got wait c
    62 B release c.lock
    62 A acquire c.lock
    63 A release c.lock`;
  assert.deepEqual(
    found(MAKE, "10 A acquire c.lock\n11 A ask wait c\n11 A release c.lock", NOTIFY, loop),
    [],
  );
});

const LOST = `${MAKE}
  5 B acquire c.lock
  6 B notify c 0 0
  7 B release c.lock
  10 A acquire c.lock
  11 A ask wait c
  11 A release c.lock`;

test("a notify that nobody heard, and a wait that lasts until the process is ended", () => {
  // What it prints between taking the lock and waiting changes nothing.
  const printed = LOST.replace("11 A ask wait c", '10 A print "listening" 0\n  11 A ask wait c');
  assert.notEqual(printed, LOST);
  assert.deepEqual(found(printed, "900 main terminate A @main.ts:9:1\n901 A exit SIGTERM"), [
    "lost-notify certain warning: A B; c",
  ]);
  assert.deepEqual(found(LOST, "900 main terminate A @main.ts:9:1\n901 A exit SIGTERM"), [
    "lost-notify certain warning: A B; c",
  ]);
  // It had looked first.
  const looked = LOST.replace("10 A acquire c.lock", "10 A acquire c.lock\n10 A read ready 0");
  assert.deepEqual(found(looked, "900 main terminate A @main.ts:9:1\n901 A exit SIGTERM"), []);
  // It is the run that is ended, or its deadlock has been told.
  assert.deepEqual(found(LOST, "900 - stopped\n901 A exit SIGTERM"), []);
  assert.deepEqual(found(LOST, "900 - interrupted 1000\n901 A exit SIGINT"), []);
  assert.deepEqual(
    found(
      LOST,
      "100 - hint deadlock certain core A behind main\n900 main terminate A @main.ts:9:1\n901 A exit SIGTERM",
    ),
    [],
  );
});

test("an interrupt that is handled is over after a while", () => {
  const [hint] = hintsOf(
    LOST,
    "100 - interrupted 1000\n1500 main sleep 10\n1600 main terminate A @main.ts:9:1\n1601 A exit SIGTERM",
  );
  assert.equal(hint?.kind, "lost-notify");
});

const MEET = "3 main make barrier meeting 3\n10 A ask wait meeting 0 100\n11 B ask wait meeting";

test("a barrier that one breaks by running out of time", () => {
  const [hint, ...more] = hintsOf(
    MEET,
    "110 A timeout wait meeting\n110 A break meeting limit\n110 B error wait meeting\n120 A refused wait meeting",
  );
  assert.deepEqual(more, []);
  assert.equal(`${hint!.kind} ${hint!.certainty} ${hint!.severity}`, "barrier-broken certain warning");
  assert.match(hint!.message, /^meeting is broken: because\. Not all of its 3 parties came in time/);
});

test("a barrier that is aborted: told only if somebody counted on it", () => {
  assert.deepEqual(found(MEET, "50 C break meeting\n50 A error wait meeting\n50 B error wait meeting"), [
    "barrier-broken certain info: C A B; meeting",
  ]);
  assert.deepEqual(found("3 main make barrier meeting 3\n50 C break meeting\n60 C reset meeting"), []);
  assert.deepEqual(
    found(
      "3 main make barrier meeting 3\n50 C break meeting",
      "60 A ask wait meeting\n60 A error wait meeting\n61 B ask wait meeting\n61 B error wait meeting",
    ),
    ["barrier-broken certain info: C A; meeting"],
  );
});

test("a barrier broken because the run is ended", () => {
  assert.deepEqual(found(MEET, "50 - stopped\n51 A break meeting ended\n51 B error wait meeting"), []);
});
