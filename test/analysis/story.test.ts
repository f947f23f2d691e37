import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../src/analysis/compare.ts";
import { Statistics, type StatisticsReport } from "../../src/analysis/statistics/statistics.ts";
import { EVERYTHING } from "../../src/analysis/statistics/tally.ts";
import { Story } from "../../src/analysis/story/story.ts";
import { say } from "../../src/analysis/story/texts.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import { crowded } from "../webview/scenes.ts";
import { walked } from "./walked.ts";

function tell(script: string, range = EVERYTHING, most?: number): string[] {
  const story = new Story(range, most);
  walked(traceOf(script), [story], (walk) => story.of(walk));
  return story.sentences().map(({ time, text }) => `${time} ${text}`);
}

const statistics = (script: string): StatisticsReport => {
  const statistics = new Statistics();
  return statistics.report(walked(traceOf(script), statistics.visitors));
};

test("a run told in another language, to the last of its blanks", () => {
  const story = new Story();
  walked(traceOf(MIXED), [story], (walk) => story.of(walk));
  const upper = (text: string) =>
    text.replace(/\{\w+\}|[^{]+/g, (part) => (part[0] === "{" ? part : part.toUpperCase()));
  const told = story.told().map(({ phrase }) => say(phrase, upper));
  assert.equal(told[3], "W-2 WAITS 7.50 ms FOR log, ENDED BY W-1 (main.ts:20).");
  assert.equal(told.length, story.sentences().length);
});

test("a run told in sentences", () => {
  assert.deepEqual(tell(MIXED), [
    "0 main begins.",
    "2 main starts W-1.",
    "3 main starts W-2.",
    "20 W-2 waits 7.50 ms for log, ended by W-1 (main.ts:20).",
    "21 W-1 runs resize in 11.0 ms.",
    "33 main waits 3.00 ms for an item of jobs, ended by W-2.",
    "33 W-2 waits 4.00 ms for room in jobs, ended by main.",
    "36 W-1 runs shrink, which fails after 15.0 ms.",
    "36 W-2 runs resize in 26.0 ms.",
    "44 W-1 notes: here.",
    "45 main gives up seats after 2.00 ms.",
    "48 W-1 sets ready.",
    "48 main waits 1.00 ms at ready, ended by W-1.",
    "54 main sleeps for 5.00 ms.",
    "55 W-2 is ended by SIGKILL.",
    "55 W-2 runs resize in 17.0 ms.",
    "56 W-1 ends.",
    "57 main ends.",
  ]);
});

test("a part of the run is told by itself", () => {
  assert.deepEqual(tell(MIXED, { from: 44_500, to: 48_500 }).length, 3);
});

test("when there is too much to tell, what matters is told and the rest is summed up", () => {
  const sentences = tell(crowded(4, 100), EVERYTHING, 20);
  assert.ok(sentences.length <= 40, String(sentences.length));
  for (const name of ["Worker-1", "Worker-4"]) {
    assert.ok(
      sentences.some((sentence) => sentence.includes(`starts ${name} `)),
      name,
    );
    assert.ok(
      sentences.some((sentence) =>
        new RegExp(`${name}: \\d+ more events like “${name} waits .* for index`).test(sentence),
      ),
      name,
    );
  }
});

test("two runs of one kind are the same; what has changed is told, what takes most time first", () => {
  const before = statistics(MIXED);
  assert.deepEqual(compare(before, before), []);
  // The lock is held for 20 ms more.
  const later = MIXED.replaceAll(/^(\d+)/gm, (time) => String(Number(time) >= 20 ? Number(time) + 20 : time));
  const found = compare(before, statistics(later));
  const figures = found.map(({ what, name, figure, before, after }) => [what, name, figure, before, after]);
  assert.ok(
    figures.some((each) => JSON.stringify(each) === '["lock","log","waited for",7.5,27.5]'),
    JSON.stringify(figures),
  );
  assert.ok(figures.some((each) => JSON.stringify(each) === '["process","W-2","lock",7.5,27.5]'));
  assert.ok(figures.some((each) => JSON.stringify(each) === '["lock","log","longest wait",7.5,27.5]'));
  const [first] = found;
  assert.equal(first!.unit, "ms");
  assert.ok(Math.abs(first!.after! - first!.before!) >= 20);
});

test("what only one run has is told as such", () => {
  const one = "0 - spawn main\n1 main make lock log\n2 main acquire log\n3 main release log\n9 main exit 0";
  const two = one.replace("2 main", "1 main make queue jobs\n1 main make event alarm\n2 main");
  const found = compare(statistics(one), statistics(two));
  assert.deepEqual(
    found.map(({ what, name, figure, before, after }) => [what, name, figure, before, after]),
    [
      ["queue", "jobs", "exists", null, 1],
      ["signal", "alarm", "exists", null, 1],
    ],
  );
});
