/** From a user's module to what Node runs: without types, and with its top-level names registered. */
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import type { CachedModule } from "./cache.ts";
import { elide } from "./elide.ts";
import { type ImportSite, importSites } from "./imports.ts";
import { type TopLevel, topLevel } from "./names.ts";
import { declaredFormat, type Format, parse } from "./parse.ts";
import { applyEdits, type Edit, TranslateError } from "./source.ts";
import { shiftFirstLine, sourceMapComment } from "./source-map.ts";
import { stripTypes } from "./strip.ts";
import { supportsUsing } from "./support.ts";
import { hasUsing, rewriteUsing } from "./using.ts";

export { TranslateError };

/** Files that {@link translate} understands. */
export const SUPPORTED = /\.(?:[cm]?ts|tsx|[cm]?js)$/;

export interface Translated {
  code: string;
  format: Format;
  /** True if columns have moved and `code` ends with an inline source map. Lines never move. */
  sourceMap: boolean;
}

/**
 * Translates one module. The first line of the result begins with the registration of its top-level names in the
 * global `ModuleRegistry`; {@link prefixLength} tells how far that reaches.
 *
 * Reading a name of the registry throws while the binding is not initialised yet.
 * @param file absolute path; decides by extension whether there are types, and by extension, package.json or syntax
 *   which format it is.
 * @throws TranslateError when it cannot be parsed.
 */
export function translate(source: string, file: string): Translated {
  const { code, format, sourceMap } = translateModule(source, file).module;
  return { code, format, sourceMap };
}

/**
 * {@link translate}, in the shape that is kept for the other processes of a run, and what the module imports.
 * @param nativeUsing whether the Node that will run it knows `using`; if not, such declarations are rewritten.
 */
export function translateModule(
  source: string,
  file: string,
  nativeUsing: boolean = supportsUsing(),
): { module: CachedModule; imports: ImportSite[] } {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const typed = !/js$/.test(extname(file));
  const stripped = typed ? stripTypes(text, file) : { code: text };
  const { program, format } = parse(stripped.code, file, typed, declaredFormat(file));
  const edits: Edit[] = [];
  const unused = typed && format === "module" ? elide(stripped.code, program, edits) : [];
  let code = applyEdits(stripped.code, edits);
  const names = topLevel(program, unused);
  const prefix = registration(names, format, file, typed && IMPORT_REQUIRE.test(text));
  const exports = format === "commonjs" ? [...new Set(names.exports)].filter((name) => name !== "") : [];
  let using: CachedModule["using"] = "none";
  if (hasUsing(stripped.code, program)) {
    using = nativeUsing ? "native" : "rewritten";
    if (!nativeUsing) code = applyEdits(code, rewriteUsing(code, parse(code, file, typed, format).program));
  }
  const module = {
    format,
    sourceMap: stripped.mappings !== undefined,
    using,
    prefix: prefix.length,
    exports,
  };
  let whole = prefix + (code.startsWith("#!") ? `//${code}` : code);
  if (stripped.mappings !== undefined) {
    const mappings = shiftFirstLine(stripped.mappings, prefix.length);
    whole += `\n${sourceMapComment(mappings, pathToFileURL(file).href)}`;
  }
  return { module: { ...module, code: whole }, imports: importSites(stripped.code, program, format, unused) };
}

/** `import x = require("x")`, which in an ES module needs a `require` first. */
const IMPORT_REQUIRE = /\bimport\s+[\w$]+\s*=\s*require\b/;

const MARK = /^\/\*interleave (\d+)\*\//;

/** How many characters {@link translate} put before the module's own on line 1. */
export function prefixLength(code: string): number {
  return Number(MARK.exec(code)?.[1] ?? 0);
}

function registration(found: TopLevel, format: Format, file: string, importRequire: boolean): string {
  const thunks = new Map<string, string>();
  for (const name of found.exports)
    thunks.set(name || "default", name ? `module.exports.${name}` : "module.exports");
  for (const name of found.names) thunks.set(name, name);
  let before = "";
  let url = "import.meta.url";
  if (format === "commonjs") {
    url = JSON.stringify(pathToFileURL(file).href);
    if (found.strict) before = '"use strict";';
  } else {
    if (found.namedDefault) thunks.set("default", found.namedDefault);
    else if (found.anonymousDefault) {
      // The module's own default export, by way of the preload: naming it would change the function's name.
      before = 'import{default as $interleaveDefault}from"interleave:self";';
      thunks.set("default", "$interleaveDefault");
    }
    if (importRequire && !thunks.has("require"))
      before += 'const require=process.getBuiltinModule("node:module").createRequire(import.meta.url);';
  }
  // `["__proto__"]` makes a property where `__proto__` would set the prototype.
  const entries = Array.from(thunks, ([name, read]) =>
    name === "__proto__" ? `["__proto__"]:()=>${read}` : `${name}:()=>${read}`,
  );
  const set = `globalThis[Symbol.for("interleave.modules")]?.set(${url},{${entries.join(",")}});`;
  return marked(before, set);
}

/** The prefix with its own length in front. */
function marked(before: string, set: string): string {
  let length = 0;
  for (;;) {
    const prefix = `/*interleave ${length}*/${before}${set}`;
    if (prefix.length === length) return prefix;
    length = prefix.length;
  }
}
