/**
 * `npm start [-- [--headless] FILE]`: builds, runs a program once in this terminal, then shows it live in VS Code.
 */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { programTitle } from "../src/extension/trace-name.ts";
import { bundleStarter, stageExtension } from "./vscode/bundle.ts";
import { findDesktop, openDesktop } from "./vscode/desktop.ts";
import { ROOT } from "./vscode/paths.ts";
import { runCommand } from "./vscode/run-command.ts";
import { VsCodeServer } from "./vscode/server.ts";
import { START_VARIABLE } from "./vscode/start-variable.ts";

const FIRST_LESSON = join(ROOT, "lessons", "50_dining_philosophers", "main.ts");

const { headless, file } = parse(process.argv.slice(2));
await build();
await runInTerminal(file);
if (!headless) await showInVsCode(file);

function parse(args: string[]): { headless: boolean; file: string } {
  const unknown = args.find((arg) => arg.startsWith("-") && arg !== "--headless");
  const files = args.filter((arg) => !arg.startsWith("-"));
  if (unknown || files.length > 1) fail("usage: npm start -- [--headless] [FILE]");
  const path = resolve(process.env["INIT_CWD"] ?? process.cwd(), files[0] ?? FIRST_LESSON);
  if (!existsSync(path)) fail(`There is no file ${path}.`);
  return { headless: args.includes("--headless"), file: path };
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

async function build(): Promise<void> {
  const { status, output } = await runCommand(process.execPath, ["esbuild.js"], { cwd: ROOT });
  if (status === 0) return;
  console.error(output.trimEnd());
  fail("Interleave could not be built.");
}

/** Runs the program to its end, or to its deadlock, with what Interleave finds. */
async function runInTerminal(program: string): Promise<void> {
  const title = programTitle(program);
  const folder = join(ROOT, "traces");
  await mkdir(folder, { recursive: true });
  const trace = join(folder, `${title}.interleave`);
  console.log(`\n$ interleave run ${shown(program)}\n`);
  const args = [join(ROOT, "dist", "cli.js"), "run", program, "--trace", trace];
  const { status } = await runCommand(process.execPath, args, { show: true });
  console.log(`\nExit status ${status}${status === 86 ? " (stopped because of the deadlock)" : ""}`);
  if (existsSync(trace)) console.log(`Trace       ${shown(trace)}`);
}

/** The same program, live, with the timeline beside it; until the window is closed or Ctrl+C. */
async function showInVsCode(program: string): Promise<void> {
  const lessons = join(ROOT, "lessons");
  const target = {
    folder: program.startsWith(lessons + sep) ? lessons : dirname(program),
  };
  const options = {
    trusted: true,
    installed: [await stageExtension(), await bundleStarter()],
    env: { [START_VARIABLE]: program },
  };
  const desktop =
    process.env["INTERLEAVE_VSCODE"] === "server" ? "INTERLEAVE_VSCODE=server" : await findDesktop(false);
  if (typeof desktop !== "string") {
    console.log(`\nOpening ${basename(program)} in VS Code (${desktop.executable}). Ctrl+C ends it.`);
    const window = await openDesktop(desktop, target, options);
    process.on("exit", () => window.close());
    const code = await window.closed;
    if (code === null) fail(`${desktop.executable} could not be started.`);
    return;
  }
  console.log(`\nVS Code as a server from npm, because ${desktop}.`);
  const server = await VsCodeServer.start(options);
  console.log(`\nOpen this address in a browser; ${programTitle(program)} runs there at once:\n`);
  console.log(`  ${server.url(target)}\n`);
  console.log("Ctrl+C ends everything.");
  await server.ended;
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
