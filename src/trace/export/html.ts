/**
 * A recorded run as one page that works by itself: the timeline's own script and style, and the trace, packed, in a
 * block of text. Nothing is fetched, and nothing of the trace is ever markup: it goes in as base64.
 */
import { parseNotes } from "../../protocol/notes.ts";
import { base64 } from "./base64.ts";
import { type PageTheme, pageVariables } from "./html-theme.ts";

export interface HtmlParts {
  /** The built webview. */
  script: string;
  style: string;
  /** Shown as the window's and the timeline's title. */
  title: string;
  theme: PageTheme;
  /** One sentence on what is missing from the trace; shown on the page. */
  note?: string;
  /** The file of notes beside the trace, as it is: what it holds is shown, not to be changed. */
  notes?: string;
  /** The page's words in another language, as the extension's bundle has them, and what that is called. Absent: English. */
  words?: { language: string; bundle: Readonly<Record<string, string>> };
  /** A random word for the page's own script and style, letters and digits. */
  nonce: string;
}

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
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; worker-src blob:; img-src data:`;
  yield `<!DOCTYPE html>
<html lang="${escapeHtml(parts.words?.language ?? "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">:root{${pageVariables(theme)}color-scheme:${theme}}.toolbar>.export{display:none}</style>
<style nonce="${nonce}">${withoutMap(parts.style).replace(/<\/(style)/gi, "<\\/$1")}</style>
</head>
<body class="vscode-${theme}" data-title="${escapeHtml(title)}" data-note="${escapeHtml(parts.note ?? "")}">
<script type="text/plain" id="trace">`;
  yield* base64(packed(trace));
  yield `</script>
${parts.words ? jsonBlock("l10n", parts.words.bundle) : ""}${notesBlock(parts.notes)}<script nonce="${nonce}">${inScript(HOST)}</script>
<script nonce="${nonce}">${inScript(withoutMap(parts.script))}</script>
</body>
</html>
`;
}

/** Only what is understood goes along. Nothing in a block of JSON can end it. */
function notesBlock(json: string | undefined): string {
  const found = json === undefined ? "damaged" : parseNotes(json);
  if (typeof found === "string") return "";
  return jsonBlock("notes", found);
}

const jsonBlock = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>\n`;

/** Built files may end with the address of a source map, which a page by itself has not. */
const withoutMap = (text: string): string => text.replace(/\n?\/[/*]# sourceMappingURL=.*\s*$/, "\n");

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
    } else if (message.type === "notes") {
      const { startedAt, notes } = JSON.parse(document.getElementById("notes")?.textContent ?? "{}");
      give({ type: "notes", run: run.id, notes: startedAt === message.startedAt ? notes : [], writable: false });
    } else if (message.type === "command" && message.command === "copyPicture") {
      give({ type: "picture", request: 1, copy: true });
    } else if (message.type === "picture" && message.error) console.warn(message.error);
    else if (message.type === "fault") console.error(message.message);
  };
  window.acquireVsCodeApi = () => ({
    postMessage: answer,
    getState: () => state,
    setState: (next) => { state = next; },
  });
})();`;
