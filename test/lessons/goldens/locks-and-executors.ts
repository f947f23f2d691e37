/** The goldens of locks, queues, executors and the classics. */
import {
  atMost,
  before,
  below,
  distinct,
  endsAfter,
  file,
  type Golden,
  gap,
  inOrder,
  last,
  type Match,
  noAlarm,
  out,
  type Reading,
  rising,
  SLACK,
  spaced,
  TOLERANCE,
  that,
  total,
} from "../rules.ts";
import { filled, twice } from "./shared.ts";

const screws: Golden = {
  lines: {
    work: out("{pid} 制作螺丝{i}", { each: { i: below(100) } }),
    done: out("所有的螺丝都制作完了"),
  },
  rules: [inOrder("work", "done"), distinct("work", "pid", { max: 4 }), last("done"), noAlarm],
};

function buyers(): string[] {
  return twice(["alex", "wusir", "baoyuan", "taibai"]);
}

/** Who entered, and the first answer after that, unless somebody else entered in between. */
function visits({ found: { enter, bought, soldOut } }: Reading): [enter: Match, answer: Match | undefined][] {
  const answers = [...bought!, ...soldOut!];
  return enter!.map((line, i) => {
    const until = enter![i + 1]?.index ?? Number.POSITIVE_INFINITY;
    return [line, answers.find((answer) => answer.index > line.index && answer.index < until)];
  });
}

export const LOCKS_AND_EXECUTORS: Record<string, Golden> = {
  "39_ticket_lock": {
    holes: { who: "alex|wusir|baoyuan|taibai" },
    lines: {
      look: out("{who}查询余票为3", { each: { who: buyers() } }),
      wait: out("{who}在等待", { each: { who: buyers() } }),
      enter: out("{who}开始执行了", { each: { who: buyers() } }),
      bought: out("{who}买到票了", { times: 3 }),
      soldOut: out("余票为0,{who}没买到票", { times: 5 }),
    },
    rules: [
      before("look", "wait", { same: "who" }),
      before("wait", "enter", { same: "who" }),
      that("one at a time: each who enters gets an answer before the next enters, after two seconds", (run) =>
        visits(run).every(([enter, answer]) => {
          return (
            answer && answer.holes["who"] === enter.holes["who"] && answer.at - enter.at >= 2000 - TOLERANCE
          );
        }),
      ),
      that("the first three win, the other five do not", (run) =>
        visits(run).every(
          ([, answer], i) => answer && run.found[i < 3 ? "bought" : "soldOut"]!.includes(answer),
        ),
      ),
      that("a winner keeps the next one waiting two seconds more", (run) =>
        visits(run).every(
          ([, answer], i, all) => i > 2 || (answer && all[i + 1]![0].at - answer.at >= 2000 - TOLERANCE),
        ),
      ),
      file("ticket", '{"count": 0}'),
      total({ min: 22_000, max: 22_000 + SLACK }),
      noAlarm,
    ],
  },

  "40_queue_son": {
    lines: { got: out("--> wahaha") },
    rules: [noAlarm],
  },

  "41_producer_consumer_none": {
    holes: { who: "Lisa|Annie" },
    lines: {
      made: out("Jane生产了Spam {i}", { each: { i: below(10) }, ordered: true }),
      eaten: out("{who} 吃了 Spam {i}", { each: { i: below(10) } }),
    },
    rules: [
      before("made", "eaten", { same: "i" }),
      gap("made", "eaten", { same: "i", min: 1000 }),
      rising("eaten", "i", { per: "who" }),
      spaced("eaten", { min: 1000, per: "who" }),
      last("eaten"),
      endsAfter("eaten", { max: SLACK }),
      total({ min: 5000, max: 13_000 + SLACK }),
      noAlarm,
    ],
  },

  "42_joinable_queue_daemon": {
    lines: {
      made: out("Jane生产了Spam{i}", { each: { i: below(10) }, ordered: true }),
      eaten: out("Annie吃完Spam{i}", { each: { i: below(10) }, ordered: true }),
    },
    rules: [
      before("made", "eaten", { same: "i" }),
      atMost(7, "made", "eaten"), // five on the counter, one being eaten, one that waits for room
      spaced("eaten", { min: 1000 }),
      last("eaten"),
      endsAfter("eaten", { max: SLACK }), // the daemon never ends by itself
      noAlarm,
    ],
  },

  "44_executor_submit": screws,
  "45_executor_map": screws,

  "46_executor_results": {
    lines: {
      work: out("{pid} 制作螺丝{i}", { each: { i: twice(below(100)) } }),
      iterator: out("Object [AsyncGenerator] {}"),
      result: out("{n}", { each: { n: twice(below(100).map((n) => n * n)) }, ordered: true }),
    },
    rules: [
      distinct("work", "pid", { max: 4 }),
      that("half of the results before the iterator, half after it", (run) => {
        const { result, iterator } = run.found;
        return result![99]!.index < iterator![0]!.index && iterator![0]!.index < result![100]!.index;
      }),
      that("every result comes after its work", (run) =>
        run.found["result"]!.every((line, nth) => {
          const times = run.found["work"]!.filter(({ holes }) => Number(holes["i"]) === nth % 100);
          return times[nth < 100 ? 0 : 1]!.index < line.index;
        }),
      ),
      total({ min: 10_000, max: 10_000 + 2 * SLACK }),
      last("result"),
      endsAfter("result", { max: SLACK }), // without shutdown
      noAlarm,
    ],
  },

  "47_executor_callbacks": {
    holes: { address: "[0-9a-f]+", state: "pending|running|finished returned number" },
    lines: {
      work: out("in func1 {n}", { each: { n: twice(below(10)) } }),
      future: out("<Future at 0x{address} state={state}>", { times: 20 }),
      value: out("{value}", { each: { value: twice(below(10).map((n) => 2 * n)) } }),
    },
    rules: [
      distinct("future", "address", { min: 20 }),
      that("a callback sees its future finished", (run) => {
        const finished = filled(run, "future", "state").filter((state) => state.startsWith("finished"));
        return finished.length >= 10;
      }),
      that("every value comes after the work it is made of", (run) => {
        const worked = (n: number) => run.found["work"]!.filter(({ holes }) => Number(holes["n"]) === n);
        return run.found["value"]!.every(({ holes, index }) =>
          worked(Number(holes["value"]) / 2).some((line) => line.index < index),
        );
      }),
      that("the second way tells its values in order", (run) => {
        let next = 0;
        for (const value of filled(run, "value", "value")) if (Number(value) === next) next += 2;
        return next === 20;
      }),
      total({ max: 10_000 + SLACK }),
      noAlarm,
    ],
  },
};
