/** How a program is run, as a launch configuration or a task says it. */
import { extname, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { PROGRAM_EXTENSIONS } from "./ids.ts";
import { RefusedError } from "./run-errors.ts";
import { programTitle } from "./trace-name.ts";

export interface LaunchConfig {
  /** Absolute path. */
  program: string;
  args?: string[];
  cwd?: string;
  env?: Record<string, string>;
}

/**
 * The fields of `config` that say how to run a program.
 * @throws RefusedError that says what is wrong with one of them
 */
export function launchConfig(
  folder: vscode.WorkspaceFolder | undefined,
  config: Readonly<Record<string, unknown>>,
): LaunchConfig {
  const { program, args, cwd, env } = config;
  if (typeof program !== "string" || program === "")
    throw new RefusedError(vscode.l10n.t('Say in "program" which TypeScript or JavaScript file to run.'));
  const file = isAbsolute(program) || !folder ? program : join(folder.uri.fsPath, program);
  if (!(PROGRAM_EXTENSIONS as readonly string[]).includes(extname(file)))
    throw new RefusedError(
      vscode.l10n.t("{0} is neither a TypeScript nor a JavaScript file.", programTitle(file)),
    );
  if (args !== undefined && !(Array.isArray(args) && args.every(isText)))
    throw new RefusedError(vscode.l10n.t('"args" must be a list of texts.'));
  if (cwd !== undefined && !isText(cwd))
    throw new RefusedError(vscode.l10n.t('"cwd" must be the path of a folder.'));
  if (env !== undefined && !isTexts(env))
    throw new RefusedError(vscode.l10n.t('"env" must be an object of texts.'));
  return {
    program: file,
    ...(args === undefined ? {} : { args }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  };
}

const isText = (value: unknown): value is string => typeof value === "string";

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
