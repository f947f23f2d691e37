// Four ways for two processes to talk: a queue, a pipe, events, and a dict and a list in a manager.
import {
  type Connection,
  type DictProxy,
  Event,
  isMainProcess,
  type ListProxy,
  Manager,
  Process,
  pipe,
  Queue,
} from "@interleave/runtime";

type Numbers = Connection<number, number>;
type Dict = DictProxy<string, number>;
type List = ListProxy<string>;

async function getter(q: Queue<number>, p: Numbers, parent: Event, child: Event, dict: Dict, list: List) {
  for (let i = 0; i < 10; i++) console.log(await q.get());

  for (let i = 20; i < 30; i++) await p.send(i);
  await parent.set();
  await child.wait();

  for (let i = 20; i < 30; i++) console.log(`B process:${await p.recv()}`);

  await dict.set("1", 1);
  await list.append("2");
}

async function putter(q: Queue<number>, p: Numbers, parent: Event, child: Event, dict: Dict, list: List) {
  for (let i = 0; i < 10; i++) await q.put(i);

  for (let i = 40; i < 50; i++) await p.send(i);
  await child.set();
  await parent.wait();

  for (let i = 20; i < 30; i++) console.log(`A process:${await p.recv()}`);

  await dict.set("2", 2);
  await list.append("2");
}

if (isMainProcess) {
  await using manager = await Manager.start();
  const began = performance.now();

  const q = new Queue<number>(0, { name: "numbers" });
  const [parentEnd, childEnd] = pipe<number>();
  const parent = new Event({ name: "B has sent" });
  const child = new Event({ name: "A has sent" });
  const dict: Dict = manager.dict();
  const list: List = manager.list();

  const p1 = new Process({ target: getter, args: [q, childEnd, parent, child, dict, list] });
  const p2 = new Process({ target: putter, args: [q, parentEnd, parent, child, dict, list] });
  p1.start();
  p2.start();
  await p1.join();
  await p2.join();

  const seconds = Math.trunc((performance.now() - began) / 1000);
  console.log(`{${(await dict.entries()).map(([key, value]) => `'${key}': ${value}`).join(", ")}}`);
  console.log(`[${(await list.snapshot()).map((item) => `'${item}'`).join(", ")}]`);
  console.log(`Mutiple proccess cost : ${seconds}`);
}
