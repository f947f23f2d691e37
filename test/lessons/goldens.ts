/** What each lesson prints, in which order and when. The language is that of rules.ts. */
import { availableParallelism } from "node:os";
import {
  at,
  atMost,
  before,
  below,
  distinct,
  endsAfter,
  err,
  file,
  type Golden,
  gap,
  inOrder,
  last,
  lastOf,
  type Match,
  noAlarm,
  oneHint,
  out,
  type Reading,
  rising,
  SLACK,
  spaced,
  TOLERANCE,
  that,
  total,
  upTo,
} from "./rules.ts";

const CPUS = availableParallelism();
const show = (numbers: readonly number[]) => `[${numbers.join(", ")}]`;
const twice = <T>(items: readonly T[]): T[] => [...items, ...items];
/** The only line of a pattern. */
const one = (run: Reading, label: string): Match => run.found[label]![0]!;
const filled = (run: Reading, label: string, hole: string) =>
  run.found[label]!.map((line) => line.holes[hole]!);

const SQUARES = below(10).map((n) => n * n);
const PHILOSOPHERS = upTo(5).map((n) => `Philosopher-${n}`);

const daemonLines = {
  daemon: err("(MainThread) daemon {daemon} 开始"),
  starts: err("(MainThread) no_daemon {other} 开始"),
  ends: err("(MainThread) no_daemon {other} 结束"),
};
const daemonRules = [
  inOrder("daemon", "starts", "ends"),
  that(
    "both lines of no_daemon carry one pid, and not the daemon's",
    (run) =>
      one(run, "starts").holes["other"] === one(run, "ends").holes["other"] &&
      one(run, "starts").holes["other"] !== one(run, "daemon").holes["daemon"],
  ),
  noAlarm,
];

/** The words of 24, as often as they occur. */
const WORDS = (
  "child 8, relationship 8, this 7, parent 5, on 4, delete 4, table 4, sqlalchemy 4, not 4, can 3, " +
  "database 3, used 3, option 3, deleted 3, parents 3, will 3, each 3, particular 3, links 3, there 3"
)
  .split(", ")
  .map((entry) => entry.split(" ") as [word: string, count: string]);

const screws: Golden = {
  lines: {
    work: out("{pid} 制作螺丝{i}", { each: { i: below(100) } }),
    done: out("所有的螺丝都制作完了"),
  },
  rules: [inOrder("work", "done"), distinct("work", "pid", { max: 4 }), last("done"), noAlarm],
};

