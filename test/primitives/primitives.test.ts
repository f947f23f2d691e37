import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EventMachine } from "../../src/primitives/event.ts";
import { Fifo } from "../../src/primitives/fifo.ts";
import { LockMachine } from "../../src/primitives/lock.ts";
import { PoolMachine, type PoolWorker } from "../../src/primitives/pool.ts";
import { QueueMachine } from "../../src/primitives/queue.ts";
import { numbers } from "../support/numbers.ts";

describe("fifo", () => {
  test("does what a plain array does, whatever the order of calls", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const next = numbers(seed);
      const fifo = new Fifo<number>();
      let model: number[] = [];
      let item = 0;
      for (let step = 0; step < 400; step++) {
        const act = next(10);
        if (act < 5) {
          fifo.push(++item);
          model.push(item);
        } else if (act < 8) assert.equal(fifo.shift(), model.shift());
        else if (act === 8 && model.length > 0) {
          const victim = model[next(model.length)]!;
          assert.equal(fifo.remove(victim), true);
          model = model.filter((other) => other !== victim);
        } else {
          const back = [++item, ++item, ++item].slice(0, next(4));
          fifo.unshift(back);
          model.unshift(...back);
        }
        assert.equal(fifo.size, model.length);
        assert.equal(fifo.first, model[0]);
        assert.deepEqual([...fifo], model);
      }
      assert.equal(fifo.remove(-1), false);
      assert.deepEqual(fifo.clear(), model);
      assert.equal(fifo.size, 0);
    }
  });

  test("stays small when much passes through", () => {
    const fifo = new Fifo<number>();
    for (let i = 0; i < 3000; i++) fifo.push(i);
    for (let i = 0; i < 3000; i++) assert.equal(fifo.shift(), i);
    assert.equal(fifo.shift(), undefined);
  });
});

describe("lock", () => {
  test("goes to those who wait in their order, and to nobody after the last", () => {
    const lock = new LockMachine<string>();
    assert.equal(lock.tryAcquire("a"), true);
    assert.equal(lock.tryAcquire("b"), false);
    for (const who of ["b", "c", "d"]) lock.enqueue(who);
    assert.equal(lock.cancel("c"), true);
    assert.equal(lock.cancel("a"), false);
    assert.deepEqual(lock.release(), { released: "a", granted: "b" });
    assert.deepEqual(lock.release(), { released: "b", granted: "d" });
    assert.deepEqual(lock.release(), { released: "d", granted: undefined });
    assert.deepEqual(lock.release(), { released: undefined, granted: undefined });
  });
});

describe("event", () => {
  test("lets through whoever waited, and those who come while it is up", () => {
    const event = new EventMachine<string>();
    assert.equal(event.tryWait(), false);
    event.enqueue("a");
    event.enqueue("b");
    event.cancel("a");
    assert.deepEqual(event.set(), ["b"]);
    event.clear();
    assert.equal(event.tryWait(), false);
    assert.deepEqual(event.set(), []);
    assert.equal(event.tryWait(), true);
  });
});

describe("queue", () => {
  test("bound: putters wait in line and are let in as room appears", () => {
    const queue = new QueueMachine<string, number>(1);
    assert.deepEqual(queue.tryPut(1), { accepted: true, granted: undefined });
    assert.equal(queue.tryPut(2).accepted, false);
    queue.enqueuePut("p", 2);
    queue.enqueuePut("q", 3);
    assert.equal(queue.full, true);
    assert.deepEqual(queue.tryGet(), { item: 1, admitted: [{ request: "p", item: 2, passed: undefined }] });
    assert.equal(queue.cancel("q"), true);
    assert.deepEqual(queue.tryGet(), { item: 2, admitted: [] });
    queue.enqueueGet("g");
    assert.deepEqual(queue.tryPut(4), { accepted: true, granted: "g" });
    assert.equal(queue.size, 0);
  });

  test("what was handed out in advance counts, and comes back before everything else", () => {
    const queue = new QueueMachine<string, number>(0);
    for (const n of [1, 2, 3, 4]) queue.tryPut(n);
    const lease = [queue.items.shift()!, queue.items.shift()!];
    queue.leased = 2;
    assert.equal(queue.size, 4);
    queue.frozen = true;
    assert.equal(queue.tryGet().item, undefined);
    queue.enqueueGet("g");
    assert.equal(queue.tryPut(5).granted, undefined);
    queue.leased = 0;
    assert.deepEqual(queue.putBack(lease), [{ request: "g", item: 1 }]);
    assert.deepEqual([...queue.items], [2, 3, 4, 5]);
  });

  test("unfinished items count up at put and down at done", () => {
    const queue = new QueueMachine<string, number>(0);
    assert.equal(queue.tryDrain(), true);
    queue.tryPut(1);
    queue.tryPut(2);
    queue.enqueueDrain("d");
    assert.deepEqual(queue.taskDone(), { valid: true, drained: [] });
    assert.deepEqual(queue.taskDone(), { valid: true, drained: ["d"] });
    assert.deepEqual(queue.taskDone(), { valid: false, drained: [] });
  });

  test("nothing is lost or doubled, whatever the order of calls", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = numbers(seed);
      const queue = new QueueMachine<string, number>(next(4));
      const got: number[] = [];
      const accepted = new Set<number>();
      let item = 0;
      let request = 0;
      const pass = (passed: string | undefined, n: number) => passed !== undefined && got.push(n);
      for (let step = 0; step < 300; step++) {
        if (next(2) === 0) {
          const n = ++item;
          const { accepted: yes, granted } = queue.tryPut(n);
          accepted.add(n);
          if (yes) pass(granted, n);
          else queue.enqueuePut(`p${++request}`, n);
        } else {
          const { item: n, admitted } = queue.tryGet();
          if (n === undefined) queue.enqueueGet(`g${++request}`);
          else got.push(n);
          for (const { item: let_in, passed } of admitted) pass(passed, let_in);
        }
        assert.ok(queue.size <= queue.bound);
        assert.ok(queue.getters.size === 0 || queue.items.size === 0);
      }
      const inside = [...queue.items, ...[...queue.putters].map((putter) => putter.item)];
      assert.deepEqual([...got, ...inside], [...accepted]);
    }
  });
});

