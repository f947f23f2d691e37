/** Shows what is different between two recorded runs. */
import { basename } from "node:path";
import * as vscode from "vscode";
import { TRACE_EXTENSION } from "./ids.ts";
import { listTraces } from "./trace-folder.ts";
import { sourceAt } from "./uri-source.ts";

/** Scheme of the pages; the query holds the addresses of the two traces. */
export const COMPARISON_SCHEME = "interleave-comparison";

export class Comparisons implements vscode.TextDocumentContentProvider {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const [before, after] = JSON.parse(query) as [string, string];
    return pageOf(vscode.Uri.parse(before, true), vscode.Uri.parse(after, true));
  }

  /**
   * Shows the page of two traces, the user picks those that are not given; the order is theirs.
   * @throws Error when one of them cannot be read
   */
  async show(first?: vscode.Uri, second?: vscode.Uri): Promise<void> {
    const [before, after] = await this.two(first, second);
    if (!before || !after) return;
    const page = vscode.Uri.from({
      scheme: COMPARISON_SCHEME,
      path: `/${nameOf(before)} → ${nameOf(after)}.md`,
      query: JSON.stringify([before.toString(), after.toString()]),
    });
    // What is wrong with a trace is told before an empty page is shown.
    await vscode.workspace.openTextDocument(page);
    try {
      await vscode.commands.executeCommand("markdown.showPreview", page);
    } catch {
      // Somebody has turned VS Code's own Markdown off.
      await vscode.window.showTextDocument(page);
    }
  }

  /** The two traces to compare; fewer when the user has changed their mind. */
  async two(first?: vscode.Uri, second?: vscode.Uri): Promise<vscode.Uri[]> {
    const before = first ?? (await this.#pick(vscode.l10n.t("Compare: the first run")));
    if (!before) return [];
    const after = second ?? (await this.#pick(vscode.l10n.t("Compare {0} with", nameOf(before)), before));
    return after ? [before, after] : [before];
  }

  async #pick(title: string, other?: vscode.Uri): Promise<vscode.Uri | undefined> {
    const traces = (await listTraces(this.#context)).filter(
      ({ uri }) => uri.toString() !== other?.toString(),
    );
    if (traces.length === 0)
      throw new Error(vscode.l10n.t("There is no other recorded run to compare with."));
    const items = traces.map(({ uri, title, at }) => ({
      label: title,
      description: at?.toLocaleString(vscode.env.language) ?? "",
      detail: vscode.workspace.asRelativePath(uri),
      uri,
    }));
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.uri;
  }
}

async function pageOf(before: vscode.Uri, after: vscode.Uri): Promise<string> {
  // Not before somebody compares something.
  const [{ comparisonPage }, { hintWords }] = await Promise.all([
    import("./comparison.ts"),
    import("./hint-words.ts"),
  ]);
  return comparisonPage(await runOf(before), await runOf(after), {
    t: (text) => vscode.l10n.t(text),
    hint: hintWords,
  });
}

async function runOf(uri: vscode.Uri) {
  const { factsOf } = await import("./trace-facts.ts");
  const name = nameOf(uri);
  try {
    const source = await sourceAt(uri);
    return { name, facts: await factsOf(source).finally(() => source.close()) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(vscode.l10n.t("{0} cannot be read: {1}", name, reason));
  }
}

const nameOf = (uri: vscode.Uri): string => basename(uri.path, TRACE_EXTENSION);
