/** Looks a program over before anything is started: what cannot be loaded is said in one line, at once. */
import { realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { writeCached } from "./cache.ts";
import { isRelative, isUserModule, resolveRelative } from "./resolve.ts";
import { SUPPORTED, TranslateError, translateModule } from "./translate.ts";

/** The program cannot be loaded. The message is one line for the user and says where. */
export class ProgramError extends Error {
  override name = "ProgramError";
}

/**
 * Checks that a program can be loaded, and translates it and every module of the user's that it reaches by relative
 * imports into the run's folder, so that its processes only have to read them.
 *
 * Modules that are only named in a call (`import("./x")`, `require("./x")`) are translated as well but may be missing or
 * wrong: the program may never make the call.
 * @param file absolute path of the main module.
 * @param folder absolute path of the run's private folder.
 * @param nativeUsing whether the Node that will run the program knows `using` (`FoundNode.using`); default: as ours.
 * @throws ProgramError
 */
export async function preflight(file: string, folder: string, nativeUsing?: boolean): Promise<void> {
  const queue: { url: string; needed: boolean }[] = [{ url: mainUrl(file), needed: true }];
  const seen = new Set<string>([queue[0]!.url]);
  // Needed modules first, so that a module that is reached both ways counts as needed.
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { url, needed } = next;
    for (const site of await translateInto(folder, url, needed, nativeUsing)) {
      if (!isRelative(site.specifier)) continue;
      const target = resolveRelative(site.specifier, url);
      if (target === null) {
        if (!site.needed || !needed) continue;
        const path = fileURLToPath(url);
        throw new ProgramError(
          `${path}:${site.line}:${site.column}: cannot find module ${JSON.stringify(site.specifier)}`,
        );
      }
      if (!isUserModule(target)) continue;
      const needs = needed && site.needed;
      if (seen.has(target)) {
        const waiting = queue.findIndex((entry) => entry.url === target && !entry.needed);
        if (!needs || waiting < 0) continue;
        queue.splice(waiting, 1);
      }
      seen.add(target);
      if (needs) queue.unshift({ url: target, needed: true });
      else queue.push({ url: target, needed: false });
    }
  }
}

function mainUrl(file: string): string {
  let path: string;
  try {
    path = realpathSync(file);
  } catch (error) {
    throw new ProgramError(unreadable(file, error));
  }
  if (!statSync(path).isFile()) throw new ProgramError(`${file} is not a file`);
  if (!SUPPORTED.test(path))
    throw new ProgramError(
      `${file} is neither TypeScript (.ts, .mts, .cts, .tsx) nor JavaScript (.js, .mjs, .cjs)`,
    );
  return pathToFileURL(path).href;
}

/** Translates one module and answers what it imports; nothing when it is wrong but not needed. */
async function translateInto(folder: string, url: string, needed: boolean, nativeUsing?: boolean) {
  const file = fileURLToPath(url);
  let source: string;
  try {
    source = await readFile(file, "utf8");
  } catch (error) {
    if (!needed) return [];
    throw new ProgramError(unreadable(file, error));
  }
  try {
    const { module, imports } = translateModule(source, file, nativeUsing);
    writeCached(folder, url, module);
    return imports;
  } catch (error) {
    if (!(error instanceof TranslateError)) throw error;
    if (!needed) return [];
    throw new ProgramError(`${file}:${error.line}:${error.column}: ${oneLine(error.message)}`, {
      cause: error,
    });
  }
}

function unreadable(file: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR"
    ? `cannot find ${file}`
    : `cannot read ${file}: ${code ?? message}`;
}

function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/g, " ");
}
