/** A small test runner for inside VS Code: one test after another, each reported as a line of JSON. */

/** Marks the lines that are the runner's; everything else on the console is noise. */
export const REPORT_MARK = "##interleave-test ";

export interface TestReport {
  name: string;
  /** Milliseconds. */
  time: number;
  /** Stack of what was thrown; absent when the test passed. */
  error?: string;
}

const TEST_LIMIT_MS = 120_000;
const tests: { name: string; body: () => Promise<void> | void }[] = [];
const cleanups: (() => unknown)[] = [];

export function test(name: string, body: () => Promise<void> | void): void {
  tests.push({ name, body });
}

/** To be done after the running test, whatever came of it. */
export function after(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

/** Answers `probe`'s first true value; asks again every 20 ms. @throws Error after `limit` ms. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  limit = 15_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + limit;
  for (;;) {
    const value = await probe();
    if (value) return value as NonNullable<T>;
    if (performance.now() > end) throw new Error(`Waited ${limit} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs every test. @throws Error when one failed, which ends VS Code with status 1. */
export async function runTests(): Promise<void> {
  let failed = 0;
  for (const { name, body } of tests) {
    const begin = performance.now();
    const error = (await attempt(body)) ?? (await cleanUp());
    if (error !== undefined) failed++;
    const report: TestReport = { name, time: performance.now() - begin };
    if (error !== undefined) report.error = error;
    console.log(REPORT_MARK + JSON.stringify(report));
  }
  if (failed > 0) throw new Error(`${failed} of ${tests.length} failed`);
}

async function cleanUp(): Promise<string | undefined> {
  let first: string | undefined;
  for (const cleanup of cleanups.splice(0).reverse()) first ??= await attempt(cleanup);
  return first;
}

async function attempt(body: () => unknown): Promise<string | undefined> {
  const { promise, reject } = Promise.withResolvers<never>();
  const limit = setTimeout(() => reject(new Error(`not done after ${TEST_LIMIT_MS} ms`)), TEST_LIMIT_MS);
  try {
    await Promise.race([promise, body()]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(limit);
  }
}
