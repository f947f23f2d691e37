/** Each kind of check holds where it should and fails where it should. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECK_KINDS, type CheckName } from "../../src/classroom/check-kinds.ts";
import { CheckError, holds, parseChecks, wordingOf } from "../../src/classroom/checks.ts";
import { type Observations, Observer, type Outcome } from "../../src/classroom/observations.ts";
import { walked } from "../analysis/walked.ts";
import { traceOf } from "../trace/script.ts";

/** Two processes take turns at a lock, a queue with room for two, two permits, a pool of two workers. */
const GOOD = `
0   -    spawn main
0   main run program
1   main make lock log
1   main make queue jobs 2
1   main make semaphore seats 2
1   main make pool crew 2
2   main spawn A
2   main spawn B
2   main spawn ls command
3   A    run work
4   B    run work
10  A    acquire log
11  B    ask acquire log
31  A    release log
31  B    got acquire log
40  B    release log
41  A    acquire seats
42  B    acquire seats
43  A    release seats
43  B    sleep 1
44  B    wake
44  B    release seats
50  A    put jobs
51  A    put jobs
52  B    get jobs
53  B    get jobs
60  B    ask acquire log 5
65  B    timeout acquire log
70  A    exit 0
71  B    exit SIGTERM
72  ls   exit 0
80  main spawn W-1 worker crew
80  main spawn W-2 worker crew
81  W-1  run worker
81  W-2  run worker
82  main submit crew 1 resize
82  main submit crew 2 resize
83  W-1  task crew 1
84  W-2  task crew 2
86  W-1  done crew 1
87  W-2  done crew 2
90  W-1  exit 0
90  W-2  exit 0
95  main exit 0
96  -    end 0
`;

const STUCK = `
0   -    spawn main
0   main run program
1   main make lock log
2   main spawn A
3   A    run work
10  A    acquire log
12  A    ask acquire log
20  -    hint deadlock certain core A behind main
`;

function observe(trace: string, outcome: Outcome): Observations {
  const observer = new Observer();
  walked(traceOf(trace), [observer], (walk) => observer.of(walk));
  return observer.observations(outcome);
}

const good = observe(GOOD, { ended: true, exitStatus: 0, output: ["one fork", "two forks", "one knife"] });
const stuck = observe(STUCK, { ended: false, exitStatus: 86, output: ["one fork"] });

const held = (check: object, seen: Observations): boolean | undefined =>
  holds(parseChecks(JSON.stringify([check]))[0]!, seen);

/** Arguments with which a check holds of the good run, and with which it does not. */
const TRIED: Record<Exclude<CheckName, "deadlock" | "hint">, readonly [right: object, wrong?: object]> = {
  ends: [{}],
  exit: [{ status: 0 }, { status: 1 }],
  "no-hint": [{ hint: "deadlock" }],
  prints: [{ text: "two" }, { text: "three" }],
  "prints-times": [
    { text: "fork", times: 2 },
    { text: "fork", times: 1 },
  ],
  "prints-not": [{ text: "three" }, { text: "fork" }],
  "prints-in-order": [{ texts: ["one", "two", "knife"] }, { texts: ["two", "one fork"] }],
  processes: [{ count: 2 }, { count: 3 }],
  commands: [{ count: 1 }, { count: 0 }],
  workers: [{ least: 2 }, { least: 3 }],
  "takes-part": [{ process: "A" }, { process: "C" }],
  together: [{ least: 2 }, { least: 3 }],
  "exit-code": [
    { process: "A", code: 0 },
    { process: "A", code: 1 },
  ],
  killed: [{ process: "B" }, { process: "A" }],
  "ends-before": [
    { first: "A", second: "B" },
    { first: "B", second: "A" },
  ],
  "gives-up": [{ process: "B" }, { process: "A" }],
  "waits-for": [{ object: "log" }, { object: "jobs" }],
  "waits-at-most": [
    { object: "log", ms: 20 },
    { object: "log", ms: 19 },
  ],
  "waits-at-least": [
    { object: "log", ms: 20 },
    { object: "log", ms: 21 },
  ],
  "in-line-at-most": [
    { object: "log", most: 1 },
    { object: "log", most: 0 },
  ],
  "in-line": [
    { object: "log", least: 1 },
    { object: "log", least: 2 },
  ],
  "holders-at-most": [
    { object: "seats", most: 2 },
    { object: "seats", most: 1 },
  ],
  holders: [
    { object: "seats", least: 2 },
    { object: "log", least: 2 },
  ],
  "awake-with": [{ object: "log" }, { object: "seats" }],
  "items-at-most": [
    { object: "jobs", most: 2 },
    { object: "jobs", most: 1 },
  ],
  items: [
    { object: "jobs", least: 2 },
    { object: "jobs", least: 3 },
  ],
  "empty-in-the-end": [{ object: "jobs" }, { object: "no such queue" }],
  tasks: [{ count: 2 }, { count: 1 }],
  "tasks-together": [{ least: 2 }, { least: 3 }],
  "tasks-together-at-most": [{ most: 2 }, { most: 1 }],
  "tasks-shared": [{ least: 2 }, { least: 3 }],
  "takes-at-least": [{ seconds: 0.09 }, { seconds: 0.2 }],
  "takes-at-most": [{ seconds: 0.2 }, { seconds: 0.05 }],
};

