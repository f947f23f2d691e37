/** The parts of sucrase's tokenizer that it does not publish types for. */
declare module "sucrase/dist/parser/index.js" {
  export interface Token {
    type: number;
    start: number;
    end: number;
    /** True for everything that sucrase's TypeScript transform takes out. */
    isType: boolean;
  }
  export function parse(
    source: string,
    jsx: boolean,
    typescript: boolean,
    flow: boolean,
  ): { tokens: Token[] };
}
declare module "sucrase/dist/parser/tokenizer/types.js" {
  export const TokenType: {
    name: number;
    string: number;
    dot: number;
    braceL: number;
    braceR: number;
    dollarBraceL: number;
    _class: number;
    _function: number;
    star: number;
    _export: number;
  };
}
