/** Takes the types out of TypeScript, with every line staying where it is. */
import * as nodeModule from "node:module";
import { extname } from "node:path";
import { transform } from "sucrase";
import { desugarNamespaces } from "./namespaces.ts";
import { TranslateError } from "./source.ts";

export interface Stripped {
  code: string;
  /** Present when columns have moved: VLQ mappings from `code` to the source, one group a line. */
  mappings?: string;
}

/**
 * The JavaScript in a TypeScript module.
 *
 * Node's own stripper comes first: it replaces types by blanks, so that positions stay. What it refuses (enums,
 * parameter properties, namespaces, `import x = require()`, JSX) is rewritten here, line by line.
 * @param file absolute path; its extension says whether there is JSX and whether `import` becomes `require`.
 * @param commonjs true if `import` and `export` must become CommonJS.
 * @throws TranslateError
 */
export function stripTypes(source: string, file: string): Stripped {
  const extension = extname(file);
  let text = source;
  if (extension !== ".tsx" && nodeModule.stripTypeScriptTypes) {
    try {
      return { code: quietly(() => nodeModule.stripTypeScriptTypes(text)) };
    } catch (error) {
      const located = syntaxError(error, file);
      if (located) throw located;
    }
  }
  text = desugarNamespaces(text, (body) => stripTypes(body, file).code);
  return viaSucrase(text, file);
}

function viaSucrase(source: string, file: string): Stripped {
  const extension = extname(file);
  try {
    const done = transform(source, {
      transforms: [
        "typescript",
        ...(extension === ".tsx" ? (["jsx"] as const) : []),
        ...(extension === ".cts" && /^\s*(import|export)\b/m.test(source) ? (["imports"] as const) : []),
      ],
      disableESTransforms: true,
      // Which imports are needed is decided in one place for all modules; see elide.ts.
      keepUnusedImports: true,
      preserveDynamicImport: true,
      production: true,
      filePath: file,
      sourceMapOptions: { compiledFilename: file },
    });
    return { code: done.code, mappings: done.sourceMap!.mappings };
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number; column: number } };
    if (!loc) throw error;
    const text = message
      .replace(/^Error transforming .*?: (?=[^:]*\(\d+:\d+\)$)/s, "")
      .replace(/ \(\d+:\d+\)$/, "");
    throw new TranslateError(file, loc.line, loc.column + 1, text);
  }
}

/** Runs something that uses Node's stripper, without the warning that the stripper is experimental. */
function quietly<T>(run: () => T): T {
  const emit = process.emitWarning;
  process.emitWarning = ((...args: Parameters<typeof process.emitWarning>) => {
    const [warning, type] = args as unknown[];
    if (type === "ExperimentalWarning" && String(warning).includes("stripTypeScriptTypes")) return;
    emit.apply(process, args);
  }) as typeof process.emitWarning;
  try {
    return run();
  } finally {
    process.emitWarning = emit;
  }
}

/**
 * Where and what, of an error of Node's stripper; undefined when it only means that another way has to be found
 * (syntax that is more than types, a Node built without the stripper). The position is only in its text: Node 24 puts `FILE:LINE`, the
 * source line and a line with a caret before the stack; Node 22 draws a frame (`,-[LINE:COLUMN]`, the source line,
 * `: ^^^`) in the message, and leaves the numbers out on line 1.
 */
function syntaxError(error: unknown, file: string): TranslateError | undefined {
  const { code, message, stack = "" } = error as NodeJS.ErrnoException;
  if (code !== "ERR_INVALID_TYPESCRIPT_SYNTAX") return undefined;
  const framed = /^\s*x (.+?)\n\s*,-+(?:\[(\d+):\d+\])?/s.exec(message);
  if (framed) {
    const line = Number(framed[2] ?? 1);
    const gutter = new RegExp(`^ *${line} \\| `, "m").exec(message);
    const caret = /^ *: ( *)\^/m.exec(message);
    return new TranslateError(
      file,
      line,
      gutter && caret ? caret[1]!.length + 1 : 1,
      framed[1]!.replace(/\s*\n\s*[|`].*$/s, ""),
    );
  }
  const head = /^[^\n]*:(\d+)\n[^\n]*\n( *)\^/.exec(stack);
  if (head) return new TranslateError(file, Number(head[1]), head[2]!.length + 1, message);
  return undefined;
}
