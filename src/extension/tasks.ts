/** Running programs as tasks, for a tasks.json. */
import { dirname } from "node:path";
import * as vscode from "vscode";
import { TASK_TYPE } from "./ids.ts";
import { type LaunchConfig, launchConfig } from "./launch-config.ts";
import { OutputPty } from "./output-pty.ts";
import type { Runner } from "./runner.ts";
import { runtimeImport } from "./runtime-import.ts";

/** What the command line exits with, too, for a program that could not be started. */
const NOT_STARTED = 2;

export function registerTasks(programs: Runner): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(TASK_TYPE, {
    // The program that is open, for the list of tasks.
    provideTasks: () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.uri.scheme !== "file" || runtimeImport(document.getText()) === undefined) return [];
      const folder = vscode.workspace.getWorkspaceFolder(document.uri);
      const definition = { type: TASK_TYPE, program: `\${file}` };
      return [taskOf(definition, folder, vscode.l10n.t("Run the open file"), programs)];
    },
    resolveTask: ({ definition, scope, name }) => taskOf(definition, scope, name, programs),
  });
}

function taskOf(
  definition: vscode.TaskDefinition,
  scope: vscode.Task["scope"],
  name: string,
  programs: Runner,
): vscode.Task {
  const folder = typeof scope === "object" && "uri" in scope ? scope : vscode.workspace.workspaceFolders?.[0];
  // By the time that it is called, `${file}` and its like have become paths.
  const execution = new vscode.CustomExecution(async (resolved) => runIn(resolved, folder, programs));
  // No problem matcher: hints reach the list of problems by themselves.
  return new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name, "Interleave", execution, []);
}

/** A terminal in which a program begins to run as soon as it is there, and that ends with it. */
function runIn(
  definition: vscode.TaskDefinition,
  folder: vscode.WorkspaceFolder | undefined,
  programs: Runner,
): vscode.Pseudoterminal {
  const pty = new OutputPty(folder?.uri.fsPath ?? dirname(String(definition["program"])));
  let stop = () => {};
  let dismissed = false;
  const begin = async () => {
    try {
      const { program, ...options }: LaunchConfig = launchConfig(folder, definition);
      const handle = await programs.run(vscode.Uri.file(program), {
        ...options,
        output: pty,
        onEnd: (exitStatus) => pty.end(exitStatus ?? NOT_STARTED),
      });
      stop = () => void handle.stop();
      if (dismissed) stop();
    } catch (error) {
      pty.note(error instanceof Error ? error.message : String(error));
      pty.end(NOT_STARTED);
    }
  };
  pty.onDidOpen(() => void begin());
  for (const end of [pty.onDidInterrupt, pty.onDidDismiss])
    end(() => {
      dismissed = true;
      stop();
    });
  return pty;
}
