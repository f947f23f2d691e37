/** Items that wait, in memory and on disk: all of them, in order, whatever is done in between. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Backlog } from "../../src/coordinator/backlog.ts";
import type { Item, SharedObject } from "../../src/coordinator/shared-object.ts";
import { Spill, type SpillOptions } from "../../src/coordinator/spill.ts";
import { numbers } from "../support/numbers.ts";

const OBJECTS = [undefined, { id: 1 }, { id: 2 }] as unknown as SharedObject[];

function setUp(options: Partial<SpillOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "backlog-"));
  const reports: string[] = [];
  const spill = new Spill({
    folder,
    objects: OBJECTS,
    report: (message) => reports.push(message),
    bound: 20_000,
    fileBytes: 3000,
    ...options,
  });
  const items = new Backlog(spill, "jobs");
  return { folder, reports, spill, items, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

let made = 0;
const item = (bytes: number): Item => {
  const id = ++made;
  return { id, payload: new Uint8Array(bytes).fill(id), refs: id % 3 === 0 ? [OBJECTS[1 + (id % 2)]!] : [] };
};

test("any order of putting, taking and putting back gives what a list gives", () => {
  for (let seed = 1; seed <= 40; seed++) {
    using s = setUp();
    const below = numbers(seed * 7919);
    const list: Item[] = [];
    let files = 0;
    for (let step = 0; step < 600; step++) {
      // First more is put than taken, then the other way round.
      const putting = below(10) < (step < 300 ? 7 : 3);
      if (putting) {
        const next = item(below(600));
        list.push(next);
        s.items.push(next);
      } else if (below(12) === 0) {
        const back = [s.items.shift(), s.items.shift()].filter((one) => one !== undefined);
        s.items.unshift(back);
      } else {
        assert.deepEqual(s.items.first, list[0], `seed ${seed}`);
        assert.deepEqual(s.items.shift(), list.shift(), `seed ${seed}`);
      }
      assert.equal(s.items.size, list.length, `seed ${seed}`);
      // One file's worth that was just read and one that is about to be written come on top of the bound.
      assert.ok(s.spill.held <= 20_000 + 2 * (3000 + 850), `seed ${seed}: ${s.spill.held}`);
      files = Math.max(files, readdirSync(s.folder).length);
    }
    while (list.length > 0) assert.deepEqual(s.items.shift(), list.shift(), `seed ${seed}`);
    assert.equal(s.items.shift(), undefined);
    assert.equal(s.spill.held, 0);
    assert.deepEqual(readdirSync(s.folder), []);
    assert.ok(files > 2, `seed ${seed}: ${files}`);
    assert.equal(s.reports.length, 1);
    assert.match(s.reports[0]!, /^jobs is fed faster than it is drained: .* waits on disk$/);
  }
});

test("a folder that takes nothing: everything stays in memory, and that is said once", () => {
  using s = setUp({ folder: join(tmpdir(), "no", "such", "folder") });
  const list = Array.from({ length: 400 }, () => item(300));
  for (const one of list) s.items.push(one);
  for (const one of list) assert.equal(s.items.shift(), one);
  assert.equal(s.items.size, 0);
  assert.equal(s.reports.length, 1);
  assert.match(s.reports[0]!, /they stay in memory, for a file could not be written: ENOENT/);
});

test("a file that is gone: its items are lost, the others are not, and that is said", () => {
  using s = setUp();
  const list = Array.from({ length: 400 }, () => item(300));
  for (const one of list) s.items.push(one);
  rmSync(join(s.folder, "items-2"));
  const got: number[] = [];
  for (let one = s.items.shift(); one; one = s.items.shift()) got.push(one.id);
  const lost = Number(/^(\d+) items of jobs are lost: /.exec(s.reports.at(-1)!)![1]);
  assert.ok(lost > 0 && got.length === 400 - lost);
  assert.deepEqual(
    got,
    got.toSorted((a, b) => a - b),
  );
  assert.equal(s.items.size, 0);
});
