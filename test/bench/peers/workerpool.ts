import { join } from "node:path";
import workerpool from "workerpool";
import { rate } from "./rate.ts";

const pool = workerpool.pool(join(import.meta.dirname, "workerpool-worker.mjs"), {
  workerType: "process",
  minWorkers: 2,
  maxWorkers: 2,
});
await rate((n) => pool.exec("square", [n]) as PromiseLike<number>);
await pool.terminate();
