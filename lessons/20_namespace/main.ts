// A namespace: one sets an attribute, the other reads it, too early at first and then once it is told.
import { Event, isMainProcess, Manager, type NamespaceProxy, Process, sleep } from "@interleave/runtime";

type Shared = NamespaceProxy<{ value: string }>;

async function producer(namespace: Shared, event: Event) {
  await namespace.set("value", "命名空间设置的值:1234");
  await event.set();
}

async function consumer(namespace: Shared, event: Event) {
  try {
    console.log(`进程事件前的值: ${await namespace.get("value")}`);
  } catch (error) {
    console.log(`进程事件前错误: ${(error as Error).message}`);
  }
  await event.wait();
  console.log(`进程事件后的值: ${await namespace.get("value")}`);
}

if (isMainProcess) {
  await using manager = await Manager.start();
  const namespace: Shared = manager.namespace();
  const event = new Event({ name: "value is set" });

  const p = new Process({ target: producer, args: [namespace, event] });
  const c = new Process({ target: consumer, args: [namespace, event] });
  c.start();
  await sleep(1000);
  p.start();

  await c.join();
  await p.join();
}