export const GOLDENS: Record<string, Golden> = {
  "01_simple": {
    lines: { work: out("工作中", { times: 5 }) },
    rules: [noAlarm],
  },

  "02_simple_args": {
    lines: { work: out("工作id: {i}", { each: { i: below(5) } }) },
    rules: [noAlarm],
  },

  "03_import_main": {
    lines: { work: out("工作中", { times: 5 }) },
    rules: [noAlarm],
  },

  "04_names": {
    holes: { name: "\\S+" },
    lines: {
      start: err("(MainThread) {name} 开始", { each: { name: ["my_service", "worker_1", "Process-3"] } }),
      end: err("(MainThread) {name} 结束", { each: { name: ["my_service", "worker_1", "Process-3"] } }),
    },
    rules: [
      inOrder("start", "end"),
      gap("start", "end", { same: "name", min: 3000, max: 3000 + SLACK }),
      total({ min: 3000, max: 3000 + SLACK }), // side by side, not one after the other
      noAlarm,
    ],
  },

  "05_daemon": {
    lines: daemonLines, // the daemon's end never comes
    rules: [...daemonRules, at("starts", { min: 1000 }), total({ min: 1000, max: 1000 + SLACK })],
  },

  "06_daemon_join": {
    lines: { ...daemonLines, over: err("(MainThread) daemon {daemon} 结束") },
    rules: [
      ...daemonRules,
      inOrder("ends", "over"),
      that("it is the same daemon", (run) => {
        return one(run, "daemon").holes["daemon"] === one(run, "over").holes["daemon"];
      }),
      gap("daemon", "over", { min: 2000 }),
      total({ min: 2000, max: 2000 + SLACK }),
    ],
  },

  "07_daemon_join_timeout": {
    holes: { alive: "True|False" },
    lines: {
      ...daemonLines,
      over: err("(MainThread) daemon {daemon} 结束", { times: [0, 1] }),
      alive: err("(MainThread) daemon_obj.is_alive():{alive}"),
    },
    rules: [
      ...daemonRules,
      that("if it is no longer alive, its end has been printed", (run) => {
        const end = run.found["over"]![0];
        const alive = one(run, "alive");
        return alive.holes["alive"] === "True" || (end !== undefined && end.index < alive.index);
      }),
      at("alive", { min: 1000 }),
      total({ max: 2100 + SLACK }),
    ],
  },

  "08_terminate": {
    lines: {
      before: err("(MainThread) 开始之前的状态False"),
      running: err("(MainThread) 正在运行的状态True"),
      terminated: err("(MainThread) 调用终止进程的状态True"),
      joined: err("(MainThread) 等待所有进程运行完成,状态False"),
      work: out("开始工作", { times: [0, 1] }), // and 结束工作 never
    },
    rules: [inOrder("before", "running", "terminated", "joined"), noAlarm],
  },

  "09_exitcode": {
    holes: { where: ".+", name: "\\w+" },
    lines: {
      names: out("运行进程的函数名 {name}", {
        each: { name: ["exit_error", "exit_ok", "return_value", "raises", "terminated"] },
        ordered: true,
      }),
      error: out("     exit_error.exitcode=1"),
      ok: out("        exit_ok.exitcode=0"),
      returned: out("   return_value.exitcode=0"),
      raised: out("         raises.exitcode=1"),
      terminated: out("     terminated.exitcode=-15"),
      process: err("Process raises:"),
      exception: err("RuntimeError: 运行时的错误"),
      stack: err("    at {where}", { times: [1, 20] }),
    },
    rules: [
      inOrder("names", "error", "ok", "returned", "raised", "terminated"),
      inOrder("process", "exception", "stack", "raised"),
      gap("returned", "terminated", { max: 2900 }), // the sleeper does not get its three seconds
      noAlarm,
    ],
  },

  "10_log_to_stderr": {
    lines: { work: out("工作中..."), ...logLines("debug") },
    rules: [inOrder(...Object.keys(logLines("debug"))), noAlarm],
  },

  "11_get_logger": {
    lines: { work: out("工作中..."), ...logLines("info") },
    rules: [inOrder(...Object.keys(logLines("info"))), noAlarm],
  },

  "12_subclass": {
    holes: { name: "\\S+" },
    lines: { work: out("当前运行进程名字: {name}", { each: { name: upTo(5).map((k) => `Worker-${k}`) } }) },
    rules: [noAlarm],
  },

  "13_queue": {
    lines: { work: out("当前进程名字: Process-1,当前实例化初始名字:Mrs Suk") },
    rules: [noAlarm],
  },

  "14_producer_consumer": {
    lines: {
      made: out(`创建${2 * CPUS}位消费者`),
      work: out("Consumer-{k}:{i} * {i}", { each: { i: below(10) } }),
      exit: out("Consumer-{k} 退出", { each: { k: upTo(2 * CPUS) } }),
      result: out("运算结果: {i} * {i} = {product}", { each: { i: below(10), product: SQUARES } }),
    },
    rules: [
      inOrder("made", "work"),
      inOrder("exit", "result"), // the farewells are tasks too
      lastOf("exit", "k"),
      before("work", "result", { same: "i" }),
      that("only those consumers work that exist", (run) =>
        filled(run, "work", "k").every((k) => Number(k) >= 1 && Number(k) <= 2 * CPUS),
      ),
      that("every product is right", (run) =>
        run.found["result"]!.every(({ holes }) => Number(holes["product"]) === Number(holes["i"]) ** 2),
      ),
      total({ min: 100 * Math.ceil(10 / (2 * CPUS)) }),
      noAlarm,
    ],
  },

  "15_event": {
    lines: {
      main: out("等待3秒,让所有进程都正常开启"),
      timed: out("设置超时等待事件开始"),
      untimed: out("无超时等待事件开始"),
      gaveUp: out("非阻塞事件状态: False"),
      set: out("设置事件状态为set()=True"),
      woken: out("阻塞事件状态: True"),
    },
    rules: [
      inOrder("main", "gaveUp", "set"),
      inOrder("timed", "gaveUp", "woken"),
      inOrder("untimed", "gaveUp"),
      gap("timed", "gaveUp", { min: 2000, max: 2900 }),
      at("woken", { min: 3000 }), // not before the call of set(); its own line may come before main's
      gap("main", "woken", { min: 3000 }),
      gap("main", "set", { min: 3000 }),
      total({ max: 3000 + SLACK }),
      noAlarm,
    ],
  },

  "16_lock": {
    lines: { held: out("通过with获取得到锁"), acquired: out("通过lock.acquire()获取得到锁") },
    rules: [noAlarm],
  },

  "17_condition": {
    lines: {
      first: out("开始 task_2[1]"),
      second: out("开始 task_2[2]"),
      s1: out("开始 s1"),
      notified: out("s1运行结束,开始运行task_2"),
      woken: out("task_2 task_2[{i}] 运行结束", { each: { i: upTo(2) } }),
    },
    rules: [
      inOrder("first", "second", "s1", "notified", "woken"),
      at("second", { min: 1000 }),
      at("s1", { min: 2000 }),
      total({ min: 2000, max: 2000 + SLACK }),
      noAlarm,
    ],
  },

  "22_pool": {
    lines: {
      inputs: out(`inputs : ${show(below(10))}`),
      builtIn: out(`Built-in: ${show(below(10).map((n) => 2 * n))}`),
      hello: out("进程开始 SpawnPoolWorker-{k}", { each: { k: upTo(2 * CPUS) } }),
      outputs: out(`Pool : ${show(below(10).map((n) => 2 * n))}`),
    },
    rules: [inOrder("inputs", "builtIn", "hello", "outputs"), noAlarm],
  },

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

  "23_pool_maxtasksperchild": {
    lines: {
      inputs: out(`inputs : ${show(below(100))}`),
      builtIn: out(`Built-in: ${show(below(100).map((n) => 2 * n))}`),
      hello: out("进程开始 SpawnPoolWorker-{k}", { times: relieved() }),
      outputs: out(`Pool : ${show(below(100).map((n) => 2 * n))}`),
    },
    rules: [
      inOrder("inputs", "builtIn", "hello", "outputs"),
      that("every worker says hello once, none is left out", (run) => {
        const numbers = filled(run, "hello", "k").map(Number);
        return numbers.sort((a, b) => a - b).join() === upTo(numbers.length).join();
      }),
      noAlarm,
    ],
  },

  "24_wordcount": {
    lines: {
      file: out("进程:SpawnPoolWorker-{k} 读取文件名:test.rst"),
      blank: out("", { times: 2 }),
      head: out("TOP 20 WORDS BY FREQUENCY"),
      ...Object.fromEntries(WORDS.map(([word, count]) => [word, out(`${word.padEnd(13)}:     ${count}`)])),
    },
    rules: [
      inOrder("file", "head", ...WORDS.map(([word]) => word)),
      that("a blank line before the headline and one after it", ({ found: { blank, head } }) => {
        const at = head![0]!.index;
        return blank![0]!.index === at - 1 && blank![1]!.index === at + 1;
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

  "50_dining_philosophers": {
    holes: { who: "Philosopher-[1-5]" },
    lines: { eats: out("{who} eats meal {n}", { times: [0, 100] }) },
    exit: 86,
    limit: 20_000,
    rules: [
      rising("eats", "n", { per: "who" }),
      oneHint({ kind: "deadlock", certainty: "certain", core: PHILOSOPHERS, collateral: ["MainProcess"] }),
    ],
  },

  "51_dining_philosophers_repaired": {
    holes: { who: "Philosopher-[1-5]" },
    lines: { eats: out("{who} eats meal {n}", { each: { who: [1, 2, 3].flatMap(() => PHILOSOPHERS) } }) },
    rules: [
      rising("eats", "n", { per: "who" }),
      that("three meals each", (run) => filled(run, "eats", "n").every((n) => Number(n) <= 3)),
      noAlarm,
    ],
  },
};

/** What the log says of a child that main starts and joins, in order. */
function logLines(level: "debug" | "info"): Golden["lines"] {
  const life = (who: string) => ({
    [`${who} ends`]: err(`[INFO/${who}] process shutting down`),
    ...(level === "debug" && {
      [`${who} finalizes`]: err(`[DEBUG/${who}] running all "atexit" finalizers with priority >= 0`),
      [`${who} finalizes the rest`]: err(`[DEBUG/${who}] running the remaining "atexit" finalizers`),
    }),
  });
  return {
    runs: err("[INFO/Process-1] child process calling self.run()"),
    ...life("Process-1"),
    exits: err("[INFO/Process-1] process exiting with exitcode 0"),
    ...life("MainProcess"),
  };
}

/** How many workers a pool of two per processor may need for 100 items, at two chunks each. */
function relieved(): [number, number] {
  const chunks = Math.ceil(100 / Math.ceil(100 / (8 * CPUS)));
  return [Math.max(2 * CPUS, Math.ceil(chunks / 2)), 2 * CPUS + Math.floor(chunks / 2)];
}

function buyers(): string[] {
  return twice(["alex", "wusir", "baoyuan", "taibai"]);
}

function urls(): string[] {
  return [
    "https://www.baidu.com",
    "https://www.python.org",
    "https://www.openstack.org",
    "https://help.github.com/",
    "http://www.sina.com.cn/",
  ];
}

/** Who entered, and the first answer after that, unless somebody else entered in between. */
function visits({ found: { enter, bought, soldOut } }: Reading): [enter: Match, answer: Match | undefined][] {
  const answers = [...bought!, ...soldOut!];
  return enter!.map((line, i) => {
    const until = enter![i + 1]?.index ?? Number.POSITIVE_INFINITY;
    return [line, answers.find((answer) => answer.index > line.index && answer.index < until)];
  });
}
