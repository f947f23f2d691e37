/** Runs a command to its end. */
import { spawn } from "node:child_process";

export interface CommandResult {
  /** Exit status; null when it was killed or never began. */
  status: number | null;
  output: string;
}

/** Both streams as one text, or straight to ours when `show` is set. Never throws. */
export function runCommand(
  command: string,
  args: string[],
  options: { cwd?: string; show?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: options.show ? "inherit" : ["ignore", "pipe", "pipe"],
    // npm is a script there.
    shell: process.platform === "win32" && command === "npm",
  });
  const parts: Buffer[] = [];
  child.stdout?.on("data", (part: Buffer) => parts.push(part));
  child.stderr?.on("data", (part: Buffer) => parts.push(part));
  child.on("error", (error) => resolve({ status: null, output: error.message }));
  child.on("close", (status) => resolve({ status, output: Buffer.concat(parts).toString() }));
  return promise;
}
