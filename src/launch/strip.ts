/** Takes the types out of TypeScript, with every line staying where it is. */
import * as nodeModule from "node:module";
import { extname } from "node:path";
import { desugarNamespaces } from "./namespaces.ts";
import { parse } from "./parse.ts";
import { TranslateError } from "./source.ts";
import { sucrase } from "./sucrase.ts";

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
 * @throws TranslateError
 */
export function stripTypes(source: string, file: string): Stripped {
  const extension = extname(file);
  let text = source;
  if (extension !== ".tsx" && !needsCommonJs(source, extension) && nodeModule.stripTypeScriptTypes) {
    try {
      return { code: quietly(() => nodeModule.stripTypeScriptTypes(text)) };
    } catch (error) {
      const located = syntaxError(error, file, text);
      if (located) {
        // Node's stripper does not know all of the language (`for (using x = …; …; …)`); the others may.
        const other = secondOpinion(text, file);
        if (!other) throw located;
        return other;
      }
    }
  }
  text = desugarNamespaces(text, (body) => stripTypes(body, file).code);
  return viaSucrase(text, file);
}

/** True if there may be ES module syntax in a module that is CommonJS by its name: TypeScript allows that. */
function needsCommonJs(source: string, extension: string): boolean {
  return extension === ".cts" && /^\s*(?:import|export)\b/m.test(source);
}

function viaSucrase(source: string, file: string): Stripped {
  const extension = extname(file);
  try {
    const done = sucrase().transform(source, {
      transforms: [
        "typescript",
        ...(extension === ".tsx" ? (["jsx"] as const) : []),
        ...(needsCommonJs(source, extension) ? (["imports"] as const) : []),
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

/** The JavaScript in what Node's stripper called wrong; null if it is wrong. */
function secondOpinion(source: string, file: string): Stripped | null {
  try {
    const stripped = viaSucrase(
      desugarNamespaces(source, (body) => stripTypes(body, file).code),
      file,
    );
    parse(stripped.code, file, true, null);
    return stripped;
  } catch (error) {
    if (error instanceof TranslateError) return null;
    throw error;
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
 * (syntax that is more than types, a Node built without the stripper). The position is only in its text: Node 24 puts
 * `FILE:LINE`, the source up to the line and a line with a caret before the stack; Node 22 draws a frame
 * (`,-[LINE:COLUMN]`, numbered source lines, `: ^^^`) in the message, in which the numbers after `,-` are not the caret's.
 */
function syntaxError(error: unknown, file: string, source: string): TranslateError | undefined {
  const { code, message, stack = "" } = error as NodeJS.ErrnoException;
  if (code !== "ERR_INVALID_TYPESCRIPT_SYNTAX") return undefined;
  const at = (line: number, shown: number, text: string) =>
    new TranslateError(file, line, columnOf(source, line, shown), text);
  const framed = /^\s*x ([^\n]+)\n[\s\S]*?\n *(\d+) \|[^\n]*\n *: ( *)\^/.exec(message);
  if (framed) return at(Number(framed[2]), framed[3]!.length, framed[1]!);
  const head = /^[^\n]*:(\d+)\n(?:[^\n]*\n)*?( *)\^+\n\nSyntaxError/.exec(stack);
  if (head) return at(Number(head[1]), head[2]!.length, message);
  return new TranslateError(file, 1, 1, message.split("\n", 1)[0]!);
}

/** From a column on a terminal, 0-based, with tab stops every 4 and wide characters of 2, to one in the text, 1-based. */
function columnOf(source: string, line: number, shown: number): number {
  const text = source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? "";
  let at = 0;
  let width = 0;
  for (const character of text) {
    if (width >= shown) break;
    width += character === "\t" ? 4 - (width % 4) : WIDE.test(character) ? 2 : 1;
    at += character.length;
  }
  return at + 1;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
