/** From JavaScript text to a syntax tree, and to the module format that the syntax asks for. */
import { readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { type Options, Parser, type Program } from "acorn";
import { TranslateError } from "./source.ts";

export type Format = "module" | "commonjs";

/**
 * TypeScript lets `export { T }` name a type, of which nothing is left here: such a name is no error but is
 * taken out later.
 */
const LenientParser = Parser.extend(
  (Base) =>
    class extends (Base as unknown as new (options: Options, source: string) => object) {
      checkLocalExport(): void {}
    } as unknown as typeof Parser,
);

interface AcornError extends SyntaxError {
  pos: number;
  loc: { line: number; column: number };
}

/**
 * Parses a module's JavaScript.
 * @param typed true if it was TypeScript: exports of names that are not there are then allowed.
 * @param format null: whichever it can be read as, CommonJS first, as Node does it.
 * @throws TranslateError
 */
export function parse(
  code: string,
  file: string,
  typed: boolean,
  format: Format | null,
): { program: Program; format: Format } {
  if (format) {
    try {
      return { program: parseAs(code, typed, format), format };
    } catch (error) {
      throw located(error, file, code);
    }
  }
  try {
    return { program: parseAs(code, typed, "commonjs"), format: "commonjs" };
  } catch (asCommonJs) {
    try {
      return { program: parseAs(code, typed, "module"), format: "module" };
    } catch (asModule) {
      // The reading that got further is the one that was meant.
      const further = (asModule as AcornError).pos >= (asCommonJs as AcornError).pos ? asModule : asCommonJs;
      throw located(further, file, code);
    }
  }
}

function parseAs(code: string, typed: boolean, format: Format): Program {
  return (typed ? LenientParser : Parser).parse(code, {
    ecmaVersion: "latest",
    sourceType: format,
    allowHashBang: true,
  });
}

function located(error: unknown, file: string, code: string): unknown {
  const { pos, loc, message } = error as AcornError;
  if (typeof pos !== "number" || !loc) return error;
  const text =
    code[pos] === "@"
      ? "decorators cannot be run by Node without a compiler"
      : message.replace(/ \(\d+:\d+\)$/, "");
  return new TranslateError(file, loc.line, loc.column + 1, text);
}

/** Folder → what the nearest package.json says. */
const packageTypes = new Map<string, Format | null>();

/**
 * The module format that a file's name or its package asks for; null when its syntax decides.
 * @param file absolute path.
 */
export function declaredFormat(file: string): Format | null {
  const extension = extname(file);
  if (extension === ".mts" || extension === ".mjs") return "module";
  if (extension === ".cts" || extension === ".cjs") return "commonjs";
  return packageType(dirname(file)) === "module" ? "module" : null;
}

function packageType(folder: string): Format | null {
  const known = packageTypes.get(folder);
  if (known !== undefined) return known;
  let found: Format | null | undefined;
  try {
    const { type } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: unknown };
    found = type === "module" || type === "commonjs" ? type : null;
  } catch (error) {
    // A package.json that cannot be understood is Node's to complain about.
    if (error instanceof SyntaxError) found = null;
  }
  const parent = dirname(folder);
  const result = found !== undefined ? found : parent === folder ? null : packageType(parent);
  packageTypes.set(folder, result);
  return result;
}
