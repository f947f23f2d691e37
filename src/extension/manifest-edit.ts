/** Adds a dependency to the text of a package.json and leaves the rest as it was written. */

const KEY = "devDependencies";

/** `text` must be a JSON object that does not depend on `name` yet. */
export function withDevDependency(text: string, name: string, version: string): string {
  const ending = text.includes("\r\n") ? "\r\n" : "\n";
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(version)}`;
  const { values, open, close } = topLevel(text);
  const list = values.get(KEY);
  if (list !== undefined && text[list] === "{") {
    const empty = /^\{\s*\}/.test(text.slice(list));
    const rest = empty
      ? `${ending}${indent}${text.slice(text.indexOf("}", list))}`
      : `,${text.slice(list + 1)}`;
    return `${text.slice(0, list + 1)}${ending}${indent}${indent}${entry}${rest}`;
  }
  const before = text.slice(0, close).trimEnd();
  const comma = before.length === open + 1 ? "" : ",";
  const section = `"${KEY}": {${ending}${indent}${indent}${entry}${ending}${indent}}`;
  return `${before}${comma}${ending}${indent}${section}${ending}${text.slice(close)}`;
}

/** Where the values of an object's own keys begin, and where it begins and ends, as offsets. */
function topLevel(text: string): { values: Map<string, number>; open: number; close: number } {
  const values = new Map<string, number>();
  const open = text.indexOf("{");
  let depth = 0;
  let close = open;
  // Texts, which may hold braces, are passed over whole; one that a colon follows is a key.
  for (const { 0: token, 1: colon, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:\s*)?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") {
      depth--;
      if (depth === 0) close = index;
    } else if (depth === 1 && colon !== undefined)
      values.set(JSON.parse(token.slice(0, token.length - colon.length)), index + token.length);
  }
  return { values, open, close };
}
