/** TypeScript's namespaces, which neither Node nor sucrase runs, as functions that fill an object. */
import { Parser, type Pattern } from "acorn";
import { patternNames } from "./names.ts";
import { applyEdits, blank, type Edit, lineEnds } from "./source.ts";
import { type Token, tokenizer } from "./sucrase.ts";

/**
 * The text with every namespace that holds values turned into `var N; (function (N) { … })(N || (N = {}));`, all lines
 * staying where they are. What a namespace exports becomes an accessor of the object, so that both see every
 * assignment; a later block of the same namespace reaches it as `N.name` only.
 *
 * Text that cannot be parsed is returned as it is: whoever translates it next says what is wrong.
 * @param strip TypeScript → JavaScript, for the inside of a namespace.
 */
export function desugarNamespaces(source: string, strip: (body: string) => string): string {
  if (!/\b(?:namespace|module)\b/.test(source)) return source;
  const { parse, TokenType } = tokenizer();
  let tokens: Token[];
  try {
    tokens = parse(source, false, true, false).tokens;
  } catch {
    return source;
  }
  const text = (token: Token | undefined) => (token ? source.slice(token.start, token.end) : "");
  const declared = new Set<string>();
  tokens.forEach((token, i) => {
    if (token.isType || (token.type !== TokenType._class && token.type !== TokenType._function)) return;
    declared.add(text(tokens[tokens[i + 1]?.type === TokenType.star ? i + 2 : i + 1]));
  });

  const edits: Edit[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const keyword = tokens[i]!;
    if (!keyword.isType || !/^(?:namespace|module)$/.test(text(keyword))) continue;
    const next = tokens[i + 1];
    if (next?.type !== TokenType.name && next?.type !== TokenType.string) continue;
    const header = headerOf(tokens, i + 1, TokenType);
    if (!header) continue;
    const { brace, close } = header;
    const ambient = text(tokens[i - 1]) === "declare" && tokens[i - 1]!.isType;
    if (next.type === TokenType.name && !ambient) {
      const exported = tokens[i - 1]?.type === TokenType._export;
      const start = exported ? tokens[i - 1]!.start : keyword.start;
      const name = text(next);
      const end = tokens[close]!.end;
      // `namespace A.B { … }` is `namespace A { export namespace B { … } }`.
      const nested = tokens[i + 2]?.type === TokenType.dot;
      const inner = nested
        ? `export namespace ${source.slice(tokens[i + 3]!.start, end)}`
        : source.slice(tokens[brace]!.end, tokens[close]!.start);
      const body = namespaceBody(desugared(inner, strip));
      const head = source.slice(start, nested ? tokens[i + 3]!.start : tokens[brace]!.end);
      if (body === null) edits.push({ start, end, text: blank(source.slice(start, end)) });
      else {
        const declaration = declared.has(name) ? "" : `${exported ? "export " : ""}var ${name}; `;
        declared.add(name);
        edits.push({
          start,
          end,
          text: `${declaration}(function (${name}) {${lineEnds(head)}${body}})(${name} || (${name} = {}));`,
        });
      }
    }
    i = close;
  }
  return applyEdits(source, edits);
}

function desugared(source: string, strip: (body: string) => string): string {
  return strip(desugarNamespaces(source, strip));
}

/** From the first name of a namespace: where its body opens and closes. */
function headerOf(
  tokens: Token[],
  name: number,
  TokenType: ReturnType<typeof tokenizer>["TokenType"],
): { brace: number; close: number } | null {
  let brace = name + 1;
  while (tokens[brace]?.type === TokenType.dot) brace += 2;
  if (tokens[brace]?.type !== TokenType.braceL) return null;
  let depth = 0;
  for (let close = brace; close < tokens.length; close++) {
    const { type } = tokens[close]!;
    if (type === TokenType.braceL || type === TokenType.dollarBraceL) depth++;
    else if (type === TokenType.braceR && --depth === 0) return { brace, close };
  }
  return null;
}

/** The body without its `export` keywords and with the accessors in front; null when nothing is left of it. */
function namespaceBody(code: string): string | null {
  let program: ReturnType<typeof Parser.parse>;
  try {
    program = Parser.parse(code, { ecmaVersion: "latest", sourceType: "module" });
  } catch {
    // Left in place, so that the whole file's parse finds the error at its own line.
    return code;
  }
  const names: string[] = [];
  const edits: Edit[] = [];
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration" || !statement.declaration) continue;
    const { declaration } = statement;
    if (declaration.type === "VariableDeclaration")
      for (const { id } of declaration.declarations) patternNames(id as Pattern, names);
    else names.push(declaration.id.name);
    edits.push({
      start: statement.start,
      end: declaration.start,
      text: blank(code.slice(statement.start, declaration.start)),
    });
  }
  if (program.body.length === 0) return null;
  const accessors = names.map(
    (name) => `${name}: { enumerable: true, get: () => ${name}, set: (_) => { ${name} = _; } }`,
  );
  return (
    (names.length > 0 ? `Object.defineProperties(arguments[0], { ${accessors.join(", ")} });` : "") +
    applyEdits(code, edits)
  );
}
