import assert from "node:assert/strict";
import { test } from "node:test";
import { callAt, nameAt, placesOf } from "../../src/extension/hint-places.ts";
import { lockOrder } from "../../src/extension/lock-order.ts";
import type { Hint, HintSite } from "../../src/protocol/hints.ts";

const site = (line: number, role: HintSite["role"], process: string): HintSite => ({
  file: "/p/main.ts",
  line,
  column: 7,
  role,
  process,
});

/** Left holds `a` since line 2 and waits for `b` in line 3; Right the other way round in lines 7 and 8. */
function crossed(): Hint {
  const core = (id: number, name: string, holds: number, wants: number, line: number) => ({
    id,
    name,
    pid: 100 + id,
    role: "core" as const,
    holds: [holds],
    waits: [
      { verb: "acquire", object: wants, on: [5 - id], any: false, since: 0, site: site(line, "waits", name) },
    ],
  });
  return {
    kind: "deadlock",
    certainty: "certain",
    severity: "error",
    message: "Two processes wait for one another in a circle.",
    fix: "Take the locks in one order.",
    processes: [
      core(2, "Left", 1, 2, 3),
      core(3, "Right", 2, 1, 8),
      { id: 1, name: "MainProcess", pid: 100, role: "collateral" },
    ],
    objects: [
      { id: 1, type: "Lock", name: "a" },
      { id: 2, type: "Lock", name: "b" },
    ],
    sites: [
      site(2, "holds", "Left"),
      site(3, "waits", "Left"),
      site(7, "holds", "Right"),
      site(8, "waits", "Right"),
      site(12, "other", "MainProcess"),
    ],
    events: [1, 2],
    time: 3,
  };
}

const lines = (places: { line: number }[]) => places.map(({ line }) => line);

test("where processes wait and hold is marked; the rest is related", () => {
  const { marked, related } = placesOf(crossed());
  assert.deepEqual(lines(marked), [2, 3, 7, 8]);
  assert.deepEqual(lines(related), [12]);
});

test("a place that several processes share is one place; what is worse is said of it", () => {
  const hint = crossed();
  hint.sites = [site(2, "holds", "A"), site(2, "waits", "B"), site(2, "waits", "C"), site(2, "waits", "B")];
  assert.deepEqual(placesOf(hint).marked, [
    { file: "/p/main.ts", line: 2, column: 7, role: "waits", processes: ["B", "C"] },
  ]);
});

test("a call is found in a line, however long that is", () => {
  assert.deepEqual(callAt("  this.#locks.a!.acquire();", 17), { start: 2, end: 24 });
  const minified = "x".repeat(1 << 20);
  assert.deepEqual(callAt(`${minified};a.get()`, minified.length + 3), {
    start: minified.length + 1,
    end: minified.length + 6,
  });
});

test("a hint without waits is marked where its objects were made, else wherever it says", () => {
  const hint = crossed();
  hint.sites = [site(1, "made", "A"), site(2, "other", "B")];
  assert.deepEqual(lines(placesOf(hint).marked), [1]);
  hint.sites = [site(2, "other", "B")];
  assert.deepEqual(lines(placesOf(hint).marked), [2]);
  hint.sites = [];
  assert.deepEqual(placesOf(hint), { marked: [], related: [] });
});

test("a call is underlined with what it is called on", () => {
  const text = "    await this.#locks.left!.use(async () => {";
  const column = text.indexOf("use");
  const { start, end } = callAt(text, column);
  assert.equal(text.slice(start, end), "this.#locks.left!.use");
  assert.deepEqual(callAt("x", 0), { start: 0, end: 1 });
  assert.deepEqual(callAt("f()[0].get()", 7), { start: 7, end: 10 });
});

test("a recorded column must be the beginning of a name", () => {
  assert.ok(nameAt("  await lock.acquire();", 13));
  assert.ok(nameAt("锁.acquire()", 0));
  assert.ok(!nameAt("  await lock.acquire();", 14));
  assert.ok(!nameAt("  await lock.acquire();", 12));
  assert.ok(!nameAt("short", 40));
});

test("of two processes that cross, the order of one can be turned round: the later in the file", () => {
  const hint = crossed();
  assert.deepEqual(lockOrder(hint), { first: site(7, "holds", "Right"), second: site(8, "waits", "Right") });
});

test("the order is not known when more, fewer or other waits are involved", () => {
  const changes: ((hint: Hint) => void)[] = [
    (hint) => {
      hint.kind = "convoy";
    },
    (hint) => hint.processes.push({ ...hint.processes[0]!, id: 9 }),
    (hint) => hint.processes.shift(),
    (hint) => hint.processes[0]!.holds!.push(7),
    (hint) => {
      hint.processes[0]!.waits![0]!.verb = "get";
    },
    (hint) => {
      hint.processes[0]!.waits![0]!.object = 7;
    },
    (hint) => hint.sites.push(site(4, "holds", "Left")),
    (hint) => {
      for (const one of hint.sites) one.line = one.role === "holds" ? 2 : 3;
      for (const { waits } of hint.processes) for (const { site } of waits ?? []) site!.line = 3;
    },
  ];
  for (const [index, change] of changes.entries()) {
    const hint = crossed();
    change(hint);
    assert.equal(lockOrder(hint), undefined, String(index));
  }
});
