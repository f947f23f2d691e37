/** Imports and exports that named only types. */
import type { ExportNamedDeclaration, Identifier, ImportDeclaration, Literal, Program } from "acorn";
import { topLevel, usedNames } from "./names.ts";
import { blank, type Edit, lineEnds } from "./source.ts";

/**
 * What to take out of a TypeScript module whose types are gone, as TypeScript itself does it unless
 * `verbatimModuleSyntax` is set: imported names that nothing uses, imports of nothing but such names, and exports of
 * names that are not there. Without it `import { SomeType } from "./types.ts"` would fail when the modules are linked.
 */
export function elide(code: string, program: Program): Edit[] {
  const edits: Edit[] = [];
  const imports = program.body.filter((node) => node.type === "ImportDeclaration");
  if (imports.some(({ specifiers }) => specifiers.length > 0)) {
    const used = usedNames(program);
    for (const declaration of imports) {
      const kept = declaration.specifiers.filter(({ local }) => used.has(local.name));
      if (kept.length < declaration.specifiers.length) edits.push(withoutUnused(code, declaration, kept));
    }
  }
  let bound: Set<string> | undefined;
  for (const node of program.body) {
    if (node.type !== "ExportNamedDeclaration" || node.source || node.specifiers.length === 0) continue;
    bound ??= boundNames(program);
    const kept = node.specifiers.filter(({ local }) => bound?.has((local as Identifier).name));
    if (kept.length < node.specifiers.length) edits.push(withoutTypes(code, node, kept));
  }
  return edits;
}

function boundNames(program: Program): Set<string> {
  const bound = new Set(topLevel(program).names);
  for (const node of program.body)
    if (node.type === "ImportDeclaration")
      for (const specifier of node.specifiers)
        if (specifier.type === "ImportNamespaceSpecifier") bound.add(specifier.local.name);
  return bound;
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
