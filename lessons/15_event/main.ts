// One process waits for an event as long as it takes, another for two seconds; it comes after three.
import { Event, isMainProcess, Process, sleep } from "@interleave/runtime";

const state = async (event: Event) => ((await event.isSet()) ? "True" : "False");

async function waitForEvent(event: Event) {
  console.log("无超时等待事件开始");
  await event.wait();
  console.log("阻塞事件状态:", await state(event));
}

async function waitForEventTimeout(event: Event, timeout: number) {
  console.log("设置超时等待事件开始");
  await event.wait({ timeout });
  console.log("非阻塞事件状态:", await state(event));
}

if (isMainProcess) {
  const event = new Event({ name: "go" });

  new Process({ name: "block_task", target: waitForEvent, args: [event] }).start();
  new Process({ name: "non_block_task", target: waitForEventTimeout, args: [event, 2000] }).start();

  console.log("等待3秒,让所有进程都正常开启");
  await sleep(3000);
  await event.set();
  console.log("设置事件状态为set()=True");
}
