/**
 * Translated modules of one run, as files: `FOLDER/modules/HASH`, the first line a JSON header, then the code. On the
 * start path of every process: keep it small and without imports that Node has not loaded anyway.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { sep } from "node:path";

export interface CachedModule {
  format: "module" | "commonjs";
  /** True if the code ends with an inline source map. */
  sourceMap: boolean;
  /**
   * Whether there is a `using` declaration: `native`, so that only a Node that knows it can run this, or rewritten to
   * what every Node runs.
   */
  using: "none" | "native" | "rewritten";
  /** Names that a CommonJS module exports, as far as its text tells. */
  exports: string[];
  /** Characters on line 1 before the module's own. */
  prefix: number;
  code: string;
}

/** The module's translation; null if there is none. */
export function readCached(folder: string, url: string): CachedModule | null {
  let text: string;
  try {
    text = readFileSync(pathFor(folder, url), "utf8");
  } catch {
    return null;
  }
  const end = text.indexOf("\n");
  const header = JSON.parse(text.slice(0, end)) as Omit<CachedModule, "code"> & { url: string };
  // Two URLs with one hash: the second is then translated by every process that needs it.
  if (header.url !== url) return null;
  return { ...header, code: text.slice(end + 1) };
}

/**
 * Keeps a translation for the other processes of the run. Whoever reads at the same time sees all of it or nothing.
 * @throws when the folder cannot be written to.
 */
export function writeCached(folder: string, url: string, { code, ...header }: CachedModule): void {
  const path = pathFor(folder, url);
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const text = `${JSON.stringify({ url, ...header })}\n${code}`;
  const options = { mode: 0o600, flag: "wx" } as const;
  try {
    writeFileSync(temporary, text, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    makeFolder(`${folder}${sep}modules`);
    writeFileSync(temporary, text, options);
  }
  try {
    renameSync(temporary, path);
  } catch (error) {
    // Windows does not replace a file that another process is just reading: then it is there already.
    rmSync(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/** The folder around it is the run's own: when that is gone the run is over, and it must not come back. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function pathFor(folder: string, url: string): string {
  return `${folder}${sep}modules${sep}${hash(url)}`;
}

/** 64 bits of FNV-1a like mixing, as hexadecimal: not secret, only well spread. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
    b ^= b >>> 15;
  }
  return (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
}
