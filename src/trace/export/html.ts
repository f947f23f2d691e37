/**
 * A recorded run as one page that works by itself: the timeline's own script and style, and the trace, packed, in a
 * block of text. Nothing is fetched, and nothing of the trace is ever markup: it goes in as base64.
 */
import { base64 } from "./base64.ts";

export interface HtmlParts {
  /** The built webview. */
  script: string;
  style: string;
  /** Shown as the window's and the timeline's title. */
  title: string;
  theme: "light" | "dark";
  /** One sentence on what is missing from the trace; shown on the page. */
  note?: string;
  /** A random word for the page's own script and style, letters and digits. */
  nonce: string;
}

/** Colours and faces that the page has to give in VS Code's place. */
const VARIABLES: Record<HtmlParts["theme"], Record<string, string>> = {
  dark: {
    "charts-blue": "#59a4f9",
    "charts-green": "#89d185",
    "charts-yellow": "#cca700",
    "charts-red": "#f14c4c",
    "charts-purple": "#b180d7",
    "editor-background": "#1f1f1f",
    foreground: "#cccccc",
    "icon-foreground": "#cccccc",
    focusBorder: "#0078d4",
    "panel-border": "#2b2b2b",
    "sideBar-background": "#181818",
    "button-background": "#0078d4",
    "button-foreground": "#ffffff",
    "button-secondaryForeground": "#cccccc",
    "input-background": "#313131",
    "input-foreground": "#cccccc",
    "input-border": "#3c3c3c",
    "toolbar-hoverBackground": "rgba(90,93,94,.31)",
    "list-hoverBackground": "#2a2d2e",
    "list-inactiveSelectionBackground": "#37373d",
    "list-activeSelectionBackground": "#04395e",
    "list-activeSelectionForeground": "#ffffff",
    "badge-background": "#616161",
    "badge-foreground": "#f8f8f8",
    "textLink-foreground": "#4daafc",
    "editorWidget-background": "#202020",
    "editorWidget-border": "rgba(204,204,204,.2)",
    "tree-indentGuidesStroke": "#585858",
    "inputValidation-errorBackground": "#5a1d1d",
    "inputValidation-errorBorder": "#be1100",
  },
  light: {
    "charts-blue": "#0063d3",
    "charts-green": "#388a34",
    "charts-yellow": "#bf8803",
    "charts-red": "#e51400",
    "charts-purple": "#652d90",
    "editor-background": "#ffffff",
    foreground: "#3b3b3b",
    "icon-foreground": "#3b3b3b",
    focusBorder: "#005fb8",
    "panel-border": "#e5e5e5",
    "sideBar-background": "#f8f8f8",
    "button-background": "#005fb8",
    "button-foreground": "#ffffff",
    "button-secondaryForeground": "#3b3b3b",
    "input-background": "#ffffff",
    "input-foreground": "#3b3b3b",
    "input-border": "#cecece",
    "toolbar-hoverBackground": "rgba(184,184,184,.31)",
    "list-hoverBackground": "#f2f2f2",
    "list-inactiveSelectionBackground": "#e4e6f1",
    "list-activeSelectionBackground": "#e8e8e8",
    "list-activeSelectionForeground": "#000000",
    "badge-background": "#cccccc",
    "badge-foreground": "#3b3b3b",
    "textLink-foreground": "#005fb8",
    "editorWidget-background": "#f8f8f8",
    "editorWidget-border": "rgba(59,59,59,.2)",
    "tree-indentGuidesStroke": "#a9a9a9",
    "inputValidation-errorBackground": "#f2dede",
    "inputValidation-errorBorder": "#be1100",
  },
};
const FACES = `--vscode-font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;--vscode-font-size:13px;--vscode-editor-font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;--vscode-editor-font-size:12px;`;

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** The page in portions; `trace` is the file's bytes. */
export async function* htmlPage(parts: HtmlParts, trace: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const { nonce, theme, title } = parts;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; worker-src blob:`;
  const variables = Object.entries(VARIABLES[theme]).map(([name, value]) => `--vscode-${name}:${value};`);
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">:root{${variables.join("")}${FACES}color-scheme:${theme}}</style>
<style nonce="${nonce}">${parts.style.replace(/<\/(style)/gi, "<\\/$1")}</style>
</head>
<body class="vscode-${theme}" data-title="${escapeHtml(title)}" data-note="${escapeHtml(parts.note ?? "")}">
<script type="text/plain" id="trace">`;
  yield* base64(packed(trace));
  yield `</script>
<script nonce="${nonce}">${inScript(HOST)}</script>
<script nonce="${nonce}">${inScript(parts.script)}</script>
</body>
</html>
`;
}

/** A script as it may stand in a page. What ends or opens a script there only occurs within strings and patterns. */
const inScript = (script: string): string => script.replace(/<(?=\/script|script|!--)/gi, "\\x3c");

async function* packed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new CompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const fed = (async () => {
    try {
      for await (const portion of bytes) await writer.write(portion as Uint8Array<ArrayBuffer>);
      await writer.close();
    } catch (error) {
      await writer.abort(error);
    }
  })();
  const reader = stream.readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield value;
  }
  await fed;
}

/** Stands in the place of VS Code: unpacks the trace and hands it to the timeline. What needs VS Code does nothing. */
const HOST = `(() => {
  "use strict";
  let state;
  const give = (data) => window.dispatchEvent(new MessageEvent("message", { data }));
  const { title, note } = document.body.dataset;
  const run = { id: 1, title, file: "", phase: "recorded", exitStatus: null, ...(note ? { error: { message: note } } : {}) };
  const unpack = async () => {
    const block = document.getElementById("trace");
    const text = atob(block.textContent);
    block.remove();
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    for (const reader = stream.getReader();;) {
      const { done, value } = await reader.read();
      if (done) break;
      give({ type: "bytes", run: run.id, bytes: value });
    }
  };
  const answer = (message) => {
    if (message.type === "ready") {
      give({ type: "run", run, followLive: false });
      unpack().catch((error) => give({ type: "state", run: { ...run, error: { message: "The trace in this page cannot be read: " + error.message } } }));
    } else if (message.type === "fault") console.error(message.message);
  };
  window.acquireVsCodeApi = () => ({
    postMessage: answer,
    getState: () => state,
    setState: (next) => { state = next; },
  });
})();`;
