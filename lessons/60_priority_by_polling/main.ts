// Asking often is no priority: while somebody stands in line the lock is handed over and never found free.
import { Barrier, currentProcess, isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

async function standInLine(opening: Barrier, desk: Lock) {
  await opening.wait();
  for (let i = 0; i < 5; i++) await desk.use(() => sleep(60));
  console.log(`${currentProcess().name} was served 5 times`);
}

async function poll(opening: Barrier, desk: Lock) {
  await opening.wait();
  await sleep(100);
  let asked = 0;
  while (!(await desk.acquire({ blocking: false }))) {
    asked++;
    await sleep(1); // try: stand in line instead
  }
  await desk.release();
  console.log(`poller was served after asking ${asked} times in vain`);
}

if (isMainProcess) {
  const desk = new Lock({ name: "desk" });
  const opening = new Barrier(4, { name: "opening" });
  const processes = [1, 2, 3].map(
    (n) => new Process({ target: standInLine, args: [opening, desk], name: `patient-${n}` }),
  );
  processes.push(new Process({ target: poll, args: [opening, desk], name: "poller" }));
  for (const process of processes) process.start();
  for (const process of processes) await process.join();
}
