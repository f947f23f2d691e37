/** The goldens of the notebook and the article on pools. */
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
  noAlarm,
  out,
  SLACK,
  spaced,
  TOLERANCE,
  that,
  total,
} from "../rules.ts";
import { CPUS, filled, one, SQUARES, show, twice } from "./shared.ts";

function urls(): string[] {
  return [
    "https://www.baidu.com",
    "https://www.python.org",
    "https://www.openstack.org",
    "https://help.github.com/",
    "http://www.sina.com.cn/",
  ];
}

export const NOTEBOOK: Record<string, Golden> = {
  "26_os_fork": {
    lines: {
      start: out("Process ({parent}) start..."),
      parent: out("I ({parent}) just created a child process ({child})."),
      child: out("I am child process ({child}) and my parent is {parent}."),
    },
    rules: [
      inOrder("start", "parent"),
      inOrder("start", "child"),
      that("all three speak of the same two processes", (run) => {
        const [parent, child] = [one(run, "parent").holes, one(run, "child").holes];
        return (
          one(run, "start").holes["parent"] === parent["parent"] &&
          child["parent"] === parent["parent"] &&
          child["child"] === parent["child"] &&
          child["child"] !== parent["parent"]
        );
      }),
      noAlarm,
    ],
  },

  "27_process_join": {
    lines: {
      parent: out("Parent process {parent}."),
      start: out("Child process will start."),
      child: out("Run child process test ({child})..."),
      end: out("Child process end."),
    },
    rules: [
      inOrder("parent", "start", "child", "end"),
      that("two processes", (run) => one(run, "parent").holes["parent"] !== one(run, "child").holes["child"]),
      noAlarm,
    ],
  },

  "28_pool_apply_async_13": {
    holes: { seconds: "[0-3]\\.\\d\\d" },
    lines: {
      parent: out("Parent process {parent}."),
      run: out("Run task {i} ({pid})...", { each: { i: below(13) } }),
      done: out("Task {i} runs {seconds} seconds.", { each: { i: below(13) } }),
      waiting: out("Waiting for all subprocesses done..."),
      all: out("All subprocesses done."),
      receipts: out(
        `[${below(13)
          .map(() => "'ApplyResult'")
          .join(", ")}]`,
      ),
      values: out(show(below(13).map((n) => 2 * n))),
    },
    rules: [
      inOrder("parent", "run"),
      inOrder("parent", "waiting", "all"),
      inOrder("done", "all", "receipts", "values"),
      before("run", "done", { same: "i" }),
      atMost(CPUS, "run", "done"),
      distinct("run", "pid", { max: CPUS }),
      that("a worker ends one task before it takes the next", (run) => {
        const busy = new Map<string, string>();
        for (const { holes } of [...run.found["run"]!, ...run.found["done"]!].sort(
          (a, b) => a.index - b.index,
        )) {
          if (!holes["pid"]) for (const [pid, i] of busy) i === holes["i"] && busy.delete(pid);
          else if (busy.has(holes["pid"])) return false;
          else busy.set(holes["pid"], holes["i"]!);
        }
        return busy.size === 0;
      }),
      that("no task takes longer than its random three seconds", (run) =>
        filled(run, "done", "seconds").every((seconds) => Number(seconds) < 3.1),
      ),
      noAlarm,
    ],
  },

  "29_subprocess_call": {
    lines: { command: out("$ nslookup www.python.org"), code: out("Exit code: 0") },
    rules: [inOrder("command", "code"), noAlarm],
  },

  "30_subprocess_communicate": {
    lines: {
      command: out("$ nslookup"),
      answer: out("python.org\tmail exchanger = 50 mail.python.org."),
      blank: out(""),
      code: out("Exit code: 0"),
    },
    rules: [inOrder("command", "answer", "blank", "code"), noAlarm],
  },

  "31_queue_read_write_terminate": {
    holes: { x: "[ABC]" },
    lines: {
      writer: out("Process to write: {writer}"),
      reader: out("Process to read: {reader}"),
      put: out("Put {x} to queue...", { each: { x: ["A", "B", "C"] }, ordered: true }),
      // The reader is terminated; when the last random sleep is next to nothing, C may be lost.
      get: out("Get {x} from queue.", { times: [2, 3] }),
    },
    rules: [
      inOrder("writer", "put"),
      inOrder("reader", "get"),
      before("put", "get", { same: "x" }),
      that("they are got in the order put", (run) => "ABC".startsWith(filled(run, "get", "x").join(""))),
      that(
        "two processes",
        (run) => one(run, "writer").holes["writer"] !== one(run, "reader").holes["reader"],
      ),
      total({ max: 3000 + SLACK }),
      noAlarm,
    ],
  },

  "32_pool_args_are_copies": {
    lines: {
      before: out("before [0, 0, 0, 0, 0]", { times: 5 }),
      // The first task writes a 0 over a 0.
      after: out("after [{a}, {b}, {c}, {d}, {e}]", {
        each: {
          a: twice([0, 0]).concat(0),
          b: [0, 1, 0, 0, 0],
          c: [0, 0, 2, 0, 0],
          d: [0, 0, 0, 3, 0],
          e: [0, 0, 0, 0, 4],
        },
      }),
      blank: out(""),
      main: out("After all [0, 0, 0, 0, 0]"),
      receipts: out(
        `[${below(5)
          .map(() => "'ApplyResult'")
          .join(", ")}]`,
      ),
      lists: out(
        `[${below(5)
          .map((i) => show(below(5).map((j) => (i === j ? i : 0))))
          .join(", ")}]`,
      ),
    },
    rules: [
      inOrder("before", "blank"),
      inOrder("after", "blank", "main", "receipts", "lists"),
      before("before", "after"),
      that("each list has one number", (run) =>
        run.found["after"]!.every(({ holes }) => Object.values(holes).filter((n) => n !== "0").length <= 1),
      ),
      noAlarm,
    ],
  },

  "33_pool_map_basic": {
    lines: { squares: out("[1, 4, 9]") },
    rules: [endsAfter("squares", { max: SLACK }), noAlarm],
  },

  "34_pool_tour": {
    lines: {
      mapped: out(show(SQUARES)),
      four: out("400"),
      square: out("{n}", { each: { n: SQUARES } }),
      pid: out("PID {pid}"),
      pids: out("[{a}, {b}, {c}, {d}]"),
      impatient: out("We lacked patience and got a multiprocessing.TimeoutError"),
      remains: out("For the moment, the pool remains available for more work"),
      closed: out("Now the pool is closed and no longer available"),
    },
    rules: [
      inOrder("mapped", "square", "four", "pid", "pids", "impatient", "remains", "closed"),
      gap("pids", "impatient", { min: 4000, max: 4000 + SLACK }),
      gap("impatient", "closed", { max: 900 }), // the worker that still sleeps is ended
      endsAfter("closed", { max: 900 }),
      noAlarm,
    ],
  },

  "35_pool_apply_sync": {
    lines: { run: out("{pid} run", { times: 10 }), squares: out(show(SQUARES)) },
    rules: [
      inOrder("run", "squares"),
      distinct("run", "pid", { max: 3 }),
      spaced("run", { min: 3000 }), // nothing overlaps
      total({ min: 30_000, max: 30_000 + SLACK }),
      noAlarm,
    ],
  },

  "36_pool_apply_async": {
    lines: {
      run: out("{pid} run", { times: 10 }),
      result: out("{square}", { each: { square: SQUARES }, ordered: true }),
    },
    rules: [
      inOrder("run", "result"),
      distinct("run", "pid", { max: 3 }),
      that("each wave of three begins three seconds after the one before", ({ found: { run } }) =>
        run!.every((line, i) => i < 3 || line.at - run![i - 3]!.at >= 3000 - TOLERANCE),
      ),
      total({ min: 12_000, max: 15_000 + SLACK }),
      noAlarm,
    ],
  },

  "37_pool_callback": {
    holes: { url: "https?://\\S+" },
    lines: {
      get: out("<进程{pid}> get {url}", { each: { url: urls() } }),
      parse: out("<进程{pid}> parse {url}", { each: { url: urls() } }),
      pages: out(
        `[${urls()
          .map((url) => `{'url': '${url}', 'text': '${"x".repeat(10 * url.length)}'}`)
          .join(", ")}]`,
      ),
    },
    rules: [
      before("get", "parse", { same: "url" }),
      inOrder("get", "pages"),
      inOrder("parse", "pages"),
      distinct("get", "pid", { max: 3 }),
      distinct("parse", "pid", { max: 1 }),
      that("main parses what others have fetched", (run) => {
        return !filled(run, "get", "pid").includes(one(run, "parse").holes["pid"]!);
      }),
      (run) =>
        file(
          "db.txt",
          filled(run, "parse", "url")
            .map((url) => `url:<${url}> size:[${10 * url.length}]\n`)
            .join(""),
        )(run),
      noAlarm,
    ],
  },

  "38_pool_collect_after_join": {
    lines: { squares: out(show(SQUARES)) },
    rules: [total({ min: 1000 * Math.ceil(10 / CPUS), max: 1000 * Math.ceil(10 / CPUS) + SLACK }), noAlarm],
  },
};