for (const [check, [right, wrong]] of Object.entries(TRIED))
  test(check, () => {
    assert.equal(held({ check, ...right }, good), true);
    if (wrong) assert.equal(held({ check, ...wrong }, good), false);
  });

test("a deadlock is seen, and what it contradicts is not", () => {
  assert.equal(held({ check: "deadlock" }, stuck), true);
  assert.equal(held({ check: "hint", hint: "deadlock" }, stuck), true);
  assert.equal(held({ check: "deadlock" }, good), false);
  assert.equal(held({ check: "hint", hint: "convoy" }, stuck), false);
  assert.equal(held({ check: "ends" }, stuck), false);
  assert.equal(held({ check: "exit", status: 86 }, stuck), false);
  assert.equal(held({ check: "no-hint", hint: "deadlock" }, stuck), false);
});

test("a deadlock counts also when the program is ended afterwards, by exhaustion of a limit or by somebody", () => {
  const ended = observe(STUCK, { ended: true, exitStatus: 0, output: [] });
  assert.equal(held({ check: "ends" }, ended), false);
});

test("of a run that was stopped only what holds for good is said", () => {
  const cut = observe(GOOD.slice(0, GOOD.indexOf("41  A")), {
    ended: false,
    exitStatus: 143,
    output: ["one"],
  });
  assert.equal(held({ check: "prints", text: "one" }, cut), true);
  assert.equal(held({ check: "prints", text: "two" }, cut), undefined);
  assert.equal(held({ check: "prints-not", text: "two" }, cut), undefined);
  assert.equal(held({ check: "ends" }, cut), undefined);
  assert.equal(held({ check: "deadlock" }, cut), undefined);
  assert.equal(held({ check: "together", least: 2 }, cut), true);
});

test("checks are read, with ids that are told apart by what they ask for", () => {
  const checks = parseChecks(
    '[{"check":"ends","goal":true},{"check":"prints","text":"a"},{"check":"prints","text":"b"}]',
  );
  assert.deepEqual(
    checks.map(({ id, goal }) => [id, goal]),
    [
      ["ends", true],
      ['prints "a"', false],
      ['prints "b"', false],
    ],
  );
  assert.deepEqual(wordingOf(checks[1]!), { text: "It prints “{text}”", blanks: { text: "a" } });
  const [order] = parseChecks('[{"check":"prints-in-order","texts":["a","b"]}]');
  assert.deepEqual(wordingOf(order!).blanks, { texts: "“a”, “b”" });
});

test("every blank of a wording is one of its check's, and the other way round", () => {
  for (const [name, { says, blanks }] of Object.entries(CHECK_KINDS))
    assert.deepEqual(
      [...says.matchAll(/\{(\w+)\}/g)].map(([, blank]) => blank).sort(),
      Object.keys(blanks).sort(),
      name,
    );
});

test("what is no check is refused, and it is said where", () => {
  const refused = (json: string, message: RegExp) =>
    assert.throws(
      () => parseChecks(json),
      (error) => error instanceof CheckError && message.test(error.message),
    );
  refused("[", /no JSON/);
  refused("{}", /no list/);
  refused("[]", /an empty one/);
  refused("[null]", /check 1: there is no check without a name/);
  refused('[{"check":"toString"}]', /check 1: there is no check "toString"/);
  refused('[{"check":"ends"},{"check":"ends"}]', /check 2: ends is there twice/);
  refused('[{"check":"ends","goal":false}]', /check 1: "goal" is true or not there/);
  refused('[{"check":"ends","text":"x"}]', /check 1: ends has no "text"/);
  refused('[{"check":"prints"}]', /check 1: prints needs "text", a text/);
  refused('[{"check":"exit","status":"0"}]', /check 1: exit needs "status", a count/);
  refused('[{"check":"hint","hint":"trouble"}]', /check 1: hint needs "hint", a hint/);
  refused('[{"check":"prints-in-order","texts":["a"]}]', /needs "texts", a texts/);
});
