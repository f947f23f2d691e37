/** `interleave export`. */
import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { NOTES_SUFFIX } from "../protocol/notes.ts";
import { TraceExport } from "../trace/export/export-trace.ts";
import type { HtmlParts } from "../trace/export/html.ts";
import type { SvgOptions } from "../trace/export/svg/svg.ts";
import { ArgumentError, type ExportCommand } from "./arguments.ts";
import { write } from "./output.ts";
import { faultText, notATrace, traceBytes, traceSize } from "./trace-file.ts";

/** Writes the trace in another format; answers the exit status. @param dist folder of the built files */
export async function exportTrace(command: ExportCommand, dist: string): Promise<number> {
  const path = resolve(command.trace);
  await traceSize(path);
  const out = command.out === undefined ? undefined : resolve(command.out);
  if (out !== undefined && (await sameFile(path, out)))
    throw new ArgumentError("--out is the trace itself: choose another file");
  const trace = new TraceExport(() => traceBytes(path));
  const text = trace.text(command.format, {
    svg: svgOptions(command),
    note: faultText,
    ...(command.format === "html" ? { html: await htmlParts(command, path, dist) } : {}),
  });
  // The first portion before anything is opened: what is no trace leaves no file behind.
  const first = await text.next();
  if (first.done) throw new ArgumentError(notATrace(path, trace.fault));
  const all = async function* () {
    yield first.value;
    yield* text;
  };
  await write(out, all());
  if (trace.fault) process.stderr.write(`interleave: ${faultText(trace.fault)}\n`);
  return 0;
}

function svgOptions({ theme, width, from, to }: ExportCommand): SvgOptions {
  return {
    theme,
    ...(width === undefined ? {} : { width }),
    ...(from === undefined ? {} : { from: from * 1000 }),
    ...(to === undefined ? {} : { to: to * 1000 }),
  };
}

async function htmlParts({ theme }: ExportCommand, path: string, dist: string): Promise<HtmlParts> {
  const part = (name: string) => readFile(join(dist, "webview", name), "utf8");
  const [script, style] = await Promise.all([part("main.js"), part("style.css")]);
  // The page looks at them itself.
  const notes = await readFile(path + NOTES_SUFFIX, "utf8").catch(() => undefined);
  const nonce = randomBytes(16).toString("hex");
  return { script, style, theme, title: basename(path), nonce, ...(notes === undefined ? {} : { notes }) };
}

/** Whether two paths lead to one file, by whatever links. */
async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  );
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}
