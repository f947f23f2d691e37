/** What can be done about a hint at its line. */
import * as vscode from "vscode";
import type { PlacedHint } from "./hint-diagnostics.ts";
import { INTERNAL_COMMANDS } from "./ids.ts";
import type { Problems } from "./problems.ts";

/** Files that programs are made of. */
export const PROGRAM_SELECTOR: vscode.DocumentSelector = [
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
].map((language) => ({ language, scheme: "file" }));

export class ProblemActions implements vscode.CodeActionProvider {
  readonly #problems: Problems;

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const actions: vscode.CodeAction[] = [];
    for (const { diagnostic, hint } of this.#problems.at(document.uri, range)) {
      const swap = await swapAction(document, hint);
      const show = new vscode.CodeAction(
        vscode.l10n.t("Show this hint in the timeline"),
        vscode.CodeActionKind.QuickFix,
      );
      show.command = {
        title: show.title,
        command: INTERNAL_COMMANDS.showHint,
        arguments: [hint.trace.toString(), hint.index],
      };
      for (const action of swap ? [swap, show] : [show]) {
        action.diagnostics = [diagnostic];
        actions.push(action);
      }
    }
    return actions;
  }
}

/** The edit that lets one of two processes take its locks in the other's order; only where it can be nothing else. */
async function swapAction(
  document: vscode.TextDocument,
  { hint, marked }: PlacedHint,
): Promise<vscode.CodeAction | undefined> {
  const { lockOrder } = await import("./lock-order.ts");
  const here = marked.filter(({ file }) => file === document.uri.fsPath);
  const pair = here.length === marked.length ? lockOrder(hint) : undefined;
  if (!pair) return undefined;
  // Where the hint's lines are now; columns are as they were, for the lines have not been edited.
  const now = (site: { line: number; column: number }) =>
    marked.find(({ line, column }) => line === site.line - 1 && column === site.column - 1)?.now;
  const [first, second] = [now(pair.first), now(pair.second)];
  if (first === undefined || second === undefined) return undefined;
  const { swapLocks } = await import("./swap-locks.ts");
  const swap = swapLocks(document.getText(), document.uri.fsPath, [
    { line: first + 1, column: pair.first.column },
    { line: second + 1, column: pair.second.column },
  ]);
  if (!swap) return undefined;
  const action = new vscode.CodeAction(
    vscode.l10n.t("Take {0} before {1} in {2}", swap.second.name, swap.first.name, swap.function),
    vscode.CodeActionKind.QuickFix,
  );
  const edit = new vscode.WorkspaceEdit();
  for (const [from, to] of [
    [swap.first, swap.second],
    [swap.second, swap.first],
  ] as const) {
    const range = new vscode.Range(document.positionAt(from.start), document.positionAt(from.end));
    edit.replace(document.uri, range, to.name);
  }
  action.edit = edit;
  action.isPreferred = true;
  return action;
}
