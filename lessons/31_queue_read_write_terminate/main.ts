// The reader never ends by itself; main terminates it once the writer is done.
import { isMainProcess, Process, Queue, sleep } from "@interleave/runtime";

async function write(letters: Queue<string>) {
  console.log(`Process to write: ${process.pid}`);
  for (const letter of ["A", "B", "C"]) {
    console.log(`Put ${letter} to queue...`);
    await letters.put(letter);
    await sleep(Math.random() * 1000);
  }
}

async function read(letters: Queue<string>) {
  console.log(`Process to read: ${process.pid}`);
  for (;;) {
    const letter = await letters.get();
    console.log(`Get ${letter} from queue.`);
  }
}

if (isMainProcess) {
  const letters = new Queue<string>(0, { name: "letters" });
  const writer = new Process({ target: write, args: [letters] });
  const reader = new Process({ target: read, args: [letters] });

  writer.start();
  reader.start();
  await writer.join();
  reader.terminate();
}
