/**
 * Sucrase, loaded when the first module needs it: most need no more than Node's own stripper, and it takes 20 ms. The
 * loader hooks are synchronous, so this cannot be an `import()`.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

/** The parts of its tokenizer that sucrase does not publish types for. */
export interface Token {
  type: number;
  start: number;
  end: number;
  /** True for everything that sucrase's TypeScript transform takes out. */
  isType: boolean;
}
interface Tokenizer {
  parse(source: string, jsx: boolean, typescript: boolean, flow: boolean): { tokens: Token[] };
}
type TokenName =
  | "name"
  | "string"
  | "dot"
  | "braceL"
  | "braceR"
  | "dollarBraceL"
  | "_class"
  | "_function"
  | "star"
  | "_export";
interface TokenTypes {
  TokenType: Record<TokenName, number>;
}

// Built, the calls below are replaced by what they load. Run from source there is no `require`, and packages are
// found from the program that was started.
const load: NodeJS.Require | undefined =
  typeof require === "function"
    ? undefined
    : createRequire(process.argv[1] ?? join(process.cwd(), "program"));

export function sucrase(): typeof import("sucrase") {
  return load ? load("sucrase") : require("sucrase");
}

export function tokenizer(): Tokenizer & TokenTypes {
  const { parse } = (
    load ? load("sucrase/dist/parser/index.js") : require("sucrase/dist/parser/index.js")
  ) as Tokenizer;
  const { TokenType } = (
    load ? load("sucrase/dist/parser/tokenizer/types.js") : require("sucrase/dist/parser/tokenizer/types.js")
  ) as TokenTypes;
  return { parse, TokenType };
}
