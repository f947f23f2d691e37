/**
 * `using` and `await using` for a Node that does not know them: as try … catch … finally around what follows, with
 * a scope (dispose.ts) that holds the resources. Every line stays where it is, and nearly every column.
 */
import type { Program, VariableDeclaration } from "acorn";
import { patternNames } from "./names.ts";
import { type AnyNode, type Edit, eachChild, isNode, lineEnds } from "./source.ts";

/** True if the module has such a declaration anywhere. */
export function hasUsing(code: string, program: Program): boolean {
  if (!/\busing\b/.test(code)) return false;
  let found = false;
  const visit = (node: AnyNode): void => {
    if (isUsing(node)) found = true;
    if (!found) eachChild(node, visit);
  };
  visit(program as unknown as AnyNode);
  return found;
}

function isUsing(node: unknown): node is AnyNode & VariableDeclaration {
  return isNode(node) && node.type === "VariableDeclaration" && /using$/.test(node["kind"] as string);
}

const isAwait = (node: { kind: string }): boolean => node.kind === "await using";

/** What is to be done to the code. `code` must be what `program` was parsed from. */
export function rewriteUsing(code: string, program: Program): Edit[] {
  return new Rewriter(code).rewrite(program);
}

class Rewriter {
  private readonly code: string;
  /** Openings in the order from outside in, endings from inside out: what stands at one place nests rightly. */
  private readonly edits: Edit[] = [];
  /** What the names that are put in begin with; the module has none like it. */
  private readonly stem: string;
  private scopes = 0;

  constructor(code: string) {
    this.code = code;
    // As short as can be, so that the columns of what follows can stay.
    let stem = "$";
    while (code.includes(stem)) stem += "_";
    this.stem = stem;
  }

  rewrite(program: Program): Edit[] {
    if (program.body.some(isUsing)) this.topLevel(program);
    else this.children(program as unknown as AnyNode);
    return this.edits;
  }

  private insert(at: number, text: string): void {
    this.edits.push({ start: at, end: at, text });
  }

  private children(node: AnyNode): void {
    eachChild(node, (child) => this.visit(child, child));
  }

  /** `outer` is the node itself or the outermost of the labels that stand before it. */
  private visit(node: AnyNode, outer: AnyNode): void {
    if (node.type === "LabeledStatement") this.visit(node["body"] as AnyNode, outer);
    else if ((node.type === "BlockStatement" || node.type === "StaticBlock") && this.list(node)) return;
    else if (node.type === "ForOfStatement" && isUsing(node["left"])) this.forOf(node, node["left"]);
    else if (node.type === "ForStatement" && isUsing(node["init"])) this.forLoop(node, node["init"], outer);
    else this.children(node);
  }

  private open(): { scope: string; text: string } {
    const scope = `${this.stem}${this.scopes++}`;
    return { scope, text: `const ${scope}=globalThis[Symbol.for("interleave.using")]();try{` };
  }

  private close(scope: string, asynchronous: boolean): string {
    const end = asynchronous ? `await ${scope}.endAsync()` : `${scope}.end()`;
    return `}catch(${scope}e){${scope}.fail(${scope}e)}finally{${end}}`;
  }

  /** A list of statements in braces; false if there is nothing to do for the list itself. */
  private list(block: AnyNode): boolean {
    const body = block["body"] as AnyNode[];
    const declarations = body.filter(isUsing);
    if (declarations.length === 0) return false;
    const { scope, text } = this.open();
    const directives = body.filter((statement) => typeof statement["directive"] === "string");
    const brace = this.code.indexOf("{", block.start) + 1;
    this.insert(directives.at(-1)?.end ?? brace, directives.length > 0 ? `;${text}` : text);
    for (const statement of body) {
      if (isUsing(statement)) this.declaration(statement, scope, "let ");
      this.visit(statement, statement);
    }
    // A last comment without a line end of its own cannot be in the way: the brace stands outside it.
    this.insert(block.end - 1, this.close(scope, declarations.some(isAwait)));
    return true;
  }

