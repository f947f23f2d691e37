/**
 * Finds out whether the order in which a function takes two locks can be turned round by exchanging two names and
 * nothing else. Whatever is not provably that is refused. No `vscode` here: it is tested by itself.
 */
import { parse } from "../launch/parse.ts";
import { type AnyNode, eachChild } from "../launch/source.ts";
import { stripTypes } from "../launch/strip.ts";

/** Line and column from 1, as a hint has them: of the name of the method called. */
export interface CallPlace {
  line: number;
  column: number;
}

export interface NamePlace {
  name: string;
  /** Offsets in the text. */
  start: number;
  end: number;
}

export interface LockSwap {
  first: NamePlace;
  second: NamePlace;
  /** Name of the function whose locks they are. */
  function: string;
}

/** One call that takes a lock, with the statements around it. */
interface Taking {
  lock: NamePlace;
  method: "acquire" | "hold" | "use";
  /** The statement it is, and the list that this stands in. */
  statement: AnyNode;
  list: AnyNode[];
  /** Nodes from the program down to the call. */
  path: AnyNode[];
  call: AnyNode;
}

/**
 * The two names to exchange; undefined when that is not enough, or could change anything else. It is enough when both
 * locks are parameters of one top-level function that is a process's target at one place, outside of every loop and
 * function, and when the second is taken directly after or directly inside the first, with nothing but `sleep`
 * between the two.
 * @param text of a TypeScript or JavaScript module
 */
export function swapLocks(
  text: string,
  file: string,
  [firstPlace, secondPlace]: readonly [CallPlace, CallPlace],
): LockSwap | undefined {
  const program = programOf(text, file);
  if (!program) return undefined;
  const first = takingAt(program, offsetOf(text, firstPlace));
  const second = takingAt(program, offsetOf(text, secondPlace));
  if (!first || !second || first.method !== second.method || first.lock.name === second.lock.name)
    return undefined;
  if (!(first.method === "use" ? isNested(first, second) : isNext(first, second))) return undefined;
  const target = first.path.find(({ type }) => type === "FunctionDeclaration");
  if (!target || target !== second.path.find(({ type }) => type === "FunctionDeclaration")) return undefined;
  if (!(program["body"] as AnyNode[]).includes(target)) return undefined;
  const name = nameOf(target["id"]);
  const parameters = (target["params"] as AnyNode[]).map(nameOf);
  const locks = [first.lock.name, second.lock.name];
  if (!name || !locks.every((lock) => parameters.filter((parameter) => parameter === lock).length === 1))
    return undefined;
  if (locks.some((lock) => isRebound(target, lock)) || !isStartedOnce(program, name)) return undefined;
  return { first: first.lock, second: second.lock, function: name };
}

/** The tree of a module; undefined when it has none, or positions in it are not those of the text. */
function programOf(text: string, file: string): AnyNode | undefined {
  try {
    const typed = !/js$/.test(file);
    const { code, mappings } = typed ? stripTypes(text, file) : { code: text, mappings: undefined };
    if (mappings !== undefined || code.length !== text.length) return undefined;
    return parse(code, file, typed, "module").program as unknown as AnyNode;
  } catch {
    return undefined;
  }
}

function offsetOf(text: string, { line, column }: CallPlace): number {
  const ends = /\r\n|[\n\r\u2028\u2029]/g;
  for (let left = line - 1; left > 0; left--) if (!ends.exec(text)) return -1;
  return ends.lastIndex + column - 1;
}

/** `await NAME.METHOD(…)` as a statement, or `await using _ = await NAME.hold()`. */
function takingAt(program: AnyNode, offset: number): Taking | undefined {
  const path = pathTo(program, offset);
  const at = path.findLastIndex(({ type }) => type === "CallExpression");
  const call = path[at];
  const callee = call?.["callee"] as AnyNode | undefined;
  if (!call || callee?.type !== "MemberExpression" || callee["computed"] || callee["optional"])
    return undefined;
  const object = callee["object"] as AnyNode;
  const method = callee["property"] as AnyNode;
  const name = nameOf(object);
  if (!name || method.start !== offset || path[at - 1]?.type !== "AwaitExpression") return undefined;
  const statement = path[at - 2];
  const isStatement = statement?.type === "ExpressionStatement";
  const declared = isStatement ? statement : path[at - 3];
  const list = path.slice(0, at).findLast((node) => Array.isArray(node["body"]))?.["body"];
  if (!declared || !Array.isArray(list) || !list.includes(declared)) return undefined;
  const lock = { name, start: object.start, end: object.end };
  const taking = { lock, statement: declared, list: list as AnyNode[], path, call };
  const args = call["arguments"] as AnyNode[];
  switch (nameOf(method)) {
    case "acquire":
      return isStatement && args.length === 0 ? { ...taking, method: "acquire" } : undefined;
    case "use":
      return isStatement && args.length === 1 ? { ...taking, method: "use" } : undefined;
    case "hold":
      return args.length === 0 && isHeldUnnamed(declared) ? { ...taking, method: "hold" } : undefined;
    default:
      return undefined;
  }
}

