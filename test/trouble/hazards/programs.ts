/** Programs that show hazards, and programs that are near to it, run with real processes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Program, steady } from "../../support/program.ts";

const HEAD = `import { Barrier, BoundedSemaphore, Condition, type DictProxy, Event, isMainProcess, JoinableQueue, Lock, Manager, Pool, Process, Queue, RLock, Semaphore, SharedArray, sleep, Value } from "@interleave/runtime";
const run = async (...all: Process[]) => { for (const p of all) p.start(); for (const p of all) await p.join(); };
const compute = (ms: number) => { const end = performance.now() + ms; while (performance.now() < end); };
`;

export interface Shown {
  source: string;
  /** `KIND CERTAINTY SEVERITY` of every hint, in any order. */
  hints: string[];
  /** Of the first hint. */
  because?: string[];
  message?: RegExp;
  processes?: string[];
  status?: number;
}

/** Each program gives exactly these hints. */
export function shows(title: string, programs: Record<string, Shown>): void {
  describe(title, { concurrency: 2 }, () => {
    for (const [what, shown] of Object.entries(programs))
      test(what, async () => {
        await using program = await Program.make(HEAD + shown.source);
        const ended = await program.run({ limit: 60_000 });
        assert.deepEqual(
          (shown.hints.length > 0 ? ended.hints : steady(ended.hints))
            .map((hint) => `${hint.kind} ${hint.certainty} ${hint.severity}`)
            .sort(),
          shown.hints.toSorted(),
          ended.stderr,
        );
        assert.equal(ended.errors, "");
        assert.equal(ended.status, shown.status ?? 0, ended.stdout);
        assert.deepEqual(ended.left, []);
        for (const hint of ended.hints) {
          assert.doesNotMatch(hint.message + hint.fix, /\{\w+\}/);
          assert.ok(hint.fix.length > 20 && hint.processes.length > 0 && hint.objects.length > 0);
          assert.ok(hint.sites.length > 0, hint.message);
          for (const site of hint.sites) assert.match(site.file, /main\.ts$/);
        }
        const [hint] = ended.hints;
        if (shown.because) assert.deepEqual(hint!.because, shown.because);
        if (shown.message) assert.match(hint!.message, shown.message);
        if (shown.processes)
          assert.deepEqual(hint!.processes.map((process) => process.name).sort(), shown.processes);
      });
  });
}

export interface ShownInTime {
  source: string;
  /** `KIND CERTAINTY SEVERITY`. Others may come, too, depending on how busy the machine is. */
  hint: string;
  message: RegExp;
}

/** A program that goes on until the hint is given: how soon that is depends on how busy the machine is. */
export function showsInTime(what: string, { source, hint, message }: ShownInTime): void {
  test(what, async () => {
    await using program = await Program.make(HEAD + source);
    const run = program.start({ limit: 120_000 });
    const kind = hint.split(" ")[0]!;
    await run.until(() => run.stderr.includes(`"kind":"${kind}"`));
    run.child.kill("SIGTERM");
    const ended = await run.ended;
    const [found, ...more] = ended.hints.filter((one) => one.kind === kind);
    assert.equal(`${found!.kind} ${found!.certainty} ${found!.severity}`, hint);
    assert.match(found!.message, message);
    assert.deepEqual(more, []);
    assert.deepEqual(ended.left, []);
  });
}

/** Each program is sound: nothing is said of it. */
export function silent(title: string, programs: Record<string, string>): void {
  const shown: Record<string, Shown> = {};
  for (const [what, source] of Object.entries(programs)) shown[what] = { source, hints: [] };
  shows(title, shown);
}
