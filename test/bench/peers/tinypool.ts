import { join } from "node:path";
import { Tinypool } from "tinypool";
import { rate } from "./rate.ts";

const pool = new Tinypool({
  filename: join(import.meta.dirname, "square.mjs"),
  runtime: "child_process",
  minThreads: 2,
  maxThreads: 2,
});
await rate((n) => pool.run(n));
await pool.destroy();
