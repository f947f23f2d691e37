// Joined, even a daemon is waited for.
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
  const background = new Process({ name: "daemon", target: daemon, daemon: true });
  const foreground = new Process({ name: "no_daemon", target: noDaemon });

  background.start();
  await sleep(1000);
  foreground.start();

  await background.join();
  await foreground.join();
}
