/** The views of the side bar that show runs. Those of the lessons are the classroom's. */
import * as vscode from "vscode";
import { VIEWS } from "./ids.ts";
import { LiveTree } from "./live-tree.ts";
import type { LockedTraces } from "./locked-traces.ts";
import { RunTree } from "./run-tree.ts";
import type { Runner } from "./runner.ts";

export function registerViews(
  context: vscode.ExtensionContext,
  programs: Runner,
  locked: LockedTraces,
): vscode.Disposable {
  const runs = new RunTree(context, locked);
  const live = new LiveTree();
  const liveView = vscode.window.createTreeView(VIEWS.live, { treeDataProvider: live });
  liveView.onDidChangeVisibility(({ visible }) => {
    live.visible = visible;
  });
  live.visible = liveView.visible;
  const follow = () => {
    runs.show(programs.running);
    live.show(programs.running);
  };
  follow();
  return vscode.Disposable.from(
    runs,
    live,
    liveView,
    vscode.window.createTreeView(VIEWS.runs, { treeDataProvider: runs, canSelectMany: true }),
    programs.onDidChangeRunning(follow),
  );
}
