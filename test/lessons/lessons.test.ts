/** Every lesson, run as a user runs it, does what its golden says, and what its checks expect. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseChecks } from "../../src/classroom/checks.ts";
import { GOLDENS } from "./goldens.ts";
import { type Golden, judge } from "./rules.ts";
import { LESSONS, shown } from "./shown.ts";
import { ROOT, recordLesson, type Transcript } from "./transcript.ts";

const lessons = readdirSync(join(ROOT, "lessons"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

test("every lesson has a golden, and the other way round", () => {
  assert.deepEqual(lessons, Object.keys(GOLDENS).sort());
});

const runs = new Map<string, Transcript>();

// A few at once: most of them sleep most of the time. Nothing is judged meanwhile: that takes long, and while
// this process computes it notices no line, so that lines would seem to come later than they did.
describe("every lesson runs to its end", { concurrency: 3 }, () => {
  for (const name of lessons)
    test(name, async () => {
      runs.set(name, await recordLesson(name, GOLDENS[name]?.limit ?? 60_000));
    });
});

describe("lessons", () => {
  for (const name of lessons)
    test(name, () => {
      const golden = GOLDENS[name]!;
      const run = runs.get(name)!;
      const wrong = judge(golden, run);
      assert.deepEqual(wrong, [], `${name}:\n${wrong.join("\n")}\n\n${print(run)}`);
      for (const { what, spoilt } of spoil(golden, run))
        assert.notDeepEqual(judge(golden, spoilt), [], `${name}: the golden does not see ${what}`);
      assert.deepEqual(unmet(name, run), [], `${name}\n\n${print(run)}`);
    });
});

/** Checks that do not hold of the lesson as it is, and those that are goals and hold already. */
function unmet(name: string, run: Transcript): string[] {
  const checks = parseChecks(readFileSync(join(LESSONS, name, "checks.json"), "utf8"));
  return checks.filter((check) => shown(check, run) !== !check.goal).map(({ id }) => id);
}

/** The same run with one thing wrong: a golden that is content with that checks nothing. */
function* spoil(golden: Golden, run: Transcript): Generator<{ what: string; spoilt: Transcript }> {
  yield { what: "another exit status", spoilt: { ...run, exit: (run.exit ?? 0) + 1 } };
  yield { what: "a process left behind", spoilt: { ...run, survivors: true } };
  for (const [i, line] of run.lines.entries()) {
    const changed = (...lines: Transcript["lines"]) => ({
      ...run,
      lines: run.lines.toSpliced(i, 1, ...lines),
    });
    const half = Math.ceil(line.text.length / 2);
    const [head, tail] = [line.text.slice(0, half), line.text.slice(half)];
    const stream = line.stream === "out" ? "err" : "out";
    const fixed = Object.values(golden.lines).every(({ times: [least, most] }) => least === most);

    if (line.text !== "")
      yield {
        what: `'${line.text}' torn`,
        spoilt: changed({ ...line, text: head }, { ...line, text: tail }),
      };
    yield { what: `'${line.text}' on the wrong stream`, spoilt: changed({ ...line, stream }) };
    if (fixed) {
      yield { what: `'${line.text}' missing`, spoilt: changed() };
      yield { what: `'${line.text}' twice`, spoilt: changed(line, line) };
    }
  }
}

function print(run: Transcript): string {
  const lines = run.lines.map(({ at, stream, text }) => `${at.toFixed(0).padStart(6)} ${stream} ${text}`);
  const hints = run.hints.map(({ kind, certainty, message }) => `hint: ${certainty} ${kind}: ${message}`);
  return [...lines, ...hints, `exit ${run.exit ?? run.signal}, ${run.total.toFixed(0)} ms`].join("\n");
}
