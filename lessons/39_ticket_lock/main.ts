// Eight buyers, three tickets. Looking is free; buying is read, think, write, and only one may do it at a time.
import { readFileSync, writeFileSync } from "node:fs";
import { isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

const ticketsLeft = (): number => JSON.parse(readFileSync("ticket", "utf8")).count;
const keepTickets = (count: number) => writeFileSync("ticket", `{"count": ${count}}`);

async function buyTicket(name: string) {
  const left = ticketsLeft();
  await sleep(2000);
  if (left >= 1) {
    console.log(`${name}买到票了`);
    await sleep(2000);
    keepTickets(left - 1);
  } else {
    console.log(`余票为0,${name}没买到票`);
  }
}

// One way to hold the lock …
async function buyWithAcquire(name: string, counter: Lock) {
  console.log(`${name}查询余票为${ticketsLeft()}`);
  console.log(`${name}在等待`);
  await counter.acquire();
  console.log(`${name}开始执行了`);
  await buyTicket(name);
  await counter.release();
}

// … and another, which gives it back even if the purchase fails.
async function buyWithUse(name: string, counter: Lock) {
  console.log(`${name}查询余票为${ticketsLeft()}`);
  console.log(`${name}在等待`);
  await counter.use(async () => {
    console.log(`${name}开始执行了`);
    await buyTicket(name);
  });
}

if (isMainProcess) {
  keepTickets(3);
  const counter = new Lock({ name: "counter" });
  for (const name of ["alex", "wusir", "baoyuan", "taibai"]) {
    new Process({ target: buyWithAcquire, args: [name, counter] }).start();
    new Process({ target: buyWithUse, args: [name, counter] }).start();
  }
}
