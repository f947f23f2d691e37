// Microseconds that a shared number takes to be counted up under its lock.
import { isMainProcess, Process, Value } from "@interleave/runtime";

const WARM_UP = 1000;
const ROUNDS = 5000;

async function count(value: Value<number>) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await value.update((n) => n + 1);
  }
  const micros = Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS;
  if ((await value.get()) !== WARM_UP + ROUNDS) throw new Error("wrong result");
  console.log(micros);
}

if (isMainProcess) {
  const child = new Process({ target: count, args: [new Value(0)] });
  child.start();
  await child.join();
}
