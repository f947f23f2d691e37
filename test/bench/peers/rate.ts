/** Tasks a second, after as much warm-up as ours gets; prints the figure. */
export async function rate(run: (n: number) => PromiseLike<number>): Promise<void> {
  const WARM_UP = 2000;
  const TASKS = 20_000;
  const all = (tasks: number) => Promise.all(Array.from({ length: tasks }, (_, i) => run(i)));

  await all(WARM_UP);
  const began = process.hrtime.bigint();
  const results = await all(TASKS);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  if (results.at(-1) !== (TASKS - 1) ** 2) throw new Error("wrong result");
  console.log(TASKS / seconds);
}
