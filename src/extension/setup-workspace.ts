/** Adds the runtime to a workspace, once the user has seen what that changes, and begins new programs. */
import * as vscode from "vscode";
import { RefusedError } from "./run-errors.ts";
import type { SetupStep } from "./workspace-setup.ts";

/** @throws RefusedError when there is no folder to add it to; Error when that fails */
export async function setupWorkspace(extension: vscode.Uri): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new RefusedError(
      vscode.l10n.t("This workspace is not trusted, so Interleave changes nothing in it."),
      true,
    );
  const folder = await chosenFolder();
  if (!folder) return;
  const { planSetup } = await import("./workspace-setup.ts");
  const steps = await planSetup(folder.uri.fsPath, vscode.Uri.joinPath(extension, "dist").fsPath);
  if (steps.length === 0)
    throw new RefusedError(
      vscode.l10n.t("{0} depends on the runtime already: install what it depends on.", folder.name),
    );
  const add = vscode.l10n.t("Add");
  const picked = await vscode.window.showInformationMessage(
    vscode.l10n.t("Add Interleave's runtime to {0}?", folder.name),
    { modal: true, detail: steps.map(told).join("\n") },
    add,
  );
  if (picked !== add) return;
  for (const step of steps) await step.apply();
  await vscode.commands.executeCommand("typescript.restartTsServer").then(undefined, () => undefined);
  const begin = vscode.l10n.t("New Program");
  const message = steps.some(({ path }) => path === "package.json")
    ? vscode.l10n.t("The runtime is there. Install once more, so that your lock file knows of it.")
    : vscode.l10n.t("The runtime is there.");
  void vscode.window.showInformationMessage(message, begin).then((picked) => {
    if (picked === begin) void newProgram();
  });
}

/** A program to begin with, in an editor of its own. */
export async function newProgram(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "typescript", content: TEMPLATE });
  await vscode.window.showTextDocument(document);
}

async function chosenFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0)
    throw new RefusedError(vscode.l10n.t("Open the folder first that the runtime is to be added to."));
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}

function told({ path, kind }: SetupStep): string {
  switch (kind) {
    case "make":
      return vscode.l10n.t("{0}: is made", path);
    case "replace":
      return vscode.l10n.t("{0}: an earlier copy is replaced", path);
    case "change":
      return vscode.l10n.t("{0}: gets a development dependency", path);
    default:
      return kind satisfies never;
  }
}

const TEMPLATE = `import { currentProcess, isMainProcess, Lock, Process, sleep } from "@interleave/runtime";

async function worker(log: Lock, n: number) {
  await log.use(async () => {
    console.log(\`\${currentProcess().name} has the log: \${n}\`);
    await sleep(100);
  });
}

// Every process loads this file; only the first one starts the others.
if (isMainProcess) {
  const log = new Lock({ name: "log" });
  const workers = [1, 2, 3].map((n) => new Process({ target: worker, args: [log, n] }));
  for (const process of workers) process.start();
  for (const process of workers) await process.join();
}
`;
