// Microseconds that an element of a shared array takes to be read and written.
import { isMainProcess, Process, SharedArray } from "@interleave/runtime";

const LENGTH = 100;
const WARM_UP = 1000;
const ROUNDS = 5000;

async function count(array: SharedArray<number>) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < ROUNDS; i++) {
    if (i === 0) began = process.hrtime.bigint();
    const at = (i + WARM_UP) % LENGTH;
    await array.set(at, (await array.at(at)) + 1);
  }
  const micros = Number(process.hrtime.bigint() - began) / 1e3 / ROUNDS;
  const sum = (await array.snapshot()).reduce((a, b) => a + b);
  if (sum !== WARM_UP + ROUNDS) throw new Error("wrong result");
  console.log(micros);
}

if (isMainProcess) {
  const child = new Process({ target: count, args: [new SharedArray<number>(LENGTH)] });
  child.start();
  await child.join();
}