/** `await using _ = …`: a hold that nobody refers to, so that nobody minds which of the two it is. */
function isHeldUnnamed(declared: AnyNode): boolean {
  const declarations = declared["declarations"] as AnyNode[] | undefined;
  return (
    declared["kind"] === "await using" &&
    declarations?.length === 1 &&
    /^_/.test(nameOf(declarations[0]!["id"]) ?? "")
  );
}

/** The second is a statement of the same list, with nothing but sleep between. */
function isNext(first: Taking, second: Taking): boolean {
  if (first.list !== second.list) return false;
  const [from, to] = [first.list.indexOf(first.statement), first.list.indexOf(second.statement)];
  return from < to && first.list.slice(from + 1, to).every(isSleep);
}

/** The second is a statement of the function that the first is given, with nothing but sleep before it. */
function isNested(first: Taking, second: Taking): boolean {
  const [work] = first.call["arguments"] as AnyNode[];
  if (work?.type !== "ArrowFunctionExpression" || (work["params"] as AnyNode[]).length > 0) return false;
  const body = work["body"] as AnyNode;
  if (body["body"] !== second.list) return false;
  // What came after it would no longer be under the lock that it was under.
  return second.list.at(-1) === second.statement && second.list.slice(0, -1).every(isSleep);
}

/** `await sleep(NUMBER);` */
function isSleep(statement: AnyNode): boolean {
  const awaited = statement["expression"] as AnyNode | undefined;
  const call = awaited?.type === "AwaitExpression" ? (awaited["argument"] as AnyNode) : undefined;
  if (call?.type !== "CallExpression" || nameOf(call["callee"]) !== "sleep") return false;
  return (call["arguments"] as AnyNode[]).every(({ type }) => type === "Literal");
}

/** Whether a name is bound or written again anywhere below: then it need not be the parameter. */
function isRebound(target: AnyNode, name: string): boolean {
  let found = false;
  const binds = (pattern: unknown): boolean => {
    const node = pattern as AnyNode | null;
    if (!node) return false;
    if (nameOf(node) === name) return true;
    let inside = false;
    if (/Pattern$|^RestElement$|^Property$/.test(node.type))
      eachChild(node, (child) => {
        inside ||= binds(child);
      });
    return inside;
  };
  const visit = (node: AnyNode): void => {
    if (node.type === "VariableDeclarator" && binds(node["id"])) found = true;
    if (node.type === "AssignmentExpression" && binds(node["left"])) found = true;
    if (node.type === "CatchClause" && binds(node["param"])) found = true;
    if (/^Function|^ArrowFunction|^Class/.test(node.type)) {
      if (binds(node["id"])) found = true;
      if (node !== target && (node["params"] as AnyNode[] | undefined)?.some(binds)) found = true;
    }
    if (/^For(?:In|Of)Statement$/.test(node.type) && binds(node["left"])) found = true;
    eachChild(node, visit);
  };
  visit(target);
  return found;
}

/** Whether a function's name is read at one place only, as a `target`, where that happens once in a run. */
function isStartedOnce(program: AnyNode, name: string): boolean {
  let uses = 0;
  let good = 0;
  const visit = (node: AnyNode, repeated: boolean): void => {
    const again = repeated || /^(?:For|While|DoWhile)|Function|^Class|^MethodDefinition/.test(node.type);
    if (node.type === "Property" && !node["computed"] && nameOf(node["value"]) === name) {
      uses++;
      if (nameOf(node["key"]) === "target" && !again) good++;
      return;
    }
    if (nameOf(node) === name) uses++;
    eachChild(node, (child, key) => {
      const justAName =
        (key === "property" || key === "key") && !node["computed"] && nameOf(child) !== undefined;
      const itsOwn = node.type === "FunctionDeclaration" && key === "id";
      if (!justAName && !itsOwn) visit(child, again);
    });
  };
  visit(program, false);
  return uses === 1 && good === 1;
}

/** The nodes that contain an offset, from the outermost in. */
function pathTo(root: AnyNode, offset: number): AnyNode[] {
  const path = [root];
  for (;;) {
    let next: AnyNode | undefined;
    eachChild(path.at(-1)!, (child) => {
      if (child.start <= offset && offset < child.end) next = child;
    });
    if (!next) return path;
    path.push(next);
  }
}

function nameOf(node: unknown): string | undefined {
  const { type, name } = (node ?? {}) as { type?: string; name?: string };
  return type === "Identifier" ? name : undefined;
}
