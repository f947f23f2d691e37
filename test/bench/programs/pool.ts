// Trivial tasks, or items, a second, on two workers, by the way that is asked for.
import { isMainProcess, Pool, ProcessPoolExecutor } from "@interleave/runtime";

function square(n: number) {
  return n * n;
}

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

async function all(results: AsyncIterable<number>): Promise<number[]> {
  const list: number[] = [];
  for await (const result of results) list.push(result);
  return list;
}

type Run = (items: number) => Promise<number[]>;
const pool = () => new Pool({ processes: 2 });
const executor = () => new ProcessPoolExecutor({ maxWorkers: 2 });
const WAYS: Record<string, { items: number; use: (measure: (run: Run) => Promise<void>) => Promise<void> }> =
  {
    applyAsync: {
      items: 20_000,
      async use(measure) {
        await using own = pool();
        await measure((items) => Promise.all(numbers(items).map((n) => own.applyAsync(square, [n]))));
      },
    },
    map: {
      items: 100_000,
      async use(measure) {
        await using own = pool();
        await measure((items) => own.map(square, numbers(items)));
      },
    },
    imapUnordered: {
      items: 20_000,
      async use(measure) {
        await using own = pool();
        await measure((items) => all(own.imapUnordered(square, numbers(items))));
      },
    },
    submit: {
      items: 10_000,
      async use(measure) {
        await using own = executor();
        await measure((items) => Promise.all(numbers(items).map((n) => own.submit(square, n))));
      },
    },
    executorMap: {
      items: 10_000,
      async use(measure) {
        await using own = executor();
        await measure((items) => all(own.map(square, numbers(items))));
      },
    },
  };

if (isMainProcess) {
  const { items, use } = WAYS[process.argv[2]!]!;
  await use(async (run) => {
    await run(items / 10);
    const began = process.hrtime.bigint();
    const results = await run(items);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    if (results.length !== items || Math.max(...results) !== (items - 1) ** 2)
      throw new Error("wrong result");
    console.log(items / seconds);
  });
}
