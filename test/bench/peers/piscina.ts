import { join } from "node:path";
import { Piscina } from "piscina";
import { rate } from "./rate.ts";

const pool = new Piscina({ filename: join(import.meta.dirname, "square.mjs"), minThreads: 2, maxThreads: 2 });
await rate((n) => pool.run(n));
await pool.destroy();
