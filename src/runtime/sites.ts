/** Where in the user's program a call comes from, as a small number that is sent instead of the text. */
import { findSourceMap } from "node:module";
import { fileURLToPath } from "node:url";
import { UP } from "../protocol/frames.ts";
import { link } from "./link.ts";

const PRELOAD = Symbol.for("interleave.preload");
interface PreloadGlobal {
  prefixLength(url: string): number;
}

const known = new Map<string, Map<number, number>>();
let count = 0;

type Prepare = (error: Error, sites: NodeJS.CallSite[]) => unknown;
const firstSite: Prepare = (_error, sites) => sites[0];

type Callable = ((...args: any[]) => unknown) | (abstract new (...args: any[]) => unknown);

/**
 * The caller of `below`, which must be the public function that the user called. One frame is captured and nothing
 * formatted; only the first call from a place costs more than a microsecond or two.
 */
export function callSite(below: Callable): number {
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
  let line = site.getLineNumber() ?? 1;
  let column = site.getColumnNumber() ?? 1;
  if (line === 1) {
    const preload = (globalThis as unknown as Record<symbol, PreloadGlobal | undefined>)[PRELOAD];
    column = Math.max(1, column - (preload?.prefixLength(file) ?? 0));
  }
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  if (entry && "originalLine" in entry) {
    line = entry.originalLine + 1;
    column = entry.originalColumn + 1;
  }
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const id = ++count;
  link.frame(UP.site).u32(id).text(`${path}:${line}:${column}`).end();
  return id;
}
