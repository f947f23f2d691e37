// os.fork() splits a running process in two, which both go on from the same line with the same memory. That cannot
// exist here: Node has threads of its own, and fork copies only the one that calls it, so the copy could not run. Nor
// has Windows anything like it. What there is instead, and what Python has come to prefer, is to spawn: a fresh
// process loads the same program, and is told where to begin. It shares nothing; what it needs it gets as arguments.
import { isMainProcess, Process, parentProcess } from "@interleave/runtime";

// What stands in `if pid == 0:` after a fork.
function child() {
  console.log(`I am child process (${process.pid}) and my parent is ${parentProcess()?.pid}.`);
}

if (isMainProcess) {
  console.log(`Process (${process.pid}) start...`);
  const forked = new Process({ target: child });
  forked.start();
  console.log(`I (${process.pid}) just created a child process (${forked.pid}).`);
}