  /** `using x = E` → `KEYWORD x=scope(E)`, with `E` in the column where it was, if there is room. */
  private declaration(node: AnyNode & VariableDeclaration, scope: string, keyword: string): void {
    const call = `=${scope}${isAwait(node) ? ".async" : ""}(`;
    let room = -keyword.length;
    let from = node.start;
    for (const { id, end } of node.declarations) {
      if (from === node.start) {
        const text = keyword + lineEnds(this.code.slice(from, id.start));
        this.edits.push({ start: from, end: id.start, text });
        room += id.start - from;
      }
      // Not where the value starts: that is inside its parentheses, if it has any.
      const equals = /(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)*=[^\S\n\r\u2028\u2029]*/y;
      equals.lastIndex = id.end;
      equals.test(this.code);
      const value = equals.lastIndex;
      room += value - id.end - call.length;
      const text = call + lineEnds(this.code.slice(id.end, value)) + " ".repeat(Math.max(0, room));
      this.edits.push({ start: id.end, end: value, text });
      this.insert(end, ")");
      // The parenthesis that closes this one moves the next one.
      room = Math.min(0, room) - 1;
      from = end;
    }
  }

  private forOf(node: AnyNode, left: AnyNode & VariableDeclaration): void {
    const { scope, text } = this.open();
    const name = (left.declarations[0]!.id as { name: string }).name;
    const head = this.code.slice(left.start, left.end);
    this.edits.push({ start: left.start, end: left.end, text: `const ${scope}v${lineEnds(head)}` });
    this.visit(node["right"] as AnyNode, node["right"] as AnyNode);
    const body = node["body"] as AnyNode;
    this.insert(body.start, `{${text}let ${name}=${scope}${isAwait(left) ? ".async" : ""}(${scope}v);`);
    this.visit(body, body);
    this.insert(body.end, `${this.close(scope, isAwait(left))}}`);
  }

  private forLoop(node: AnyNode, init: AnyNode & VariableDeclaration, outer: AnyNode): void {
    const { scope, text } = this.open();
    this.insert(outer.start, `{${text}`);
    this.declaration(init, scope, "let ");
    this.children(node);
    this.insert(outer.end, `${this.close(scope, isAwait(init))}}`);
  }

  /**
   * The top level of a module: what has to stay there for others to see (imports, exports, every name) is declared
   * before the try, and what comes after only assigns to it.
   */
  private topLevel(program: Program): void {
    const { scope, text } = this.open();
    const first = program.body.findIndex(
      (node) => node.type !== "ImportDeclaration" && (node as { directive?: string }).directive === undefined,
    );
    const rest = program.body.slice(first);
    const at = rest[0]!.start;
    /** Declarations that go before the try, and what is said first inside it. */
    const before: string[] = [];
    const inside: string[] = [];
    const opening: Edit = { start: at, end: at, text: "" };
    this.edits.push(opening);
    for (const node of rest) this.topLevelStatement(node as AnyNode, scope, before, inside);
    opening.text = `${before.map((line) => `${line};`).join("")}${text}${inside.map((line) => `${line};`).join("")}`;
    this.insert(program.end, `\n${this.close(scope, rest.filter(isUsing).some(isAwait))}`);
  }

