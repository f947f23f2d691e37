/** Where in the user's program a call comes from, as a small number that is sent instead of the text. */
import { fileURLToPath } from "node:url";
import { GLOBAL_PRELOAD, type PreloadGlobal } from "../protocol/control.ts";
import { UP } from "../protocol/frames.ts";
import { link } from "./link.ts";

const known = new Map<string, Map<number, number>>();
let count = 0;

type Prepare = (error: Error, sites: NodeJS.CallSite[]) => unknown;
const firstSite: Prepare = (_error, sites) => sites[0];

type Callable = ((...args: any[]) => unknown) | (abstract new (...args: any[]) => unknown);

let given = 0;

/** What `make` makes counts as made at this place, whoever calls its constructor. */
export function madeAt<T>(site: number, make: () => T): T {
  given = site;
  try {
    return make();
  } finally {
    given = 0;
  }
}

/**
 * The caller of `below`, which must be the public function that the user called. One frame is captured and nothing
 * formatted; only the first call from a place costs more than a microsecond or two.
 */
export function callSite(below: Callable): number {
  if (given !== 0) return given;
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = firstSite as typeof Error.prepareStackTrace;
  Error.stackTraceLimit = 1;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, below);
  const site = holder.stack as NodeJS.CallSite | undefined;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  if (!site) return 0;
  const file = site.getFileName();
  if (!file) return 0;
  const position = (site as unknown as { getPosition(): number }).getPosition();
  let places = known.get(file);
  if (!places) {
    places = new Map();
    known.set(file, places);
  }
  let id = places.get(position);
  if (id === undefined) {
    id = file.startsWith("node:") ? 0 : define(file, site);
    places.set(position, id);
  }
  return id;
}

function define(file: string, site: NodeJS.CallSite): number {
  const preload = (globalThis as { [GLOBAL_PRELOAD]?: PreloadGlobal })[GLOBAL_PRELOAD];
  const at = { line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 };
  const { line, column } = preload?.original(file, at.line, at.column) ?? at;
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const id = ++count;
  link.frame(UP.site).u32(id).text(`${path}:${line}:${column}`).end();
  return id;
}
