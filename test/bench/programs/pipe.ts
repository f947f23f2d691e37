// A pipe between two processes: microseconds of one exchange (`exchange`), or messages a second in one direction.
import { type Connection, isMainProcess, Process, pipe } from "@interleave/runtime";

const WARM_UP = 1000;
const EXCHANGES = 4000;
const MESSAGES = 10_000;

async function reply(end: Connection<number, number>) {
  for (let i = -WARM_UP; i < EXCHANGES; i++) await end.send(await end.recv());
}

async function receive(end: Connection<never, number>) {
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < MESSAGES; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await end.recv();
  }
  console.log(MESSAGES / (Number(process.hrtime.bigint() - began) / 1e9));
}

if (isMainProcess && process.argv[2] === "exchange") {
  const [here, there] = pipe<number>();
  const child = new Process({ target: reply, args: [there] });
  child.start();
  let began = process.hrtime.bigint();
  for (let i = -WARM_UP; i < EXCHANGES; i++) {
    if (i === 0) began = process.hrtime.bigint();
    await here.send(i);
    await here.recv();
  }
  console.log(Number(process.hrtime.bigint() - began) / 1e3 / EXCHANGES);
  await child.join();
} else if (isMainProcess) {
  const [reader, writer] = pipe<number>({ duplex: false });
  const child = new Process({ target: receive, args: [reader] });
  child.start();
  for (let i = -WARM_UP; i < MESSAGES; i++) await writer.send(i);
  await child.join();
}
