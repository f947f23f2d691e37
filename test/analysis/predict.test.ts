/** The small programs by which deadlock detectors are known, one run of each that got through, and what is said. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Prediction } from "../../src/analysis/predict/prediction.ts";
import type { Hint } from "../../src/protocol/hints.ts";
import { explore } from "./model/explore.ts";
import { judged, replay } from "./model/judge.ts";
import { scene } from "./model/scene.ts";
import { State } from "./model/state.ts";

/** `proven`: who is in each circle that is found, `none`: the program cannot deadlock, `silent`: it can, unseen. */
type Expected = string[] | "none" | "silent";

/** `A ab` takes the locks one inside the other, and gives them back from the inside. */
const nest = (task: string, ...locks: string[]) =>
  [
    ...locks.map((lock) => `${task} acquire ${lock}`),
    ...locks.toReversed().map((lock) => `${task} release ${lock}`),
  ].join("\n");
const starts = (...tasks: string[]) => tasks.map((task) => `main start ${task}`).join("\n");

const CLASSICS: Record<string, [string, Expected]> = {
  "two locks in opposite order": [
    `lock a b
     ${starts("A", "B")}
     ${nest("A", "a", "b")}
     ${nest("B", "b", "a")}`,
    ["A B"],
  ],
  "dining philosophers": [
    `lock f1 f2 f3 f4
     ${starts("A", "B", "C", "D")}
     ${nest("A", "f1", "f2")}
     ${nest("B", "f2", "f3")}
     ${nest("C", "f3", "f4")}
     ${nest("D", "f4", "f1")}`,
    ["A B C D"],
  ],
  "philosophers of whom one is left-handed": [
    `lock f1 f2 f3 f4
     ${starts("A", "B", "C", "D")}
     ${nest("A", "f1", "f2")}
     ${nest("B", "f2", "f3")}
     ${nest("C", "f3", "f4")}
     ${nest("D", "f1", "f4")}`,
    "none",
  ],
  "a gate lock around both orders": [
    `lock gate a b
     ${starts("A", "B")}
     ${nest("A", "gate", "a", "b")}
     ${nest("B", "gate", "b", "a")}`,
    "none",
  ],
  "Bensalem and Havelund: one circle is gated, one is joined, one is real": [
    `lock gate a b
     ${starts("B", "C")}
     ${nest("main", "gate", "a", "b")}
     ${nest("B", "gate", "b", "a")}
     ${nest("C", "a", "b")}
     main join C
     ${nest("main", "b", "a")}`,
    ["B C"],
  ],
  "PickLock: the first time it is gated, the second time it is not": [
    `lock gate a b
     ${starts("A", "B")}
     ${nest("A", "gate", "a", "b")}
     ${nest("B", "gate", "b", "a")}
     ${nest("A", "a", "b")}`,
    ["A B"],
  ],
  "Transfer: the other account's lock first, once a message has come": [
    `lock a b
     queue q
     ${starts("A", "B")}
     ${nest("A", "a", "b")}
     A put q
     B get q
     ${nest("B", "b", "a")}`,
    "none",
  ],
  "Transfer: the message goes the other way": [
    `lock a b
     queue q
     ${starts("A", "B")}
     B put q
     ${nest("A", "a", "b")}
     A get q
     ${nest("B", "b", "a")}`,
    ["A B"],
  ],
  "StringBuffer: append to each other": [
    `rlock a b
     ${starts("A", "B")}
     ${nest("A", "a", "b", "b")}
     ${nest("B", "b", "a", "a")}`,
    ["A B"],
  ],
  "an earlier use of the inner lock alone": [
    `lock a b
     ${starts("A", "B")}
     ${nest("A", "a", "b")}
     ${nest("B", "a")}
     ${nest("B", "b", "a")}`,
    ["A B"],
  ],
  "a semaphore of one as a gate": [
    `semaphore gate 1
     lock a b
     ${starts("A", "B")}
     ${nest("A", "gate", "a", "b")}
     ${nest("B", "gate", "b", "a")}`,
    "none",
  ],
  "a semaphore of two is no gate for two": [
    `semaphore gate 2
     lock a b
     ${starts("A", "B")}
     ${nest("A", "gate", "a", "b")}
     ${nest("B", "gate", "b", "a")}`,
    ["A B"],
  ],
  "a semaphore that lets all but one in": [
    `semaphore seats 2
     lock a b c
     ${starts("A", "B", "C")}
     ${nest("A", "seats", "a", "b")}
     ${nest("B", "seats", "b", "c")}
     ${nest("C", "seats", "c", "a")}`,
    "none",
  ],
  "two semaphores in opposite order": [
    `semaphore s t 1
     ${starts("A", "B")}
     ${nest("A", "s", "t")}
     ${nest("B", "t", "s")}`,
    ["A B"],
  ],
  "two permits each of two": [
    `semaphore s 2
     ${starts("A", "B")}
     ${nest("A", "s", "s")}
     ${nest("B", "s", "s")}`,
    ["A B"],
  ],
  "two permits each of three": [
    `semaphore s 3
     ${starts("A", "B")}
     ${nest("A", "s", "s")}
     ${nest("B", "s", "s")}`,
    "none",
  ],
  "a semaphore as a signal is no lock": [
    `semaphore s 0
     semaphore t 1
     ${starts("A", "B")}
     A acquire t
     B release s
     A acquire s
     A release t
     B acquire t
     B release t`,
    "none",
  ],
  "nested monitors: waits for a condition with another lock held": [
    `lock outer inner
     condition c inner
     ${starts("A", "B")}
     ${nest("B", "outer")}
     A acquire outer
     A acquire inner
     A await c
     B acquire inner
     B notify c
     B release inner
     A release inner
     A release outer`,
    ["A B"],
  ],
  "a condition alone: what waits was waiting in time": [
    `lock inner
     rlock r
     value v r
     condition c inner
     ${starts("A", "B")}
     ${nest("B", "inner")}
     A acquire inner
     A release inner
     B acquire inner
     B write v
     B notify c
     B release inner`,
    "none",
  ],
  "put while holding what the consumer takes first": [
    `lock a
     queue q 1
     main put q
     ${starts("A", "B")}
     ${nest("B", "a")}
     B get q
     A acquire a
     A put q
     A release a`,
    ["A B"],
  ],
  "get while holding what the producer takes first": [
    `lock a
     queue q
     ${starts("A", "B")}
     ${nest("B", "a")}
     B put q
     A acquire a
     A get q
     A release a`,
    ["A B"],
  ],
  "get while holding what the producer takes last": [
    `lock a
     queue q
     ${starts("A", "B")}
     B put q
     ${nest("B", "a")}
     A acquire a
     A get q
     A release a`,
    "none",
  ],
  "waits for an event while holding what its setter takes first": [
    `lock a
     event e
     ${starts("A", "B")}
     ${nest("B", "a")}
     B set e
     A acquire a
     A wait e
     A release a`,
    ["A B"],
  ],
  "another sets the event as well": [
    `lock a
     event e
     ${starts("A", "B", "C")}
     ${nest("B", "a")}
     B set e
     A acquire a
     A wait e
     A release a
     C set e`,
    "none",
  ],
  "joins while holding what the child takes": [
    `lock a
     main start A
     ${nest("A", "a")}
     main acquire a
     main join A
     main release a`,
    ["A main"],
  ],
  "drains while holding what the consumer takes": [
    `lock a
     joinable j
     ${starts("A")}
     main put j
     A get j
     ${nest("A", "a")}
     A done j
     main acquire a
     main drain j
     main release a`,
    ["A main"],
  ],
  "meets at a barrier while holding what another takes before it": [
    `lock a
     barrier g 2
     ${starts("A", "B")}
     ${nest("B", "a")}
     A acquire a
     A arrive g
     B arrive g
     A release a`,
    ["A B"],
  ],
  "meets at a barrier while holding what another takes after it": [
    `lock a
     barrier g 2
     ${starts("A", "B")}
     A acquire a
     A arrive g
     B arrive g
     A release a
     ${nest("B", "a")}`,
    "none",
  ],
  "joined before the other order": [
    `lock a b
     main start A
     ${nest("A", "a", "b")}
     main join A
     ${nest("main", "b", "a")}`,
    "none",
  ],
  "started after the other order": [
    `lock a b
     ${nest("main", "b", "a")}
     main start A
     ${nest("A", "a", "b")}`,
    "none",
  ],
  "one after the other by an event": [
    `lock a b
     event e
     ${starts("A", "B")}
     ${nest("A", "a", "b")}
     A set e
     B wait e
     ${nest("B", "b", "a")}`,
    "none",
  ],
  "one after the other by a barrier": [
    `lock a b
     barrier g 2
     ${starts("A", "B")}
     ${nest("A", "a", "b")}
     A arrive g
     B arrive g
     ${nest("B", "b", "a")}`,
    "none",
  ],
  "only if a value says so": [
    `lock a b
     rlock r
     value v r
     ${starts("A", "B")}
     ${nest("A", "a", "b")}
     A write v
     B read v
     ${nest("B", "b", "a")}`,
    "none",
  ],
  "the inner lock is only tried": [
    `lock a b
     ${starts("A", "B")}
     A acquire a
     A try b
     A release b
     A release a
     ${nest("B", "b", "a")}`,
    "none",
  ],
  "the inner lock has a limit": [
    `lock a b
     ${starts("A", "B")}
     A acquire a
     A timed b
     A release b
     A release a
     ${nest("B", "b", "a")}`,
    "none",
  ],
  "what was only tried is held all the same": [
    `lock a b
     ${starts("A", "B")}
     A try a
     A acquire b
     A release b
     A release a
     ${nest("B", "b", "a")}`,
    ["A B"],
  ],
  "a lock taken again by its owner": [
    `rlock r
     lock a
     ${starts("A", "B")}
     ${nest("A", "r", "a", "r")}
     ${nest("B", "r", "a")}`,
    "none",
  ],
  "both orders in one process": [
    `lock a b
     main start A
     ${nest("A", "a", "b")}
     ${nest("A", "b", "a")}`,
    "none",
  ],
  "hand over hand, both the same way": [
    `lock a b c
     ${starts("A", "B")}
     A acquire a
     A acquire b
     A release a
     A acquire c
     A release b
     A release c
     B acquire a
     B acquire b
     B release a
     B acquire c
     B release b
     B release c`,
    "none",
  ],
  "hand over hand, towards one another": [
    `lock a b c
     ${starts("A", "B")}
     A acquire a
     A acquire b
     A release a
     A acquire c
     A release b
     A release c
     B acquire c
     B acquire b
     B release c
     B acquire a
     B release b
     B release a`,
    ["A B", "A B"],
  ],
  "reads a value while holding what is taken under the value's lock": [
    `lock a
     rlock r
     value v r
     ${starts("A", "B")}
     ${nest("B", "r", "a")}
     A acquire a
     A write v
     A release a`,
    ["A B"],
  ],
  "three in a circle, of whom one waits for a message": [
    `lock a b
     queue q
     ${starts("A", "B", "C")}
     ${nest("C", "b")}
     C put q
     A acquire a
     A get q
     A release a
     ${nest("B", "b", "a")}`,
    ["A B C"],
  ],
};