  private topLevelStatement(node: AnyNode, scope: string, before: string[], inside: string[]): void {
    const declaration = node["declaration"] as AnyNode | null | undefined;
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        before.push(this.takeOut(node));
        break;
      case "ExportNamedDeclaration":
        if (!declaration) before.push(this.takeOut(node));
        else {
          this.edits.push({
            start: node.start,
            end: declaration.start,
            text: lineEnds(this.code.slice(node.start, declaration.start)),
          });
          this.hoist(declaration, scope, before, inside, "export ");
        }
        break;
      case "ExportDefaultDeclaration": {
        const id = declaration!["id"] as AnyNode | null | undefined;
        const isDeclaration = /^(?:Function|Class)Declaration$/.test(declaration!.type);
        const head = { start: node.start, end: declaration!.start };
        if (isDeclaration && id) {
          this.edits.push({ ...head, text: lineEnds(this.code.slice(head.start, head.end)) });
          this.hoist(declaration!, scope, before, inside, "");
          before.push(`export{${id["name"]} as default}`);
        } else {
          before.push(`let ${scope}d`, `export{${scope}d as default}`);
          // Named by the property, as the export would have named it.
          const open = this.parenthesised(head.end, head.start);
          const ends = lineEnds(this.code.slice(head.start, open));
          this.edits.push({ start: head.start, end: open, text: `;${scope}d=({default:${ends}` });
          this.visit(declaration!, declaration!);
          const end = /;$/.test(this.code.slice(node.start, node.end)) ? node.end - 1 : node.end;
          this.insert(end, "}).default;");
        }
        break;
      }
      default:
        this.hoist(node, scope, before, inside, "");
    }
  }

  /** Where what follows `export default` starts, with its parentheses. */
  private parenthesised(value: number, exported: number): number {
    const keyword = /export(?:\s|\/\*[\s\S]*?\*\/|\/\/.*)+default/y;
    keyword.lastIndex = exported;
    return keyword.test(this.code) ? keyword.lastIndex : value;
  }

  /** An `import` or `export … from` on one line, taken away from where it stands. */
  private takeOut(node: AnyNode): string {
    const text = (part: unknown): string => {
      const { start, end } = part as AnyNode;
      return this.code.slice(start, end);
    };
    this.edits.push({ start: node.start, end: node.end, text: lineEnds(text(node)) });
    const clauses: string[] = [];
    const named: string[] = [];
    for (const specifier of (node["specifiers"] as AnyNode[] | undefined) ?? []) {
      if (specifier.type === "ImportDefaultSpecifier") clauses.push(text(specifier["local"]));
      else if (specifier.type === "ImportNamespaceSpecifier")
        clauses.push(`* as ${text(specifier["local"])}`);
      else if (specifier.type === "ImportSpecifier")
        named.push(`${text(specifier["imported"])} as ${text(specifier["local"])}`);
      else named.push(`${text(specifier["local"])} as ${text(specifier["exported"])}`);
    }
    if (node.type === "ExportAllDeclaration")
      clauses.push(node["exported"] ? `* as ${text(node["exported"])}` : "*");
    else if (named.length > 0 || node.type === "ExportNamedDeclaration") clauses.push(`{${named.join(",")}}`);
    const keyword = node.type === "ImportDeclaration" ? "import" : "export";
    const attributes = ((node["attributes"] as AnyNode[] | undefined) ?? []).map(text).join(",");
    const source = node["source"]
      ? `${clauses.length > 0 ? "from" : ""}${text(node["source"])}${attributes && `with{${attributes}}`}`
      : "";
    return `${keyword} ${clauses.join(",")} ${source}`;
  }

  /** Makes what a statement declares visible to the whole module. */
  private hoist(node: AnyNode, scope: string, before: string[], inside: string[], exported: string): void {
    if (node.type === "VariableDeclaration" && (node["kind"] !== "var" || exported !== "")) {
      const declaration = node as AnyNode & VariableDeclaration;
      const names: string[] = [];
      for (const { id } of declaration.declarations) patternNames(id, names);
      before.push(`${exported}${declaration.kind === "var" ? "var" : "let"} ${names.join(",")}`);
      if (isUsing(node)) this.declaration(node, scope, ";");
      else {
        const first = declaration.declarations[0]!;
        const head = this.code.slice(node.start, first.start);
        // Patterns are assignments only inside an expression.
        this.edits.push({ start: node.start, end: first.start, text: `;(${lineEnds(head)}` });
      }
      for (const declarator of declaration.declarations) {
        if (!declarator.init && declaration.kind !== "var") this.insert(declarator.end, "=void 0");
        this.children(declarator as unknown as AnyNode);
      }
      if (!isUsing(node)) this.insert(declaration.declarations.at(-1)!.end, ");");
    } else if (node.type === "FunctionDeclaration") {
      const name = (node["id"] as AnyNode)["name"] as string;
      // In the try it is a name of its own, there from the start; the one outside is given its value.
      before.push(`${exported}let ${name}`, `const ${scope}${name}=(_)=>{${name}=_}`);
      inside.push(`${scope}${name}(${name})`);
      this.children(node);
    } else if (node.type === "ClassDeclaration") {
      const name = (node["id"] as AnyNode)["name"] as string;
      before.push(`${exported}let ${name}`);
      this.insert(node.start, `;${name}=`);
      this.children(node);
      this.insert(node.end, ";");
    } else this.visit(node, node);
  }
}
