/** The commands behind the links and buttons of a hint. */
import * as vscode from "vscode";
import { HINT_KINDS } from "../protocol/hints.ts";
import { INTERNAL_COMMANDS } from "./ids.ts";
import type { TimelinePanel } from "./timeline-panel.ts";
import { openTrace, type TraceEditor } from "./trace-editor.ts";

/** The page that explains hints, in the language of the editor. */
const explanation = (): string =>
  vscode.env.language.toLowerCase() === "zh-cn" ? "hints.zh-cn.md" : "hints.md";

export function registerHintCommands(
  extension: vscode.Uri,
  panel: TimelinePanel,
  editor: TraceEditor,
  invoke: (work: () => unknown) => Promise<void>,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(INTERNAL_COMMANDS.showHint, (trace: unknown, index: unknown) =>
      invoke(async () => {
        if (typeof trace !== "string" || !Number.isSafeInteger(index)) return;
        const uri = vscode.Uri.parse(trace, true);
        if (panel.recording?.path === uri.fsPath) {
          panel.reveal();
          panel.view?.showHint(index as number);
        } else {
          editor.showHint(uri, index as number);
          await openTrace(uri);
        }
      }),
    ),
    vscode.commands.registerCommand(INTERNAL_COMMANDS.explainHint, (kind: unknown) =>
      invoke(async () => {
        const known = HINT_KINDS.find((name) => name === kind);
        const page = vscode.Uri.joinPath(extension, "docs", explanation());
        await vscode.commands.executeCommand("markdown.showPreview", page.with({ fragment: known ?? "" }));
      }),
    ),
  );
}
