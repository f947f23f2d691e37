// A barber sleeps while nobody is there; three chairs for those who wait; whoever finds no chair leaves.
import {
  Barrier,
  currentProcess,
  isMainProcess,
  Process,
  Queue,
  QueueFullError,
  sleep,
} from "@interleave/runtime";

async function barber(opening: Barrier, chairs: Queue<string | null>) {
  await opening.wait();
  for (;;) {
    const customer = await chairs.get(); // this is how he sleeps
    if (customer === null) break;
    await sleep(300);
    console.log(`${customer} is shaved`);
  }
}

async function customer(opening: Barrier, chairs: Queue<string | null>, after: number) {
  const { name } = currentProcess();
  await opening.wait();
  await sleep(after);
  try {
    await chairs.putNoWait(name);
    console.log(`${name} sits down`);
  } catch (error) {
    if (!(error instanceof QueueFullError)) throw error;
    console.log(`${name} finds no chair and leaves`);
  }
}

if (isMainProcess) {
  const chairs = new Queue<string | null>(3, { name: "chairs" });
  const opening = new Barrier(10, { name: "opening" });
  const figaro = new Process({ target: barber, args: [opening, chairs], name: "Figaro" });
  // Eight come together, one much later.
  const customers = Array.from({ length: 9 }, (_, i) => {
    const after = i < 8 ? 500 : 3000;
    return new Process({ target: customer, args: [opening, chairs, after], name: `guest-${i + 1}` });
  });
  for (const process of [figaro, ...customers]) process.start();
  for (const process of customers) await process.join();
  await chairs.put(null);
  await figaro.join();
}