function predict(rows: ReturnType<typeof scene>["recording"]["rows"]): Hint[] {
  const prediction = new Prediction({ site: (id) => `/main.ts:${id}:1` });
  for (const row of rows) prediction.row(row);
  return prediction.end().hints;
}

for (const [what, [text, expected]] of Object.entries(CLASSICS))
  test(what, () => {
    const { program, recording, names } = scene(text);
    const truth = explore(new State(program), 200_000);
    assert.ok(truth, "too many states");
    // The verdict asked for is the true one.
    assert.equal(truth.stuck.size > 0, expected !== "none", `stuck: ${[...truth.stuck].join(" or ")}`);
    const verdict = judged(program, truth.stuck, recording);
    const circles = verdict.found.map(({ core }) =>
      core
        .map((id) => names[id - 1]!)
        .sort((a, b) => a.localeCompare(b))
        .join(" "),
    );
    assert.deepEqual(circles, typeof expected === "string" ? [] : expected);
    for (const found of verdict.found) {
      assert.equal(found.certainty, "proven");
      assert.deepEqual(
        replay(verdict, found),
        [...found.stuck.keys()].map((id) => id - 1).sort((a, b) => a - b),
      );
    }
    for (const hint of predict(recording.rows)) {
      assert.equal(hint.kind, "deadlock-predicted");
      assert.ok(hint.processes.every(({ role, waits }) => role === "core" && waits?.length === 1));
      assert.ok(hint.witness!.length >= 2 * hint.processes.length);
      assert.ok(hint.events.length >= 2 && hint.sites.some(({ role }) => role === "waits"));
    }
  });
