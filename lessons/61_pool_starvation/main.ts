// A task waits for a task of its own pool. With as many of them as workers, nobody is left to do the inner ones.
import { isMainProcess, Pool } from "@interleave/runtime";

const square = (n: number) => n * n;

async function sumOfSquares(pool: Pool, n: number) {
  const squares = await pool.map(square, [n, n + 1]);
  return squares[0]! + squares[1]!;
}

if (isMainProcess) {
  await using pool = new Pool({ processes: 2, name: "pool" });
  console.log("one at a time:", await pool.apply(sumOfSquares, [pool, 1]));
  const both = [1, 2].map((n) => pool.applyAsync(sumOfSquares, [pool, n]));
  console.log("both at once:", await Promise.all(both));
}
