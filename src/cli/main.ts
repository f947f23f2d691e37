/** `interleave`: runs programs from a terminal, and looks at what was recorded. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode } from "../launch/find-node.ts";
import { ArgumentError, parseArguments, USAGE } from "./arguments.ts";

const dist = dirname(fileURLToPath(import.meta.url));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // One line, whatever went wrong before anything was started.
  process.stderr.write(`interleave: ${(error as Error).message}\n`);
  process.exitCode = 2;
}

async function main(args: string[]): Promise<number> {
  const command = parseArguments(args);
  if (command.name === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command.name === "version") {
    process.stdout.write(`${__VERSION__}\n`);
    return 0;
  }
  if (!newEnough()) return elsewhere();
  // Each command's own code only when it is asked for: most of it is not needed by the others.
  switch (command.name) {
    case "run":
      return (await import("./run.ts")).run(command, dist);
    case "inspect":
      return (await import("./inspect.ts")).inspect(command);
    case "export":
      return (await import("./export.ts")).exportTrace(command, dist);
    default:
      return command satisfies never;
  }
}

/** What this program and the user's need: synchronous module hooks. */
function newEnough(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 15);
}

/** Started by a Node that is too old: does the same with one that is not, if there is any. */
async function elsewhere(): Promise<number> {
  // Where Interleave was installed with npm, a Node of its own may have come with it.
  const beside = join(dist, "..", "node_modules", ".bin");
  const path = [process.env["PATH"], beside].filter(Boolean).join(delimiter);
  const found = await findNode({ env: { ...process.env, PATH: path } });
  const child = spawn(found.path, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, ...found.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (signal !== "SIGINT") child.kill(signal);
    });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new ArgumentError(error.message)));
    child.once("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)));
  });
}

declare const __VERSION__: string;
