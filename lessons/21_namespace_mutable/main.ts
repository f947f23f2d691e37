// The trap of namespaces: what get() answers is a copy. Changing the copy changes nothing until it is set again.
import { Event, isMainProcess, Manager, type NamespaceProxy, Process } from "@interleave/runtime";

type Shared = NamespaceProxy<{ my_list: string[] }>;

const show = (list: string[]) => `[${list.map((item) => `'${item}'`).join(", ")}]`;

async function producer(namespace: Shared, event: Event) {
  const copy = await namespace.get("my_list");
  copy.push("命名空间设置的值:1234"); // and no `await namespace.set("my_list", copy)`
  await event.set();
}

async function consumer(namespace: Shared, event: Event) {
  console.log(`进程事件前的值: ${show(await namespace.get("my_list"))}`);
  await event.wait();
  console.log(`进程事件后的值: ${show(await namespace.get("my_list"))}`);
}

if (isMainProcess) {
  await using manager = await Manager.start();
  const namespace: Shared = manager.namespace();
  await namespace.set("my_list", []);
  const event = new Event({ name: "list is changed" });

  const p = new Process({ target: producer, args: [namespace, event] });
  const c = new Process({ target: consumer, args: [namespace, event] });
  c.start();
  p.start();

  await c.join();
  await p.join();
}
