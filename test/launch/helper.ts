/** Folders, built preloads and processes for the tests of src/launch. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { PROCESS_VARIABLE, type ProcessSeat } from "../../src/protocol/control.ts";

const root = join(import.meta.dirname, "..", "..");

const temporaries: string[] = [];
process.on("exit", () => {
  for (const folder of temporaries) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests of the file. */
export function temporary(name: string = "interleave-test-"): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
  temporaries.push(folder);
  return folder;
}

/** Writes files, creating their folders; answers the folder. */
export function write(folder: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

let built: Promise<string> | undefined;

/** The folder of built files, with a runtime that only says that it is one. */
export function dist(): Promise<string> {
  built ??= (async () => {
    const outdir = temporary("interleave dist #%-");
    const shared = {
      absWorkingDir: root,
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "warning",
    } as const;
    for (const entry of ["preload", "translate", "embedded"])
      await build({
        ...shared,
        target: "node22.15",
        entryPoints: [`src/launch/${entry}.ts`],
        outfile: join(outdir, `${entry}.cjs`),
      });
    // A program that asks for the runtime and was launched by nobody starts a run of its own.
    await build({
      ...shared,
      format: "esm",
      target: "node22.15",
      define: { __VERSION__: '"test"' },
      entryPoints: ["src/coordinator/main.ts"],
      outfile: join(outdir, "coordinator.mjs"),
    });
    return write(outdir, {
      "runtime/index.js": "export const isMainProcess = true; export class Process {}\n",
      "runtime/package.json": '{"type":"module"}',
    });
  })();
  return built;
}

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** The run's folder; absent: the process has no seat. */
  folder?: string;
  node?: string;
  cwd?: string;
  by?: "--require" | "--import";
}

/** Runs a program with the preload. */
export async function run(file: string, options: RunOptions = {}): Promise<Ran> {
  const preload = join(await dist(), "preload.cjs");
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env["NODE_OPTIONS"];
  delete env["NODE_TEST_CONTEXT"];
  if (options.folder !== undefined) {
    const seat: ProcessSeat = {
      socket: "s",
      token: "t",
      folder: options.folder,
      parent: 0,
      child: 0,
      main: "m",
      patience: 1000,
    };
    env[PROCESS_VARIABLE] = JSON.stringify(seat);
  }
  const by = options.by ?? "--require";
  return new Promise((resolve) => {
    const child = execFile(
      options.node ?? process.execPath,
      [by, by === "--import" ? pathToFileURL(preload).href : preload, file],
      { env, cwd: options.cwd },
      (_error, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** A Node that does not know `using`, if the environment variable names one. */
export function olderNode(): string | undefined {
  const path = process.env["INTERLEAVE_TEST_OLDER_NODE"];
  return path && existsSync(path) ? path : undefined;
}

/** The version that an executable says it is. */
export function versionOf(node: string): string {
  return execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
}
