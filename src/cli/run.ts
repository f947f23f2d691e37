/** `interleave run`. */
import { resolve } from "node:path";
import { hintLine } from "../coordinator/terminal.ts";
import { launch } from "../launch/launch.ts";
import type { RunCommand } from "./arguments.ts";

/** Runs the program to its end; answers the exit status. */
export async function run(command: RunCommand, dist: string): Promise<number> {
  const started = await launch({
    file: resolve(command.file),
    args: command.args,
    cwd: process.cwd(),
    node: process.execPath,
    dist,
    trace: command.trace === undefined ? "" : resolve(command.trace),
    onDeadlock: command.onDeadlock,
    stdio: "inherit",
    ...(command.timeout === undefined ? {} : { timeout: command.timeout }),
    onHint: (hint) => {
      if (command.hints === "json")
        process.stderr.write(`${JSON.stringify({ interleave: "hint", ...hint })}\n`);
      else if (command.hints === "text") process.stderr.write(hintLine(hint));
    },
    onReport: (message) => process.stderr.write(`interleave: ${message}\n`),
  });
  let interrupts = 0;
  process.on("SIGINT", () => {
    // The program may handle the first; the second is meant for us.
    if (++interrupts === 1) started.signal("SIGINT");
    else void started.stop();
  });
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => void started.stop());
  const { exitStatus } = await started.ended;
  return exitStatus;
}
