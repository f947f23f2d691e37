// A worker that has done two tasks makes room for a new one. A task is a chunk of the list, not one number.
import { cpuCount, currentProcess, isMainProcess, Pool } from "@interleave/runtime";

const list = (numbers: number[]) => `[${numbers.join(", ")}]`;

function double(n: number) {
  return n * 2;
}

function hello() {
  console.log("进程开始", currentProcess().name);
}

if (isMainProcess) {
  const inputs = Array.from({ length: 100 }, (_, i) => i);
  console.log("inputs :", list(inputs));
  console.log("Built-in:", list(inputs.map(double)));

  const pool = new Pool({ processes: cpuCount() * 2, initializer: hello, maxTasksPerChild: 2 });
  const outputs = await pool.map(double, inputs);
  pool.close();
  await pool.join();
  console.log("Pool :", list(outputs));
}
