/** What language models can do with Interleave: run a program and hear what was found, read a trace, explain a wait. */
import { stat } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import * as vscode from "vscode";
import { TOOLS, TRACE_EXTENSION } from "./ids.ts";
import { RefusedError, StartError } from "./run-errors.ts";
import type { Runner } from "./runner.ts";
import { ownFolder } from "./trace-folder.ts";
import { programTitle } from "./trace-name.ts";
import type { WaitQuestion } from "./trace-report.ts";
import { FileSource } from "./trace-source.ts";

/** A run that a model has asked for ends after so long, unless it says otherwise. */
const LIMIT_MS = 30_000;
const LONGEST_MS = 600_000;
/** Output beyond this is left out at its beginning. */
const OUTPUT_CHARACTERS = 4000;

interface RunInput {
  file: string;
  arguments?: string[];
  timeoutMs?: number;
}

interface WaitInput extends WaitQuestion {
  file: string;
}

export function registerModelTools(context: vscode.ExtensionContext, programs: Runner): vscode.Disposable {
  const storage = ownFolder(context);
  return vscode.Disposable.from(
    vscode.lm.registerTool<RunInput>(TOOLS.run, {
      prepareInvocation: ({ input }) => {
        const name = programTitle(String(input.file));
        return {
          invocationMessage: vscode.l10n.t("Running {0} with Interleave", name),
          confirmationMessages: {
            title: vscode.l10n.t("Run {0}?", name),
            message: vscode.l10n.t(
              "This runs the program {0} on this machine, as Run File does.",
              commandLine(input),
            ),
          },
        };
      },
      invoke: ({ input }, token) => runProgram(programs, input, token),
    }),
    vscode.lm.registerTool<{ file: string }>(TOOLS.trace, {
      prepareInvocation: ({ input }) => reading(input.file),
      invoke: async ({ input }) => {
        const { traceReport } = await import("./trace-report.ts");
        return answer(traceReport(await factsOfFile(input.file, storage)));
      },
    }),
    vscode.lm.registerTool<WaitInput>(TOOLS.wait, {
      prepareInvocation: ({ input }) => reading(input.file),
      invoke: async ({ input }) => {
        const { waitReport } = await import("./trace-report.ts");
        return answer(waitReport(await factsOfFile(input.file, storage), input));
      },
    }),
  );
}

async function runProgram(
  programs: Runner,
  input: RunInput,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  const file = await insideWorkspace(input.file);
  const { arguments: args = [], timeoutMs = LIMIT_MS } = input;
  if (!Array.isArray(args) || args.some((arg) => typeof arg !== "string"))
    throw new Error('"arguments" must be an array of strings.');
  if (!(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= LONGEST_MS))
    throw new Error(`"timeoutMs" must be a number above 0 and at most ${LONGEST_MS}.`);
  let output = "";
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const run = await programs
    .run(vscode.Uri.file(file), {
      args,
      // A terminal would show its colours, a model only their codes.
      env: { NO_COLOR: "1", FORCE_COLOR: "0" },
      stopOnDeadlock: true,
      timeout: timeoutMs,
      onOutput: (stream, bytes) => {
        output = (output + decoders[stream].decode(bytes, { stream: true })).slice(-OUTPUT_CHARACTERS);
      },
    })
    .catch((error: unknown) => {
      if (error instanceof RefusedError || error instanceof StartError)
        throw new Error(`${error.message} The program was not started.`);
      throw error;
    });
  const cancelled = token.onCancellationRequested(() => void run.stop());
  try {
    const { exitStatus, reason, hints, trace } = await run.ended;
    const { hintLines } = await import("./trace-report.ts");
    return answer(
      [
        reason === "timeout"
          ? `The program had not ended after ${timeoutMs} ms and was stopped. Pass a larger "timeoutMs" if it needs longer.`
          : `The program ended: ${reason}, exit status ${exitStatus}.`,
        ...hintLines(hints),
        `Trace: ${trace}`,
        output === ""
          ? "It wrote nothing."
          : `Output (the last ${OUTPUT_CHARACTERS} characters at most):\n${output}`,
      ].join("\n"),
    );
  } finally {
    cancelled.dispose();
  }
}

/** @param storage folder of the traces of runs that named no other */
async function factsOfFile(file: unknown, storage: string) {
  const recorded = typeof file === "string" && isAbsolute(file) && dirname(normalize(file)) === storage;
  const path = recorded && (await isFile(file)) ? file : await insideWorkspace(file);
  const { factsOf } = await import("./trace-facts.ts");
  const source = await FileSource.of(path);
  try {
    return await factsOf(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${reason} Traces end in ${TRACE_EXTENSION}; run a program to get one, its answer names the file.`,
    );
  } finally {
    await source.close();
  }
}

const commandLine = ({ file, arguments: args }: RunInput): string =>
  [file, ...(Array.isArray(args) ? args : [])].map(String).join(" ");

const reading = (file: unknown): vscode.PreparedToolInvocation => ({
  invocationMessage: vscode.l10n.t("Reading {0}", programTitle(String(file))),
});

const answer = (text: string): vscode.LanguageModelToolResult =>
  new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);

/** The absolute path of a file of the workspace. @throws Error with a sentence for a model. */
async function insideWorkspace(file: unknown): Promise<string> {
  if (typeof file !== "string" || file === "") throw new Error('"file" must be the path of a file.');
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new Error("No folder is open in VS Code, so no file can be named.");
  const roots = folders.map(({ uri }) => uri.fsPath).join(", ");
  const candidates = isAbsolute(file) ? [file] : folders.map(({ uri }) => join(uri.fsPath, file));
  const inside = candidates.filter((path) => vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path)));
  if (inside.length === 0)
    throw new Error(`${file} is outside of the workspace (${roots}). Name a file inside it.`);
  for (const path of inside) if (await isFile(path)) return path;
  throw new Error(
    `There is no file ${file} in the workspace (${roots}). Check the path, or pass an absolute one.`,
  );
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
