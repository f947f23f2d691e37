/** The command line's words and what they mean. */
import { parseArgs } from "node:util";

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
export type Command = RunCommand | { name: "help" } | { name: "version" };

export const USAGE = `interleave run FILE [options] [-- ARGS…]   run a TypeScript or JavaScript program and watch its processes

  --trace OUT               record the run into OUT
  --hints text|json|off     how hints appear on standard error (text)
  --timeout MS              end the run after so many milliseconds, with status 124
  --on-deadlock stop|wait   end the run when nothing can go on any more, with status 86 (stop)
`;

/** @throws ArgumentError */
export function parseArguments(args: string[]): Command {
  const [first, ...rest] = args;
  if (first === undefined || first === "help" || first === "--help" || first === "-h")
    return { name: "help" };
  if (first === "--version" || first === "-v") return { name: "version" };
  if (first !== "run") throw new ArgumentError(`there is no command "${first}"; try: interleave run FILE`);
  const dashes = rest.indexOf("--");
  const own = dashes < 0 ? rest : rest.slice(0, dashes);
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(own);
  } catch (error) {
    throw new ArgumentError((error as Error).message.replace(/\. To specify .*/s, ""));
  }
  const { values, positionals } = parsed;
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

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      trace: { type: "string" },
      hints: { type: "string" },
      timeout: { type: "string" },
      "on-deadlock": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
}

function oneOf<const T extends string>(option: string, value: string | undefined, choices: [T, ...T[]]): T {
  if (value === undefined) return choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw new ArgumentError(`${option} is one of ${choices.join(", ")}, not "${value}"`);
  return found;
}
