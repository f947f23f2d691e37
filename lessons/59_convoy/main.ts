// Six processes with little to do under the lock, and a sleep they take along into it: soon all stand in line.
import { currentProcess, isMainProcess, Lock, Process, sleep, span } from "@interleave/runtime";

async function work(log: Lock) {
  for (let i = 0; i < 5; i++) {
    await span("private work", () => sleep(20));
    await log.use(async () => {
      await sleep(40); // try: move this out of the lock
    });
  }
  console.log(`${currentProcess().name} is done`);
}

if (isMainProcess) {
  const log = new Lock({ name: "log" });
  const writers = [1, 2, 3, 4, 5, 6].map(
    (n) => new Process({ target: work, args: [log], name: `writer-${n}` }),
  );
  for (const writer of writers) writer.start();
  for (const writer of writers) await writer.join();
}
