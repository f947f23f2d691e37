// What is left of a process is its exit code: returned, thrown, exited, killed.
import { isMainProcess, Process, sleep } from "@interleave/runtime";

class RuntimeError extends Error {
  static {
    RuntimeError.prototype.name = "RuntimeError";
  }
}

function exitError() {
  process.exit(1);
}

function exitOk() {}

// A return value goes nowhere; it takes a queue or a pool to get one back.
function returnValue() {
  return 1;
}

function raises() {
  throw new RuntimeError("运行时的错误");
}

async function terminated() {
  await sleep(3000);
}

const targets = {
  exit_error: exitError,
  exit_ok: exitOk,
  return_value: returnValue,
  raises,
  terminated,
};

if (isMainProcess) {
  const jobs = Object.entries(targets).map(([name, target]) => {
    console.log(`运行进程的函数名 ${name}`);
    const job = new Process({ name, target });
    job.start();
    return job;
  });

  jobs.at(-1)?.terminate();

  for (const job of jobs) {
    await job.join();
    console.log(`${job.name.padStart(15)}.exitcode=${job.exitCode}`);
  }
}
