/** Where in the user's program a call comes from, as a small number that is sent instead of the text. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { GLOBAL_PRELOAD, type PreloadGlobal } from "../protocol/control.ts";
import { UP } from "../protocol/messages.ts";
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
  return site ? numberOf(site) : 0;
}

/** Frames that are looked at for one of the user's: console's own, and those of a library that prints. */
const FRAMES = 8;
const allSites: Prepare = (_error, sites) => sites;

/**
 * The nearest place in the user's own files that has called `below`, whatever of Node, of ours and of installed packages
 * lies between; 0 for none. Takes several times as long as {@link callSite}.
 */
export function userSite(below: Callable): number {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = allSites as typeof Error.prepareStackTrace;
  Error.stackTraceLimit = FRAMES;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, below);
  const sites = holder.stack as NodeJS.CallSite[] | undefined;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const site = sites?.find((one) => isUsers(one.getFileName()));
  return site ? numberOf(site) : 0;
}

const here = new URL(".", import.meta.url).href;
const dist = new URL("..", here).href;
/** Whether a file is one of the program's own, by its path or URL; asked once for each. */
const users = new Map<string, boolean>();

function isUsers(file: string | null | undefined): boolean {
  if (!file) return false;
  let answer = users.get(file);
  if (answer === undefined) {
    const path = /^(\/|\\\\|[a-z]:[\\/])/i.test(file);
    const url = path ? pathToFileURL(file).href : file.startsWith("file:") ? file : "";
    // A program may stand in a folder below ours.
    const ours = url.startsWith(here) || (url.startsWith(dist) && !url.slice(dist.length).includes("/"));
    answer = url !== "" && !ours && !url.includes("/node_modules/");
    users.set(file, answer);
  }
  return answer;
}

function numberOf(site: NodeJS.CallSite): number {
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
