/** Debugging programs: the configuration, and who carries it out. */
import * as vscode from "vscode";
import { DebugNames } from "./debug-names.ts";
import { DEBUG_TYPE } from "./ids.ts";
import { launchConfig } from "./launch-config.ts";
import { RefusedError } from "./run-errors.ts";
import type { Runner, RunOptions } from "./runner.ts";
import { programTitle } from "./trace-name.ts";

export function registerDebugging(
  context: vscode.ExtensionContext,
  programs: Runner,
  activeFile: () => vscode.Uri | undefined,
): vscode.Disposable {
  const names = new DebugNames();
  const run = async (file: vscode.Uri, options: RunOptions) => {
    // The timeline goes beside it. Else the debugger would open it where the timeline is, and hide that.
    await vscode.window.showTextDocument(file, { preserveFocus: true }).then(undefined, () => undefined);
    return programs.run(file, options);
  };
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist").fsPath;
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, {
      // What F5 offers where there is no launch.json.
      resolveDebugConfiguration: (_folder, config) =>
        config.type
          ? config
          : { ...config, type: DEBUG_TYPE, request: "launch", program: activeFile()?.fsPath },
      // By then `${file}` and its like have become paths.
      resolveDebugConfigurationWithSubstitutedVariables: (folder, config) => complete(folder, config),
    }),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: async (session) => {
        const { DebugAdapter } = await import("./debug-adapter.ts");
        return new vscode.DebugAdapterInlineImplementation(new DebugAdapter(session, run, names, dist));
      },
    }),
    vscode.debug.registerDebugAdapterTrackerFactory("pwa-node", names),
    vscode.debug.onDidTerminateDebugSession((session) => names.end(session)),
  );
}

/** @throws Error when the program cannot be found by it; the message is for the user. */
export async function debugFile(file: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  await vscode.debug.startDebugging(folder, {
    type: DEBUG_TYPE,
    request: "launch",
    name: programTitle(file.fsPath),
    program: file.fsPath,
  });
}

function complete(
  folder: vscode.WorkspaceFolder | undefined,
  config: vscode.DebugConfiguration,
): vscode.DebugConfiguration | undefined {
  try {
    const launch = launchConfig(folder, config);
    const name = config.name || programTitle(launch.program);
    // What the program writes stands in the terminal.
    return { internalConsoleOptions: "neverOpen", ...config, ...launch, name };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    void vscode.window.showErrorMessage(error.message);
    return undefined;
  }
}
