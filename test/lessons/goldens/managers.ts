/** The goldens of what lives in a manager. */
import {
  below,
  type Golden,
  gap,
  inOrder,
  last,
  noAlarm,
  out,
  type Reading,
  SLACK,
  that,
  total,
} from "../rules.ts";
import { filled, one } from "./shared.ts";

/** A list of digits as Python shows it. */
const NAMES = "(?:'\\d'(?:, '\\d')*)?";
const namesIn = (list: string): string[] => list.match(/\d/g) ?? [];

/** The entries of 19, which may stand in any order. */
const entriesIn = (run: Reading): string => one(run, "result").holes["entries"]!.split(", ").sort().join();

export const MANAGERS: Record<string, Golden> = {
  "18_semaphore": {
    holes: { names: NAMES },
    lines: {
      activating: out("Activating {k} now running [{names}]", { each: { k: below(10) } }),
      now: out("Now running [{names}]", { times: [1, 1000] }),
    },
    rules: [
      that("never more than three at a time", (run) =>
        [...filled(run, "activating", "names"), ...filled(run, "now", "names")].every(
          (list) => namesIn(list).length <= 3,
        ),
      ),
      that("who is activated is active", (run) =>
        run.found["activating"]!.every(({ holes }) => namesIn(holes["names"]!).includes(holes["k"]!)),
      ),
      that("at the end nobody is, but for one who was about to go", (run) => {
        return namesIn(filled(run, "now", "names").at(-1)!).length <= 1;
      }),
      last("now"),
      total({ max: 10_000 + SLACK }),
      noAlarm,
    ],
  },

  "19_manager_dict": {
    holes: { entries: "\\d: \\d+(?:, \\d: \\d+)*" },
    lines: { result: out("运行结果: {{entries}}") },
    rules: [
      that("every key has twice its value", (run) => {
        return (
          entriesIn(run) ===
          below(10)
            .map((i) => `${i}: ${2 * i}`)
            .join()
        );
      }),
      noAlarm,
    ],
  },

  "20_namespace": {
    lines: {
      missing: out("进程事件前错误: 'Namespace' object has no attribute 'value'"),
      there: out("进程事件后的值: 命名空间设置的值:1234"),
    },
    rules: [inOrder("missing", "there"), gap("missing", "there", { min: 800, max: 1000 + SLACK }), noAlarm],
  },

  "21_namespace_mutable": {
    lines: { before: out("进程事件前的值: []"), after: out("进程事件后的值: []") },
    rules: [inOrder("before", "after"), noAlarm],
  },

  "25_queue_pipe_event_manager": {
    holes: { entries: "'1': 1, '2': 2|'2': 2, '1': 1" },
    lines: {
      digit: out("{i}", { each: { i: below(10) }, ordered: true }),
      b: out("B process:{i}", { each: { i: below(10).map((i) => 40 + i) }, ordered: true }),
      a: out("A process:{i}", { each: { i: below(10).map((i) => 20 + i) }, ordered: true }),
      dict: out("{{entries}}"),
      list: out("['2', '2']"),
      cost: out("Mutiple proccess cost : {seconds}"),
    },
    rules: [
      inOrder("digit", "b", "dict", "list", "cost"),
      inOrder("digit", "a", "dict"),
      that("it did not cost more than there was", (run) => {
        return Number(one(run, "cost").holes["seconds"]) * 1000 <= run.total;
      }),
      noAlarm,
    ],
  },

  "43_manager_dict_lock": {
    lines: { result: out("{'count': 0}") },
    limit: 180_000,
    rules: [noAlarm],
  },
};
