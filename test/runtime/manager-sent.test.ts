/** Proxies and handles that travel: through everything, and into containers, to any depth. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { managed } from "../support/manager.ts";

describe("what is sent", { concurrency: 2 }, () => {
  test("proxies as arguments, through queues, pipes, values, tasks and other managers are the same ones", async () => {
    const lines = await managed(`
      type D = DictProxy<string, number>;
      const add = async (d: D, key: string) => { await d.set(key, (await d.size()) + 1); return d; };
      async function child(first: D, q: Queue<D>, c: ReturnType<typeof pipe<D>>[0], v: Value<D>, other: DictProxy<string, D>) {
        await add(first, "argument");
        await add(await q.get(), "queue");
        await add((await c.recv()) as never, "pipe");
        await add(await v.get(), "value");
        await add((await other.get("d"))!, "manager");
        console.log((await v.get()) === first, (await other.get("d")) === first);
      }
      if (isMainProcess) {
        await using m = await Manager.start();
        await using n = await Manager.start();
        const d: D = m.dict();
        const q = new Queue<D>();
        const [a, b] = pipe<D>();
        const other = n.dict<string, D>({ d });
        const p = new Process({ target: child, args: [d, q, b as never, new Value(d), other] });
        p.start();
        await q.put(d); await a.send(d);
        await p.join();
        await using pool = new Pool({ processes: 1 });
        console.log((await pool.apply(add, [d, "task"])) === d, (await other.get("d")) === d, text(await d.keys()));
      }
    `);
    assert.deepEqual(lines, ["true true", 'true true ["argument","queue","pipe","value","manager","task"]']);
  });

  test("containers in containers: changed from anywhere, kept by what they are in", async () => {
    const lines = await managed(`
      type Inner = ListProxy<number>;
      async function child(outer: DictProxy<string, DictProxy<string, Inner>>) {
        const middle = (await outer.get("middle"))!;
        await (await middle.get("inner"))!.append(2);
        await middle.set("again", (await middle.get("inner"))!);
      }
      if (isMainProcess) {
        await using m = await Manager.start();
        const outer = m.dict<string, DictProxy<string, Inner>>({ middle: m.dict({ inner: m.list([1]) }) });
        const p = new Process({ target: child, args: [outer] });
        p.start(); await p.join();
        const middle = (await outer.get("middle"))!;
        console.log(text(await (await middle.get("again"))!.snapshot()), (await middle.get("again")) === (await middle.get("inner")));
        const self = m.list<unknown>();
        await self.push(self, [self, { self }]);
        const [first, second] = (await self.snapshot()) as [unknown, [unknown, { self: unknown }]];
        console.log(first === self, second[0] === self, second[1].self === self, await self.count(self), await self.indexOf([self, { self }]));
        await self.remove(self);
        console.log(await self.length());
        const plain = m.dict<string, number[]>({ list: [1] });
        (await plain.get("list"))!.push(2);
        console.log(text(await plain.get("list")));
      }
    `);
    assert.deepEqual(lines, ["[1,2] true", "true true true 1 1", "1", "[1]"]);
  });

  test("locks, queues, events and ends of pipes in a dict are taken out by whoever has it", async () => {
    const lines = await managed(`
      async function child(d: DictProxy<string, any>) {
        await (await d.get("lock")).use(async () => {});
        await (await d.get("queue")).put("from the child");
        const end = await d.get("end");
        await end.send("through the pipe");
        end.close();
        await d.set("mine", new Event({ name: "mine" }));
        await (await d.get("ready")).set();
        await (await d.get("mine")).wait();
      }
      if (isMainProcess) {
        await using m = await Manager.start();
        const [reader, writer] = pipe<string>({ duplex: false });
        const [lock, queue, ready] = [new Lock(), m.queue<string>(), m.event()];
        const d = m.dict<string, any>({ lock, queue, ready });
        await d.set("end", writer);
        writer.close();
        const p = new Process({ target: child, args: [d] });
        p.start();
        console.log(await queue.get(), await reader.recv());
        await ready.wait();
        await (await d.get("mine")).set();
        await p.join();
        console.log((await d.get("lock")) === lock, (await d.get("mine")).name, await lock.locked());
      }
    `);
    assert.deepEqual(lines, ["from the child through the pipe", "true mine false"]);
  });

  test("an end of a pipe in a container is open until the manager ends, and no longer", async () => {
    const lines = await managed(`
      if (isMainProcess) {
        const m = await Manager.start();
        const [reader, writer] = pipe<string>({ duplex: false });
        const d = m.dict<string, unknown>();
        await d.set("end", writer);
        writer.close();
        console.log(await reader.poll(50));
        await m.shutdown();
        console.log(await why(() => reader.recv()));
      }
    `);
    assert.match(
      lines.join(),
      /^false,EndOfFileError \| ERR_INTERLEAVE_END_OF_FILE \| nothing more will come/,
    );
  });

  test("a handle that was put in a moment ago is known to whoever takes it out, however quick it is", async () => {
    const lines = await managed(`
      async function take(l: ListProxy<Event>, ready: Event) {
        await ready.set();
        for (let n = 0; n < 100; ) {
          if ((await l.length()) === 0) continue;
          await (await l.pop(0)).set();
          n++;
        }
      }
      if (isMainProcess) {
        await using m = await Manager.start();
        const [l, ready] = [m.list<Event>(), new Event()];
        const p = new Process({ target: take, args: [l, ready] });
        p.start();
        await ready.wait();
        for (let n = 0; n < 100; n++) { const event = new Event(); await l.append(event); await event.wait(); }
        await p.join();
        console.log("all");
      }
    `);
    assert.deepEqual(lines, ["all"]);
  });

  test("what a manager makes is what the classes make", async () => {
    const lines = await managed(
      `
      function use(_m: unknown) {}
      if (isMainProcess) {
        await using m = await Manager.start();
        const all = [m.queue<number>(2, { name: "q" }), m.joinableQueue(), m.lock({ name: "l" }), m.rLock(), m.semaphore(2), m.boundedSemaphore(), m.condition(), m.event(), m.barrier(2, { timeout: 1 }), m.value(4), m.array([1, 2])];
        console.log(all.map((one) => one.constructor.name + " " + one.name).join(", "));
        const q = m.queue<number>(1);
        await q.put(1);
        const s = m.semaphore(2);
        await s.acquire();
        const c = m.condition(m.lock());
        console.log(await why(() => q.putNoWait(2)), await s.value(), await c.use(() => c.wait({ timeout: 1 })), await m.value(4).update((n) => n * 2), text(await m.array(3).snapshot()));
        console.log(await why(() => m.semaphore(-1)), "|", await why(() => m.lock().release()));
        console.log(await why(() => m.barrier(2, { timeout: 1 }).wait()), "|", await why(() => new Process({ target: use, args: [{ m }] }).start()));
      }
    `,
      ["release-not-owner", "barrier-broken"],
    );
    assert.deepEqual(lines, [
      "Queue q, JoinableQueue JoinableQueue-1, Lock l, RLock RLock-1, Semaphore Semaphore-1, BoundedSemaphore BoundedSemaphore-1, Condition Condition-1, Event Event-1, Barrier Barrier-1, Value Value-1, SharedArray SharedArray-1",
      "QueueFullError | ERR_INTERLEAVE_QUEUE_FULL | Queue-1 is full 1 false 8 [0,0,0]",
      "ValueError | ERR_INTERLEAVE_VALUE | semaphore initial value must be >= 0 | ValueError | ERR_INTERLEAVE_VALUE | semaphore or lock released too many times",
      "BrokenBarrierError | ERR_INTERLEAVE_BROKEN_BARRIER | Barrier-2 is broken: MainProcess ran into its limit | TransferError | ERR_INTERLEAVE_TRANSFER | args[0].m cannot be sent to another process: it is a Manager: send what it has made, such as a dict or a lock.",
    ]);
  });
});
