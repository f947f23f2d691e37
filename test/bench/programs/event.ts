// Microseconds of one exchange: one process sets an event that another waits for, and that sets another in answer.
import { Event, isMainProcess, Process } from "@interleave/runtime";

const WARM_UP = 500;
const ROUNDS = 4000;

async function ask(question: Event, answer: Event) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await question.set();
    await answer.wait();
    await answer.clear();
  }
  console.log(Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS);
}

async function reply(question: Event, answer: Event) {
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    await question.wait();
    await question.clear();
    await answer.set();
  }
}

if (isMainProcess) {
  const args: [Event, Event] = [new Event(), new Event()];
  const processes = [ask, reply].map((target) => new Process({ target, args }));
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
