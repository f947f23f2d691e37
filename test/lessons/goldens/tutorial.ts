/** The goldens of the tutorial in 24 examples. */
import {
  at,
  before,
  below,
  err,
  type Golden,
  gap,
  inOrder,
  lastOf,
  noAlarm,
  out,
  SLACK,
  that,
  total,
  upTo,
} from "../rules.ts";
import { CPUS, filled, one, SQUARES, show } from "./shared.ts";

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

export const TUTORIAL: Record<string, Golden> = {
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
};
