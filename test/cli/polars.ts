/** Polars, a library for tables that knows nothing of us. Installed once into the cache folder, as VS Code is. */
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CACHE } from "../vscode/paths.ts";
import { runCommand } from "../vscode/run-command.ts";

const VERSION = "0.26.1";
/** What its native parts are called after the platform and the processor. */
const KINDS: Partial<Record<NodeJS.Platform, string>> = { linux: "-gnu", win32: "-msvc" };

export interface Frame {
  height: number;
  columns: string[];
  getColumn(name: string): { cast(type: unknown): { toArray(): unknown[] }; toArray(): unknown[] };
}

export interface Polars {
  Utf8: unknown;
  readIPCStream(bytes: Uint8Array): Frame;
}

/** @throws Error with what npm said when it cannot be installed. */
export async function polars(): Promise<Polars> {
  const home = join(CACHE, `polars-${VERSION}`);
  if (!existsSync(join(home, "installed"))) await install(home);
  return createRequire(join(home, "package.json"))("nodejs-polars");
}

async function install(home: string): Promise<void> {
  const fresh = `${home}.${process.pid}`;
  const native = `nodejs-polars-${process.platform}-${process.arch}${KINDS[process.platform] ?? ""}`;
  await mkdir(fresh, { recursive: true });
  await writeFile(join(fresh, "package.json"), '{ "private": true }\n');
  try {
    // By its name, too: npm leaves out what its own Node is too old for, and ours is another.
    const packages = [`nodejs-polars@${VERSION}`, `${native}@${VERSION}`];
    const { status, output } = await runCommand(
      "npm",
      ["install", ...packages, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      { cwd: fresh },
    );
    if (status !== 0) throw new Error(`Polars could not be installed:\n${output.trim()}`);
    await writeFile(join(fresh, "installed"), "");
    await rm(home, { recursive: true, force: true });
    await rename(fresh, home);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}
