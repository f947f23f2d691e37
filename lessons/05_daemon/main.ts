// Main does not wait for a daemon: the daemon is terminated when main ends.
import { currentProcess, isMainProcess, Process, sleep } from "@interleave/runtime";

function log(what: string) {
  const { name, pid } = currentProcess();
  console.error(`(MainThread) ${name} ${pid} ${what}`);
}

async function daemon() {
  log("开始");
  await sleep(2000);
  log("结束");
}

function noDaemon() {
  log("开始");
  log("结束");
}

if (isMainProcess) {
  new Process({ name: "daemon", target: daemon, daemon: true }).start();
  await sleep(1000);
  new Process({ name: "no_daemon", target: noDaemon }).start();
}
