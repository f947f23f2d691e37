/**
 * Loaded by every process of a program before its own modules. Takes the process's seat out of the environment and
 * makes Node load the user's modules translated. On the start path of every process: what is not needed for a
 * module that is already translated must not be loaded here.
 */
import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  GLOBAL_MODULES,
  GLOBAL_OUTPUT,
  GLOBAL_PRELOAD,
  GLOBAL_SEAT,
  type ModuleRegistry,
  type OutputTap,
  PROCESS_VARIABLE,
  type PreloadGlobal,
  type ProcessSeat,
} from "../protocol/control.ts";
import { type CachedModule, readCached, writeCached } from "./cache.ts";
import { disposeScope, GLOBAL_USING } from "./dispose.ts";
import { tapOutput } from "./output-tap.ts";
import { isRelative, isUserModule, likeTypeScript } from "./resolve.ts";
import { supportsUsing } from "./support.ts";

type Globals = {
  [GLOBAL_MODULES]?: ModuleRegistry;
  [GLOBAL_OUTPUT]?: OutputTap;
  [GLOBAL_PRELOAD]?: PreloadGlobal;
  [GLOBAL_SEAT]?: ProcessSeat;
  [GLOBAL_USING]?: typeof disposeScope;
};
const globals = globalThis as Globals;

const dist = __dirname;
/** URL of `dist`, with a slash at the end. */
const distUrl = pathToFileURL(`${dist}${sep}`).href;
const runtimeUrl = `${distUrl}runtime/index.js`;

/** URL → what `load` gave out. */
const loaded = new Map<string, CachedModule>();

/** True for our own files: those in `dist` itself and the runtime. A program may stand in a folder below. */
function isOurs(url: string): boolean {
  if (!url.startsWith(distUrl)) return false;
  const rest = url.slice(distUrl.length);
  return !rest.includes("/") || rest.startsWith("runtime/");
}

function moduleFor(url: string): CachedModule {
  const known = loaded.get(url);
  if (known) return known;
  const folder = globals[GLOBAL_SEAT]?.folder;
  let found = folder === undefined ? null : readCached(folder, url);
  // It may have been translated by a launcher whose own Node is newer than this one.
  if (!found || (found.using === "native" && !supportsUsing())) {
    found = translated(url);
    if (folder !== undefined) {
      try {
        writeCached(folder, url, found);
      } catch {
        // Then the others translate it themselves.
      }
    }
  }
  if (found.sourceMap) process.setSourceMapsEnabled(true);
  if (found.using === "rewritten") globals[GLOBAL_USING] ??= disposeScope;
  loaded.set(url, found);
  return found;
}

function translated(url: string): CachedModule {
  const file = fileURLToPath(url);
  const source = readFileSync(file, "utf8");
  // Not a static import: most processes find everything translated and never need it.
  const { translateModule } = require(`${dist}${sep}translate.cjs`) as typeof import("./translate.ts");
  try {
    return translateModule(source, file).module;
  } catch (error) {
    if ((error as Error).name !== "TranslateError") throw error;
    const { line, column, message } = error as import("./source.ts").TranslateError;
    const shown = new SyntaxError(`${file}:${line}:${column}: ${message}`);
    // How Interleave got there says nothing to the user.
    shown.stack = `SyntaxError: ${shown.message}`;
    throw shown;
  }
}

/** Not a static import either: what it needs of Node takes longer to load than all the rest. */
function embedded(): ProcessSeat {
  return (require(`${dist}${sep}embedded.cjs`) as typeof import("./embedded.ts")).startEmbedded(dist);
}

/** An ES module that has the ordinary CommonJS loader load a module, and exports what that exports. */
function facade(url: string, exports: readonly string[]): string {
  const file = JSON.stringify(fileURLToPath(url));
  const names = exports.filter((name) => name !== "default");
  return `import { createRequire } from "node:module";
const $module = createRequire(import.meta.url)(${file});
export default $module;
const { ${names.map((name, i) => `${name}: $${i}`).join(", ")} } = Object($module);
export { ${names.map((name, i) => `$${i} as ${name}`).join(", ")} };`;
}

/** Node 22 gives a Set where later ones, and the documentation, have an array. */
function isImport(conditions: Iterable<string>): boolean {
  for (const condition of conditions) if (condition === "import") return true;
  return false;
}

function install(): void {
  globals[GLOBAL_MODULES] = new Map();
  const seat = process.env[PROCESS_VARIABLE];
  if (seat !== undefined) {
    delete process.env[PROCESS_VARIABLE];
    globals[GLOBAL_SEAT] = JSON.parse(seat) as ProcessSeat;
  }
  globals[GLOBAL_OUTPUT] = tapOutput();
  globals[GLOBAL_PRELOAD] = {
    dist,
    prefixLength: (url) => loaded.get(url)?.prefix ?? 0,
    original(url, line, column) {
      const module = loaded.get(url);
      if (module?.sourceMap) {
        const map = nodeModule.findSourceMap(url) ?? nodeModule.findSourceMap(fileURLToPath(url));
        const origin = map?.findOrigin(line, column);
        if (origin && "lineNumber" in origin) return { line: origin.lineNumber, column: origin.columnNumber };
      }
      const prefix = line === 1 ? (module?.prefix ?? 0) : 0;
      return { line, column: Math.max(1, column - prefix) };
    },
  };
  // Before Node 24 a CommonJS module that is imported with its source given is run by a second CommonJS loader, whose
  // modules and `require` are not the ordinary ones.
  const secondLoader = Number.parseInt(process.versions.node, 10) < 24;
  nodeModule.registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "@interleave/runtime") {
        // Nobody launched this program: it is a run of its own, from the moment it asks for the runtime.
        globals[GLOBAL_SEAT] ??= embedded();
        return { url: runtimeUrl, format: "module", shortCircuit: true };
      }
      // The registration of an anonymous default export reads it this way.
      if (specifier === "interleave:self" && context.parentURL)
        return { url: context.parentURL, shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        if (!context.parentURL || !isRelative(specifier)) throw error;
        const url = likeTypeScript(specifier, context.parentURL);
        if (url === null) throw error;
        return { url, shortCircuit: true };
      }
    },
    load(url, context, next) {
      if (!isUserModule(url) || isOurs(url)) return next(url, context);
      const module = moduleFor(url);
      const { format, code } = module;
      if (secondLoader && format === "commonjs" && isImport(context.conditions))
        return { format: "module", source: facade(url, module.exports), shortCircuit: true };
      return { format, source: code, shortCircuit: true };
    },
  });
}

// A process may be given the preload twice: on its command line and in NODE_OPTIONS.
if (!globals[GLOBAL_MODULES]) install();
