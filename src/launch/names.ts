/** Names in a syntax tree: what a module binds at its top level, and what it reads. */
import type { ImportDeclaration, Pattern, Program } from "acorn";
import { type AnyNode, eachChild } from "./source.ts";

/** Adds every name that a pattern binds. */
export function patternNames(pattern: Pattern, into: string[]): void {
  switch (pattern.type) {
    case "Identifier":
      into.push(pattern.name);
      break;
    case "ObjectPattern":
      for (const property of pattern.properties)
        patternNames(property.type === "RestElement" ? property.argument : property.value, into);
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) patternNames(element, into);
      break;
    case "AssignmentPattern":
      patternNames(pattern.left, into);
      break;
    case "RestElement":
      patternNames(pattern.argument, into);
      break;
  }
}

export interface TopLevel {
  /** Names of functions, classes, variables and imported bindings, in order of appearance. */
  names: string[];
  /** True if `export default` gives a function, class or computed value that has no name at the top level. */
  anonymousDefault: boolean;
  /** Name under which a named `export default` is bound. */
  namedDefault: string | null;
  /** CommonJS: names assigned as `exports.NAME`; `""` stands for `module.exports` itself. */
  exports: string[];
  /** True if the module begins with `"use strict"`. */
  strict: boolean;
}

/** An `import` declaration or one of the names in it. */
export type ImportPart = ImportDeclaration | ImportDeclaration["specifiers"][number];

/**
 * What a module binds at its top level. Namespace imports are left out: nothing can be called by them.
 * @param gone parts of imports that do not count.
 */
export function topLevel(program: Program, gone: readonly ImportPart[] = []): TopLevel {
  const names: string[] = [];
  const found: TopLevel = { names, anonymousDefault: false, namedDefault: null, exports: [], strict: false };
  const declare = (node: Program["body"][number] | null | undefined): void => {
    if (node?.type === "FunctionDeclaration" || node?.type === "ClassDeclaration") names.push(node.id.name);
    else if (node?.type === "VariableDeclaration")
      for (const { id } of node.declarations) patternNames(id, names);
  };
  for (const node of program.body) {
    switch (node.type) {
      case "ImportDeclaration":
        for (const specifier of node.specifiers)
          if (specifier.type !== "ImportNamespaceSpecifier" && !gone.includes(specifier))
            names.push(specifier.local.name);
        break;
      case "ExportNamedDeclaration":
        declare(node.declaration);
        break;
      case "ExportDefaultDeclaration": {
        const { declaration } = node;
        if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") {
          if (declaration.id) {
            names.push(declaration.id.name);
            found.namedDefault = declaration.id.name;
          } else found.anonymousDefault = true;
        } else if (declaration.type === "Identifier") found.namedDefault = declaration.name;
        else if (!/^(?:Literal|TemplateLiteral|ObjectExpression|ArrayExpression)$/.test(declaration.type))
          found.anonymousDefault = true;
        break;
      }
      case "ExpressionStatement":
        if (node.directive === "use strict") found.strict = true;
        exportedNames(node.expression as AnyNode, found.exports);
        break;
      default:
        declare(node);
    }
  }
  return found;
}

/** `exports.a = …`, `module.exports.a = …`, `module.exports = { a, b: … }`, `module.exports = …`. */
function exportedNames(expression: AnyNode, into: string[]): void {
  if (expression.type !== "AssignmentExpression" || expression["operator"] !== "=") return;
  const { left, right } = expression as AnyNode & { left: AnyNode; right: AnyNode };
  if (isModuleExports(left)) {
    into.push("");
    if (right.type === "ObjectExpression")
      for (const property of right["properties"] as AnyNode[]) {
        const key = property["key"] as AnyNode | undefined;
        if (property.type === "Property" && !property["computed"] && key?.type === "Identifier")
          into.push(key["name"] as string);
      }
  } else if (left.type === "MemberExpression" && !left["computed"]) {
    const object = left["object"] as AnyNode;
    const property = left["property"] as AnyNode;
    if ((isModuleExports(object) || object["name"] === "exports") && property.type === "Identifier")
      into.push(property["name"] as string);
  }
  exportedNames(right, into);
}

function isModuleExports(node: AnyNode): boolean {
  return (
    node.type === "MemberExpression" &&
    !node["computed"] &&
    (node["object"] as AnyNode)["name"] === "module" &&
    (node["property"] as AnyNode)["name"] === "exports"
  );
}

/** Every name that is read or written anywhere in a module, whatever it is bound to there. */
export function usedNames(program: Program): Set<string> {
  const used = new Set<string>();
  const visit = (node: AnyNode): void => {
    if (node.type === "ImportDeclaration") return;
    if (node.type === "Identifier") used.add(node["name"] as string);
    const named = !node["computed"] && !node["shorthand"];
    eachChild(node, (child, key) => {
      const justAName =
        named &&
        child.type === "Identifier" &&
        ((key === "property" && node.type === "MemberExpression") ||
          (key === "key" && /^(?:Property|MethodDefinition|PropertyDefinition)$/.test(node.type)) ||
          (key === "exported" && /^Export/.test(node.type)) ||
          key === "label");
      if (!justAName) visit(child);
    });
  };
  visit(program as unknown as AnyNode);
  return used;
}
