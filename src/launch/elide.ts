/** Imports and exports that named only types. */
import type { ExportNamedDeclaration, Identifier, ImportDeclaration, Literal, Program } from "acorn";
import { type ImportPart, topLevel, usedNames } from "./names.ts";
import { blank, type Edit, lineEnds } from "./source.ts";

/**
 * Takes out of a TypeScript module whose types are gone what TypeScript itself takes out unless
 * `verbatimModuleSyntax` is set: imported names that nothing uses, imports of nothing but such names, and exports of
 * names that are not there. Without it `import { SomeType } from "./types.ts"` would fail when the modules are linked.
 * @param edits gets what is to be done to the code.
 * @returns the parts of `import` declarations that are gone.
 */
export function elide(code: string, program: Program, edits: Edit[]): ImportPart[] {
  const gone: ImportPart[] = [];
  const bound = new Set(topLevel(program).names);
  const imports = program.body.filter((node) => node.type === "ImportDeclaration");
  if (imports.some(({ specifiers }) => specifiers.length > 0)) {
    const used = usedNames(program);
    for (const declaration of imports) {
      const { specifiers } = declaration;
      const kept = specifiers.filter(({ local }) => used.has(local.name));
      for (const { local } of kept) bound.add(local.name);
      if (kept.length === specifiers.length) continue;
      gone.push(...specifiers.filter((specifier) => !kept.includes(specifier)));
      if (kept.length === 0) gone.push(declaration);
      edits.push(withoutUnused(code, declaration, kept));
    }
  }
  for (const node of program.body) {
    if (node.type !== "ExportNamedDeclaration" || node.source || node.specifiers.length === 0) continue;
    const kept = node.specifiers.filter(({ local }) => bound.has((local as Identifier).name));
    if (kept.length < node.specifiers.length) edits.push(withoutTypes(code, node, kept));
  }
  return gone;
}

function withoutUnused(
  code: string,
  { start, end, source }: ImportDeclaration,
  kept: ImportDeclaration["specifiers"],
): Edit {
  if (kept.length === 0) return { start, end, text: blank(code.slice(start, end)) };
  const clauses: string[] = [];
  const named: string[] = [];
  for (const specifier of kept) {
    const { name } = specifier.local;
    if (specifier.type === "ImportDefaultSpecifier") clauses.push(name);
    else if (specifier.type === "ImportNamespaceSpecifier") clauses.push(`* as ${name}`);
    else named.push(`${nameText(specifier.imported)} as ${name}`);
  }
  if (named.length > 0) clauses.push(`{${named.join(",")}}`);
  const text = `import ${clauses.join(",")} from ${lineEnds(code.slice(start, source.start))}`;
  return { start, end: source.start, text };
}

function withoutTypes(
  code: string,
  { start, end }: ExportNamedDeclaration,
  kept: ExportNamedDeclaration["specifiers"],
): Edit {
  const names = kept.map(({ local, exported }) => `${nameText(local)} as ${nameText(exported)}`);
  return { start, end, text: `export {${names.join(",")}};${lineEnds(code.slice(start, end))}` };
}

function nameText(name: Identifier | Literal): string {
  return name.type === "Identifier" ? name.name : name.raw!;
}