describe("pool", () => {
  const worker = (): PoolWorker<number> => ({ tasks: [] });

  test("tasks go to the worker idle longest, in the order of submission", () => {
    const pool = new PoolMachine<number, PoolWorker<number>>();
    const [a, b] = [worker(), worker()];
    pool.join(a);
    pool.join(b);
    for (const n of [1, 2, 3]) pool.submit(n);
    assert.deepEqual(
      pool.dispatch(() => 1).map(({ worker: who, tasks }) => [who === a ? "a" : "b", ...tasks]),
      [
        ["a", 1],
        ["b", 2],
      ],
    );
    assert.equal(pool.ended(b, 2), true);
    assert.equal(pool.ended(b, 2), false);
    assert.deepEqual(
      pool.dispatch(() => 1).map(({ worker: who, tasks }) => [who === a ? "a" : "b", ...tasks]),
      [["b", 3]],
    );
    pool.closed = true;
    assert.equal(pool.done, false);
    pool.ended(a, 1);
    pool.ended(b, 3);
    assert.equal(pool.done, true);
  });

  test("no worker is handed more than its share in advance; what it has not begun comes back", () => {
    const pool = new PoolMachine<number, PoolWorker<number>>();
    const [a, b] = [worker(), worker()];
    pool.join(a);
    pool.join(b);
    for (let n = 0; n < 40; n++) pool.submit(n);
    const handed = pool.dispatch(() => 100);
    assert.deepEqual(
      handed.map(({ tasks }) => tasks.length),
      [10, 8],
    );
    pool.returned(a, a.tasks.slice(1));
    assert.deepEqual(a.tasks, [0]);
    assert.equal(pool.pending.first, 1);
    assert.equal(pool.lost(b), 10);
    assert.deepEqual([...pool.pending].slice(0, 3), [11, 12, 13]);
    assert.equal(pool.abandon().length, 39);
  });

  test("a worker with a limit is handed no more than that, and is none any more after it", () => {
    const pool = new PoolMachine<number, PoolWorker<number>>();
    const limited = { tasks: [], left: 3 };
    pool.join(limited);
    for (let n = 0; n < 10; n++) pool.submit(n);
    assert.deepEqual(pool.dispatch(() => 100)[0]!.tasks, [0, 1, 2]);
    pool.returned(limited, [1, 2]);
    assert.deepEqual(pool.topUp(limited, 100), [1, 2]);
    for (const task of [0, 1, 2]) {
      assert.equal(pool.spent(limited), false);
      pool.ended(limited, task);
    }
    assert.equal(pool.spent(limited), true);
    assert.deepEqual(
      pool.dispatch(() => 1),
      [],
    );
    assert.equal(pool.workers.size, 0);
    assert.equal(pool.pending.size, 7);
  });

  test("what nobody has been handed can be withdrawn", () => {
    const pool = new PoolMachine<number, PoolWorker<number>>();
    pool.join(worker());
    for (let n = 0; n < 5; n++) pool.submit(n);
    pool.dispatch(() => 1);
    assert.deepEqual(pool.withdraw(new Set([0, 2, 4, 9])), [2, 4]);
    assert.deepEqual([...pool.pending], [1, 3]);
  });
});
