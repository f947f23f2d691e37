/** What came of tests, as lines and as one sum. */
import { REPORT_MARK, type TestReport } from "./suite/runner.ts";

export class Summary {
  passed = 0;
  readonly failures: string[] = [];

  /** Prints and counts the result of one test. */
  add(suite: string, { name, time, error }: TestReport): void {
    const line = `${suite}: ${name}`;
    console.log(`${error === undefined ? "✔" : "✖"} ${line} (${time.toFixed(0)} ms)`);
    if (error === undefined) this.passed++;
    else {
      this.failures.push(line);
      console.log(error.replace(/^/gm, "    "));
    }
  }

  /** Runs one test here. */
  async run(suite: string, name: string, body: () => Promise<void>): Promise<void> {
    const begin = performance.now();
    let error: string | undefined;
    try {
      await body();
    } catch (caught) {
      error = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught);
    }
    const time = performance.now() - begin;
    this.add(suite, error === undefined ? { name, time } : { name, time, error });
  }

  /** Takes a line of a console inside VS Code; answers whether it was a test's report. */
  take(suite: string, line: string): boolean {
    const at = line.indexOf(REPORT_MARK);
    if (at < 0) return false;
    this.add(suite, JSON.parse(line.slice(at + REPORT_MARK.length)) as TestReport);
    return true;
  }
}
