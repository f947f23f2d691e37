/**
 * A program that was run with plain `node` has been loaded without the preload: its modules are not registered
 * and there is no coordinator. It starts over, with the preload, as the same process where the system can do
 * that, else as a child whose end becomes its own.
 */
import { fileURLToPath } from "node:url";
import { builtin } from "./builtin.ts";

export function startOver(): never {
  const preload = fileURLToPath(new URL("../preload.cjs", import.meta.url));
  const args = [...process.execArgv, "--require", preload, ...process.argv.slice(1)];
  const { execve } = process as { execve?: (file: string, args: string[], env: NodeJS.ProcessEnv) => never };
  if (execve && process.platform !== "win32") {
    // Node calls it experimental, on standard error, which belongs to the program.
    const { emitWarning } = process;
    process.emitWarning = () => {};
    try {
      execve.call(process, process.execPath, [process.execPath, ...args], process.env);
    } catch {
      process.emitWarning = emitWarning;
    }
  }
  const { status, signal } = builtin("node:child_process").spawnSync(process.execPath, args, {
    stdio: "inherit",
  });
  process.exit(signal ? 128 + builtin("node:os").constants.signals[signal] : (status ?? 1));
}
