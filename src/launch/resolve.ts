/** Which file a relative import means. Shared by the preload, so kept without imports that cost time. */
import { realpathSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Extensions of the modules that are translated, at the end of a URL's path. */
const USER_MODULE = /\.(?:[cm]?ts|tsx|[cm]?js)(?:[?#]|$)/;

/** True for the modules that are the program's own: translated, and searched for functions by name. */
export function isUserModule(url: string): boolean {
  return url.startsWith("file:") && USER_MODULE.test(url) && !url.includes("/node_modules/");
}

/** JavaScript extension → what its TypeScript source is called. */
const SOURCES: Record<string, readonly string[]> = {
  ".js": [".ts", ".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};
const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs"];

export function isRelative(specifier: string): boolean {
  return /^(?:\.\.?(?:\/|$)|\/|file:)/.test(specifier);
}

/**
 * The file that a relative specifier means to TypeScript although Node finds nothing there: `./x.js` → `x.ts`,
 * `./x` → `x.ts`, `./x` → `x/index.ts`. Null if there is none either.
 * @param parent URL of the module that imports.
 */
export function likeTypeScript(specifier: string, parent: string): string | null {
  const target = targetOf(specifier, parent);
  if (!target) return null;
  const { pathname } = target;
  const extension = /\.[cm]?js$/.exec(pathname)?.[0];
  const stem = extension === undefined ? pathname : pathname.slice(0, -extension.length);
  const candidates = [
    ...(extension === undefined ? [] : SOURCES[extension]!.map((typed) => stem + typed)),
    ...EXTENSIONS.map((ending) => pathname + ending),
    ...EXTENSIONS.map((ending) => `${pathname.replace(/\/$/, "")}/index${ending}`),
  ];
  for (const candidate of candidates) {
    target.pathname = candidate;
    const found = existing(target);
    if (found !== null) return found;
  }
  return null;
}

/** What a relative specifier means to Node or else to TypeScript; null when there is no such file. */
export function resolveRelative(specifier: string, parent: string): string | null {
  const target = targetOf(specifier, parent);
  return target && (existing(target) ?? likeTypeScript(specifier, parent));
}

function targetOf(specifier: string, parent: string): URL | null {
  try {
    const target = new URL(specifier, parent);
    return target.protocol === "file:" ? target : null;
  } catch {
    return null;
  }
}

/** The URL under which Node knows the file, without symbolic links; null if there is no such file. */
function existing(url: URL): string | null {
  try {
    const path = realpathSync(fileURLToPath(url));
    return statSync(path).isFile() ? pathToFileURL(path).href + url.search + url.hash : null;
  } catch {
    return null;
  }
}
