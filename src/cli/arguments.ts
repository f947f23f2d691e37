/** The command line's words and what they mean. */
import { parseArgs } from "node:util";
import { EXPORT_FORMATS, type ExportFormat, SVG_THEMES } from "../trace/export/formats.ts";
import type { SvgTheme } from "../trace/export/svg/palette.ts";

/** Unusable arguments; the message says which and what would do. */
export class ArgumentError extends Error {}

export interface RunCommand {
  name: "run";
  file: string;
  trace: string | undefined;
  hints: "text" | "json" | "off";
  timeout: number | undefined;
  onDeadlock: "stop" | "wait";
  args: string[];
}
export interface InspectCommand {
  name: "inspect";
  trace: string;
  json: boolean;
  /** Range to look at, in milliseconds of the run. */
  from: number | undefined;
  to: number | undefined;
  /** Tell what happened, in sentences. */
  story: boolean;
  /** Another trace to compare with. */
  compare: string | undefined;
}
export interface ExportCommand {
  name: "export";
  trace: string;
  format: ExportFormat;
  out: string | undefined;
  theme: SvgTheme;
  width: number | undefined;
  from: number | undefined;
  to: number | undefined;
}
export type Command = RunCommand | InspectCommand | ExportCommand | { name: "help" } | { name: "version" };

export const USAGE = `interleave run FILE [options] [-- ARGS…]   run a TypeScript or JavaScript program and watch its processes

  --trace OUT               record the run into OUT
  --hints text|json|off     how hints appear on standard error (text)
  --timeout MS              end the run after so many milliseconds, with status 124
  --on-deadlock stop|wait   end the run when nothing can go on any more, with status 86 (stop)

interleave inspect TRACE [options]         what a recorded run was like: processes, locks, queues, pools, hints

  --json                    as JSON instead of tables
  --from MS, --to MS        only this part of the run
  --story                   tell it in sentences
  --compare OTHER           what is different in another trace

interleave export TRACE --format perfetto|json|csv|svg|html [options]

  --out FILE                write there instead of to standard output
  --theme light|dark        for svg and html (light)
  --width PX                for svg (1200)
  --from MS, --to MS        for svg: only this part of the run
`;

/** @throws ArgumentError */
export function parseArguments(args: string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h")
    return { name: "help" };
  if (first === "--version" || first === "-v") return { name: "version" };
  switch (first) {
    case "run":
      return parseRun(rest);
    case "inspect":
      return parseInspect(rest);
    case "export":
      return parseExport(rest);
    default:
      throw new ArgumentError(`there is no command "${first}"; try: interleave run FILE`);
  }
}

function parseRun(rest: string[]): Command {
  const dashes = rest.indexOf("--");
  const { values, positionals } = parse(dashes < 0 ? rest : rest.slice(0, dashes), {
    trace: { type: "string" },
    hints: { type: "string" },
    timeout: { type: "string" },
    "on-deadlock": { type: "string" },
  });
  if (values.help) return { name: "help" };
  const [file, extra] = positionals;
  if (file === undefined) throw new ArgumentError("which program? interleave run FILE");
  if (extra !== undefined)
    throw new ArgumentError(`one program at a time; arguments for it go behind --: -- ${extra}`);
  const timeout = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeout !== undefined && !(timeout > 0 && timeout <= 0x7fff_ffff))
    throw new ArgumentError(`--timeout takes milliseconds, not "${values.timeout}"`);
  return {
    name: "run",
    file,
    trace: values.trace,
    hints: oneOf("--hints", values.hints, ["text", "json", "off"]),
    timeout,
    onDeadlock: oneOf("--on-deadlock", values["on-deadlock"], ["stop", "wait"]),
    args: dashes < 0 ? [] : rest.slice(dashes + 1),
  };
}

function parseInspect(rest: string[]): Command {
  const { values, positionals } = parse(rest, {
    json: { type: "boolean" },
    from: { type: "string" },
    to: { type: "string" },
    story: { type: "boolean" },
    compare: { type: "string" },
  });
  if (values.help) return { name: "help" };
  return {
    name: "inspect",
    trace: oneTrace("inspect", positionals),
    json: values.json ?? false,
    ...range(values),
    story: values.story ?? false,
    compare: values.compare,
  };
}

function parseExport(rest: string[]): Command {
  const { values, positionals } = parse(rest, {
    format: { type: "string" },
    out: { type: "string" },
    theme: { type: "string" },
    width: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
  });
  if (values.help) return { name: "help" };
  const trace = oneTrace("export", positionals);
  if (values.format === undefined)
    throw new ArgumentError(`which format? --format ${EXPORT_FORMATS.join("|")}`);
  const format = oneOf("--format", values.format, EXPORT_FORMATS);
  for (const option of ["width", "from", "to"] as const)
    if (values[option] !== undefined && format !== "svg")
      throw new ArgumentError(`--${option} is for --format svg, not ${format}`);
  if (values.theme !== undefined && format !== "svg" && format !== "html")
    throw new ArgumentError(`--theme is for --format svg and html, not ${format}`);
  const width = values.width === undefined ? undefined : Number(values.width);
  if (width !== undefined && !(width >= 400 && width <= 20_000))
    throw new ArgumentError(`--width takes pixels from 400 to 20000, not "${values.width}"`);
  return {
    name: "export",
    trace,
    format,
    out: values.out,
    theme: oneOf("--theme", values.theme, SVG_THEMES),
    width,
    ...range(values),
  };
}

function oneTrace(command: string, [trace, extra]: string[]): string {
  if (trace === undefined) throw new ArgumentError(`which trace? interleave ${command} TRACE`);
  if (extra !== undefined) throw new ArgumentError(`one trace at a time, not also "${extra}"`);
  return trace;
}

function range(values: { from?: string | undefined; to?: string | undefined }) {
  const from = milliseconds("--from", values.from);
  const to = milliseconds("--to", values.to);
  if (to !== undefined && to <= (from ?? 0))
    throw new ArgumentError(`--to must be later than ${from === undefined ? "0" : "--from"}`);
  return { from, to };
}

function milliseconds(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === "" || !(number >= 0 && number < Number.MAX_SAFE_INTEGER / 1000))
    throw new ArgumentError(`${option} takes milliseconds of the run, not "${value}"`);
  return number;
}

type Options = Record<string, { type: "string" | "boolean" }>;

function parse<const T extends Options>(args: string[], options: T) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { ...options, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new ArgumentError((error as Error).message.replace(/\. To specify .*/s, ""));
  }
}

function oneOf<const T extends string>(option: string, value: string | undefined, choices: readonly T[]): T {
  if (value === undefined) return choices[0]!;
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw new ArgumentError(`${option} is one of ${choices.join(", ")}, not "${value}"`);
  return found;
}
