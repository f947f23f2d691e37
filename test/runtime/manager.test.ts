/** Dicts, lists and namespaces in a manager, used by real processes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { managed } from "../support/manager.ts";

const VALUE = "ValueError | ERR_INTERLEAVE_VALUE |";
const ATTRIBUTE = "AttributeError | ERR_INTERLEAVE_ATTRIBUTE |";

describe("Manager", { concurrency: 2 }, () => {
  test("a dict: every method, its order, its words for mistakes", async () => {
    const lines = await managed(`
      if (isMainProcess) {
        await using m = await Manager.start();
        const d = m.dict<string, number>({ a: 1, b: 2 });
        console.log(await d.get("a"), await d.get("x"), await d.get("x", 7), await d.has("a"), await d.has("x"), await d.size());
        await d.set("c", 3); await d.set("a", 9);
        console.log(text(await d.keys()), text(await d.values()), text(await d.entries()), (await d.snapshot()) instanceof Map);
        console.log(await d.delete("b"), await d.delete("b"), await d.setDefault("a", 0), await d.setDefault("z", 5));
        await d.update({ q: 1, a: 2 }); await d.update(new Map([["r", 8]])); await d.update([["s", 6]]);
        console.log(text([...(await d.snapshot())]));
        console.log(await d.pop("a"), "|", await why(() => d.pop("a")), "|", await why(() => d.pop("b".repeat(3))));
        await d.clear();
        console.log(await d.size(), text(await d.keys()), text(await d.entries()));
        console.log(await why(() => d.set("f", (() => 1) as never)), "|", await why(() => d.set(Symbol("k") as never, 1)));
        console.log(await d.size(), text([...(await m.dict().snapshot())]), text(await m.dict(new Map([[1, 2]])).entries()));
      }
    `);
    assert.deepEqual(lines, [
      "1 undefined 7 true false 2",
      '["a","b","c"] [9,2,3] [["a",9],["b",2],["c",3]] true',
      "true false 9 5",
      '[["a",2],["c",3],["z",5],["q",1],["r",8],["s",6]]',
      `2 | ${VALUE} no key "a" in the dict | ${VALUE} no key "bbb" in the dict`,
      "0 [] []",
      "TransferError | ERR_INTERLEAVE_TRANSFER | the value cannot be sent to another process: it is a function that is not at the top level of a module, so another process cannot find it. | TransferError | ERR_INTERLEAVE_TRANSFER | the key cannot be sent to another process: it is a symbol.",
      "0 [] [[1,2]]",
    ]);
  });

  test("keys of a dict: words and numbers as in a Map, everything else by its parts", async () => {
    const lines = await managed(`
      class Point { constructor(x: number, y: number) { this.x = x; this.y = y; } x: number; y: number }
      async function add(d: DictProxy<unknown, string>) { await d.set(new Point(1, 2), "point of the child"); await d.set([1, "a"], "list of the child"); }
      if (isMainProcess) {
        await using m = await Manager.start();
        const d = m.dict<unknown, string>();
        const keys = [0, -0, NaN, NaN, "0", 0n, true, null, undefined, [1, "a"], [1, "a"], { a: 1, b: 2 }, { b: 2, a: 1 }, { a: 1 }, new Point(1, 2), new Point(1, 3), new Map([[1, { a: 1 }], [2, { b: 1 }]]), new Map([[2, { b: 1 }], [1, { a: 1 }]]), new Set([1, 2]), new Date(5), new Date(5), Buffer.from("x"), d, d];
        for (const [i, key] of keys.entries()) await d.set(key, String(i));
        console.log(await d.size(), (await d.values()).join());
        const p = new Process({ target: add, args: [d] });
        p.start(); await p.join();
        console.log(await d.size(), await d.get(new Point(1, 2)), "|", await d.get([1, "a"]), "|", await d.get([1, "b"]));
        const back = (await d.keys()).find((key) => key instanceof Point) as Point;
        console.log(back.x, back.y, (await d.keys()).includes(d));
      }
    `);
    assert.deepEqual(lines, [
      "17 1,3,4,5,6,7,8,10,12,13,14,15,17,18,20,21,23",
      "17 point of the child | list of the child | undefined",
      "1 2 true",
    ]);
  });

  test("a list: every method, negative positions, Python's words", async () => {
    const lines = await managed(`
      if (isMainProcess) {
        await using m = await Manager.start();
        const l = m.list([3, 1]);
        await l.push(4, 5); await l.append(9); await l.extend(new Set([2, 6]));
        console.log(text(await l.snapshot()), await l.length(), await l.at(0), await l.at(-1));
        await l.set(0, 30); await l.set(-1, 60); await l.insert(1, 11); await l.insert(-1, 12); await l.insert(99, 13); await l.insert(-99, 14);
        console.log(text(await l.snapshot()));
        console.log(await l.pop(), await l.pop(0), await l.pop(-2), await l.indexOf(11), await l.indexOf(77), await l.count(11));
        await l.remove(11); await l.reverse();
        console.log(text(await l.snapshot()));
        await l.sort();
        console.log(text(await l.snapshot()));
        for (const act of [() => l.at(99), () => l.set(-99, 1), () => l.pop(99), () => l.remove(77), () => l.at(0.5)]) console.log(await why(act));
        await l.clear();
        console.log(await why(() => l.pop()), await l.length());
        const mixed = m.list<unknown>([[2, "b"], [2, "a"], [1]]);
        await mixed.sort();
        console.log(text(await mixed.snapshot()), await mixed.count([2, "a"]), await mixed.indexOf([2, "b"]));
        await mixed.append("x");
        console.log(await why(() => mixed.sort()), text(await mixed.snapshot()));
        const words = m.list(["b", "\\u{1f600}", "\\uff5e", "B", "ä"]);
        await words.sort();
        console.log(text(await words.snapshot()), text(await m.list().snapshot()));
      }
    `);
    assert.deepEqual(lines, [
      "[3,1,4,5,9,2,6] 7 3 6",
      "[14,30,11,1,4,5,9,2,12,60,13]",
      "13 14 12 1 -1 1",
      "[60,2,9,5,4,1,30]",
      "[1,2,4,5,9,30,60]",
      `${VALUE} list index out of range`,
      `${VALUE} list assignment index out of range`,
      `${VALUE} pop index out of range`,
      `${VALUE} list.remove(x): x not in list`,
      `${VALUE} list indices must be whole numbers, not 0.5`,
      `${VALUE} pop from empty list 0`,
      '[[1],[2,"a"],[2,"b"]] 1 2',
      `${VALUE} '<' not supported between instances of 'string' and 'Array' [[1],[2,"a"],[2,"b"],"x"]`,
      '["B","b","ä","～","😀"] []',
    ]);
  });

  test("a namespace: attributes, copies, what is missing", async () => {
    const lines = await managed(`
      type N = NamespaceProxy<{ list: number[]; n: number; __proto__: string }>;
      async function change(n: N) { (await n.get("list")).push(1); await n.set("n", 2); }
      if (isMainProcess) {
        await using m = await Manager.start();
        const n: N = m.namespace({ list: [0] });
        console.log(await why(() => n.get("n")), "|", await why(() => n.delete("n")));
        const p = new Process({ target: change, args: [n] });
        p.start(); await p.join();
        await n.set("__proto__", "data");
        const all = await n.snapshot();
        console.log(text(await n.get("list")), await n.get("n"), Object.keys(all).join(), Object.getPrototypeOf(all) === Object.prototype);
        await n.delete("n");
        console.log(await why(() => n.get("n")), "|", await why(() => n.set(Symbol("s") as never, 1 as never)));
      }
    `);
    assert.deepEqual(lines, [
      `${ATTRIBUTE} 'Namespace' object has no attribute 'n' | ${ATTRIBUTE} 'Namespace' object has no attribute 'n'`,
      "[0] 2 list,n,__proto__ true",
      `${ATTRIBUTE} 'Namespace' object has no attribute 'n' | ${VALUE} the name of an attribute must be a string`,
    ]);
  });

  test("its process is a child, counted and listed; names; what proxies print", async () => {
    const lines = await managed(`
      import { activeChildren } from "@interleave/runtime";
      if (isMainProcess) {
        const m = await Manager.start();
        const other = await Manager.start({ name: "the other" });
        console.log(activeChildren().map((p) => [p.name, p.daemon, p.isAlive(), p.pid !== process.pid].join()).join(" "), new Process().name);
        const d = m.dict();
        console.log(d, \`\${d} \${m.list()} \${other.namespace()}\`, d.name, [d]);
        await other.shutdown();
        console.log(activeChildren().map((p) => p.name).join());
        await m.shutdown(); await m.shutdown();
        console.log(activeChildren().length);
      }
    `);
    assert.deepEqual(lines, [
      "SyncManager-1,false,true,true the other,false,true,true Process-3",
      "<Dict 'Dict-1' in SyncManager-1> <Dict 'Dict-1' in SyncManager-1> <List 'List-1' in SyncManager-1> <Namespace 'Namespace-1' in the other> Dict-1 [ <Dict 'Dict-1' in SyncManager-1> ]",
      "SyncManager-1",
      "0",
    ]);
  });

  test("calls of one process are carried out in its order, those of many one at a time", async () => {
    const lines = await managed(`
      async function work(d: DictProxy<string, number>, l: ListProxy<string>, lock: Lock, k: number) {
        const mine: Promise<unknown>[] = [];
        for (let i = 0; i < 200; i++) mine.push(l.append(k + "." + i), d.setDefault("k" + i, i));
        await Promise.all(mine);
        for (let i = 0; i < 50; i++) await lock.use(async () => d.set("n", (await d.get("n", 0)) + 1));
      }
      if (isMainProcess) {
        await using m = await Manager.start();
        const [d, l, lock] = [m.dict<string, number>(), m.list<string>(), m.lock()];
        const all = [1, 2, 3].map((k) => new Process({ target: work, args: [d, l, lock, k] }));
        for (const p of all) p.start();
        for (const p of all) await p.join();
        const items = await l.snapshot();
        const inOrder = [1, 2, 3].every((k) => items.filter((item) => item.startsWith(k + ".")).every((item, i) => item === k + "." + i));
        console.log(await d.get("n"), await d.size(), items.length, inOrder);
      }
    `);
    assert.deepEqual(lines, ["150 201 600 true"]);
  });

  test("values: copies in and out, classes, errors, large ones, and classes that the manager does not know", async () => {
    const lines = await managed(`
      class Point { x = 1; get double() { return this.x * 2; } }
      async function change(d: DictProxy<string, any>) {
        const p = await d.get("point");
        console.log(p instanceof Point, p.double);
        p.x = 5;
        await d.set("mine", p);
      }
      if (isMainProcess) {
        await using m = await Manager.start();
        const point = new Point();
        const d = m.dict<string, any>({ point });
        point.x = 9;
        const p = new Process({ target: change, args: [d] });
        p.start(); await p.join();
        console.log((await d.get("point")).x, (await d.get("mine")).double);
        await d.set("error", new RangeError("far"));
        const error = await d.get("error");
        console.log(error instanceof RangeError, error.message);
        const large = new Uint8Array(3_000_000).fill(7);
        await d.set("large", large);
        const back = await d.get("large");
        console.log(back.length, back[2_999_999], text(await d.keys()));
        const cycle: any = { n: 1 }; cycle.self = cycle;
        await d.set("cycle", cycle);
        const c = await d.get("cycle");
        console.log(c.self === c, await m.list([cycle]).count(cycle), await m.list<any>([cycle]).count({ n: 1, self: { n: 1 } }));
      }
    `);
    assert.deepEqual(lines, [
      "true 2",
      "1 10",
      "true far",
      '3000000 7 ["point","mine","error","large"]',
      "true 1 0",
    ]);
  });
});
