/** What a module asks for by name. */
import type { Program } from "acorn";
import type { ImportPart } from "./names.ts";
import type { Format } from "./parse.ts";
import { type AnyNode, eachChild } from "./source.ts";

export interface ImportSite {
  specifier: string;
  /** 1-based position of the specifier. */
  line: number;
  column: number;
  /** True if the module cannot be linked without it: an `import` or `export … from`, not a call. */
  needed: boolean;
}

/**
 * Every module that the code names literally, in order of appearance for those that are needed.
 * @param gone declarations that do not count.
 */
export function importSites(
  code: string,
  program: Program,
  format: Format,
  gone: readonly ImportPart[],
): ImportSite[] {
  const sites: ImportSite[] = [];
  const add = (literal: AnyNode | null | undefined, needed: boolean): void => {
    if (literal?.type !== "Literal" || typeof literal["value"] !== "string") return;
    sites.push({ specifier: literal["value"], ...positionOf(code, literal.start), needed });
  };
  for (const node of program.body) {
    if (
      node.type === "ImportDeclaration" ||
      node.type === "ExportNamedDeclaration" ||
      node.type === "ExportAllDeclaration"
    )
      if (!(gone as readonly unknown[]).includes(node)) add(node.source as AnyNode | null | undefined, true);
  }
  if (!/\b(?:import|require)\s*\(/.test(code)) return sites;
  const visit = (node: AnyNode): void => {
    if (node.type === "ImportExpression") add(node["source"] as AnyNode, false);
    else if (
      format === "commonjs" &&
      node.type === "CallExpression" &&
      (node["callee"] as AnyNode)["name"] === "require"
    )
      add((node["arguments"] as AnyNode[])[0], false);
    eachChild(node, visit);
  };
  visit(program as unknown as AnyNode);
  return sites;
}

function positionOf(code: string, at: number): { line: number; column: number } {
  const lines = code.slice(0, at).split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
