// The shortest pool. Nobody closes it: what still runs when main ends is terminated.
import { isMainProcess, Pool } from "@interleave/runtime";

function square(n: number) {
  return n * n;
}

if (isMainProcess) {
  const pool = new Pool({ processes: 5 });
  const squares = await pool.map(square, [1, 2, 3]);
  console.log(`[${squares.join(", ")}]`);
}
