/** The page of a webview: markup without data but for the words in the user's language, scripts by nonce only. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** What a webview may do and load. */
export function pageOptions(dist: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [dist] };
}

/** Built files of a page. */
export interface PageFiles {
  script: string;
  style: string;
}
export const TIMELINE_PAGE: PageFiles = { script: "main.js", style: "style.css" };
export const LESSON_PAGE: PageFiles = { script: "lesson.js", style: "lesson-style.css" };

/** @param dist folder of the built files */
export function pageHtml(webview: vscode.Webview, dist: vscode.Uri, files = TIMELINE_PAGE): string {
  const nonce = randomBytes(18).toString("base64");
  const resource = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(dist, "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The page starts its worker from a blob: from anywhere else it would be of another origin.
    "worker-src blob:",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    // Pictures that the page draws itself.
    "img-src data:",
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${vscode.env.language.replace(/[^\w-]/g, "")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource(files.style)}">
</head>
<body>
<script type="application/json" id="l10n">${inertJson(vscode.l10n.bundle ?? {})}</script>
<script nonce="${nonce}" src="${resource(files.script)}"></script>
</body>
</html>`;
}

/** JSON that may stand in a page's block of data: nothing in it can end the block. */
const inertJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
