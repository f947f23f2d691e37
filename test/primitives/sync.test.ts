/** RLock, semaphore, condition and barrier as machines: what holds after whatever order of calls. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BarrierMachine } from "../../src/primitives/barrier.ts";
import { ConditionMachine } from "../../src/primitives/condition.ts";
import { RLockMachine } from "../../src/primitives/rlock.ts";
import { SemaphoreMachine } from "../../src/primitives/semaphore.ts";
import { numbers } from "../support/numbers.ts";

interface Request {
  owner: string;
  levels: number;
}

describe("rlock", () => {
  const ask = (owner: string, levels = 1): Request => ({ owner, levels });
  const make = () => new RLockMachine<Request, string>((request) => request.owner);

  test("its owner may take it again; it is free after as many releases", () => {
    const lock = make();
    const [first, again, other] = [ask("a"), ask("a"), ask("b")];
    assert.equal(lock.tryAcquire(first), true);
    assert.equal(lock.tryAcquire(again), true);
    assert.equal(lock.tryAcquire(other), false);
    lock.enqueue(other);
    assert.deepEqual(lock.release(), { released: undefined, granted: [] });
    assert.equal(lock.owner, "a");
    assert.deepEqual(lock.release(), { released: first, granted: [other] });
    assert.equal(lock.owner, "b");
    assert.deepEqual(lock.release(), { released: other, granted: [] });
    assert.equal(lock.owner, undefined);
  });

  test("several levels are given back and taken at once", () => {
    const lock = make();
    const [b, a] = [ask("b"), ask("a", 3)];
    lock.tryAcquire(ask("a"), 3);
    lock.enqueue(b);
    assert.deepEqual(lock.release(3).granted, [b]);
    lock.enqueue(a, 3);
    assert.deepEqual(lock.release().granted, [a]);
    assert.equal(lock.levels, 3);
  });

  test("one owner at a time, levels add up, nobody in line is forgotten or overtaken", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = numbers(seed);
      const lock = make();
      const waiting: Request[] = [];
      let levels = 0;
      const granted = (request: Request) => {
        assert.equal(lock.owner, request.owner);
        levels += request.levels;
      };
      for (let step = 0; step < 200; step++) {
        const act = next(5);
        if (act < 2) {
          const request = ask("abc"[next(3)]!, 1 + next(3));
          if (lock.tryAcquire(request, request.levels)) granted(request);
          else {
            lock.enqueue(request, request.levels);
            waiting.push(request);
          }
        } else if (act === 2 && waiting.length > 0) {
          const [victim] = waiting.splice(next(waiting.length), 1);
          assert.equal(lock.cancel(victim!), true);
          assert.equal(lock.cancel(victim!), false);
        } else if (levels > 0) {
          const some = 1 + next(levels);
          levels -= some;
          const result = lock.release(some);
          assert.equal(result.released !== undefined, levels === 0);
          const first = waiting[0];
          const expected = levels === 0 && first ? waiting.filter(({ owner }) => owner === first.owner) : [];
          assert.deepEqual(result.granted, expected);
          for (const request of result.granted) {
            granted(request);
            waiting.splice(waiting.indexOf(request), 1);
          }
        }
        assert.equal(lock.levels, levels);
        assert.equal(lock.holder === undefined, levels === 0);
        assert.deepEqual([...lock.line], waiting);
        assert.ok(levels > 0 || waiting.length === 0);
      }
    }
  });
});

describe("semaphore", () => {
  test("a bounded one refuses what is too much and stays as it was", () => {
    const semaphore = new SemaphoreMachine<string>(1, 1);
    assert.deepEqual(semaphore.release(), { valid: false, granted: undefined });
    assert.equal(semaphore.value, 1);
    assert.equal(semaphore.tryAcquire(), true);
    assert.deepEqual(semaphore.release(), { valid: true, granted: undefined });
  });

  test("permits are neither lost nor doubled, and go out in the order of asking", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = numbers(seed);
      const initial = next(4);
      const bound = next(2) === 0 ? initial : Number.POSITIVE_INFINITY;
      const semaphore = new SemaphoreMachine<number>(initial, bound);
      const waiting: number[] = [];
      let [granted, released, request] = [0, 0, 0];
      for (let step = 0; step < 200; step++) {
        const act = next(5);
        if (act < 2) {
          if (semaphore.tryAcquire()) granted++;
          else {
            semaphore.enqueue(++request);
            waiting.push(request);
          }
        } else if (act === 2 && waiting.length > 0) {
          const [victim] = waiting.splice(next(waiting.length), 1);
          assert.equal(semaphore.cancel(victim!), true);
        } else {
          const room = semaphore.value < bound;
          const result = semaphore.release();
          assert.equal(result.valid, room);
          if (!room) continue;
          released++;
          assert.equal(result.granted, waiting.shift());
          if (result.granted !== undefined) granted++;
        }
        assert.equal(semaphore.value, initial + released - granted);
        assert.ok(semaphore.value >= 0 && semaphore.value <= bound);
        assert.ok(semaphore.value === 0 || waiting.length === 0);
      }
    }
  });
});

describe("condition", () => {
  test("wakes in the order of waiting, no more than there are, and remembers nothing", () => {
    const condition = new ConditionMachine<string>();
    assert.deepEqual(condition.notify(), []);
    for (const who of ["a", "b", "c", "d", "e"]) condition.enqueue(who);
    assert.equal(condition.cancel("b"), true);
    assert.deepEqual(condition.notify(1), ["a"]);
    assert.deepEqual(condition.notify(2), ["c", "d"]);
    assert.deepEqual(condition.notify(9), ["e"]);
    assert.deepEqual(condition.notify(), []);
    condition.enqueue("f");
    assert.equal(condition.line.size, 1);
  });
});

describe("barrier", () => {
  test("the last one lets all pass, and it begins anew", () => {
    const barrier = new BarrierMachine<string>(3);
    for (let meeting = 0; meeting < 2; meeting++) {
      assert.deepEqual(barrier.arrive("a", false), { what: "waits" });
      assert.deepEqual(barrier.arrive("b", false), { what: "waits" });
      assert.equal(barrier.waiting, 2);
      assert.deepEqual(barrier.arrive("c", false), { what: "passes", with: ["a", "b"] });
      assert.equal(barrier.waiting, 0);
    }
    assert.deepEqual(new BarrierMachine<string>(1).arrive("a", false), { what: "passes", with: [] });
  });

  test("nobody passes while the last one acts; who comes meanwhile is of the next meeting", () => {
    const barrier = new BarrierMachine<string>(2);
    barrier.arrive("a", true);
    assert.deepEqual(barrier.arrive("b", true), { what: "acts" });
    assert.equal(barrier.waiting, 2);
    assert.deepEqual(barrier.arrive("c", true), { what: "waits" });
    assert.equal(barrier.acted("a"), undefined);
    assert.deepEqual(barrier.acted("b"), { pass: ["a"], arriving: ["c"] });
    assert.equal(barrier.acted("b"), undefined);
    assert.deepEqual(barrier.arrive("c", true), { what: "waits" });
    assert.equal(barrier.waiting, 1);
  });

  test("broken until reset; an actor of before counts for nothing", () => {
    const barrier = new BarrierMachine<string>(2);
    barrier.arrive("a", true);
    barrier.arrive("b", true);
    barrier.arrive("c", true);
    assert.deepEqual(barrier.break(), ["a", "c"]);
    assert.deepEqual(barrier.arrive("d", true), { what: "broken" });
    assert.equal(barrier.acted("b"), undefined);
    assert.deepEqual(barrier.reset(), []);
    assert.deepEqual(barrier.arrive("d", true), { what: "waits" });
    assert.equal(barrier.acted("b"), undefined);
    assert.deepEqual(barrier.reset(), ["d"]);
    assert.equal(barrier.broken, false);
  });

  test("always exactly as many pass as are wanted, whatever the order of calls", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = numbers(seed);
      const parties = 1 + next(4);
      const barrier = new BarrierMachine<number>(parties);
      const here = new Set<number>();
      let request = 0;
      let actor: number | undefined;
      const leave = (all: number[]) => {
        for (const one of all) assert.equal(here.delete(one), true);
      };
      const arrive = (one: number) => {
        here.add(one);
        const arrival = barrier.arrive(one, next(2) === 0);
        if (arrival.what === "broken") leave([one]);
        else if (arrival.what === "acts") actor = one;
        else if (arrival.what === "passes") {
          assert.equal(arrival.with.length + 1, parties);
          leave([...arrival.with, one]);
        }
      };
      for (let step = 0; step < 200; step++) {
        const act = next(12);
        if (act < 7) arrive(++request);
        else if (act < 10 && actor !== undefined) {
          const met = barrier.acted(actor)!;
          assert.ok(met.pass.length + 1 <= parties);
          leave([...met.pass, actor, ...met.arriving]);
          actor = undefined;
          for (const one of met.arriving) arrive(one);
        } else if (act === 10) {
          const one = [...here][next(here.size || 1)];
          if (one !== undefined && one !== actor && barrier.cancel(one)) leave([one]);
        } else if (act === 11) {
          leave(next(2) === 0 ? barrier.break() : barrier.reset());
          if (actor !== undefined) leave([actor]);
          actor = undefined;
        }
        assert.equal(barrier.waiting + barrier.next.size, here.size);
        assert.ok(barrier.line.size < parties);
        assert.ok(!barrier.broken || here.size === 0);
      }
    }
  });
});
