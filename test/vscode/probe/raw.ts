/**
 * An extension that does nothing but post bytes to a page of its own: what that costs VS Code by itself. It repeats the
 * file `seed.bin` of the folder, as `post.json` there says, and writes what it took into `figures.json`.
 */
import * as vscode from "vscode";
import type { PostOrder, RawFigures } from "./figures.ts";

const SETTLE_MS = 10_000;
const LOOK_MS = 4;

export function activate(): void {
  void run().catch((error: unknown) => write({ error: String(error) }));
}

const inFolder = (name: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

async function write(figures: RawFigures): Promise<void> {
  await vscode.workspace.fs.writeFile(inFolder("figures.json"), Buffer.from(JSON.stringify(figures)));
}

async function run(): Promise<void> {
  const order = await vscode.workspace.fs.readFile(inFolder("post.json"));
  const { bytesPerSecond, messagesPerSecond, seconds }: PostOrder = JSON.parse(Buffer.from(order).toString());
  const seed = await vscode.workspace.fs.readFile(inFolder("seed.bin"));
  const panel = vscode.window.createWebviewPanel("raw", "raw", vscode.ViewColumn.One, {
    enableScripts: true,
  });
  panel.webview.html =
    "<!doctype html><script>let n = 0; addEventListener('message', (e) => { n += e.data.bytes.length; });</script>";
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

  const size = Math.round(bytesPerSecond / messagesPerSecond);
  const before = process.cpuUsage();
  const began = performance.now();
  const all = seconds * messagesPerSecond;
  for (let posted = 0; posted < all; ) {
    const due = Math.min(all, Math.floor(((performance.now() - began) / 1000) * messagesPerSecond));
    for (; posted < due; posted++) {
      const at = (posted * size) % (seed.length - size);
      // In memory of their own: of a part of an array all of it is sent.
      const bytes = new Uint8Array(size);
      bytes.set(seed.subarray(at, at + size));
      await panel.webview.postMessage({ bytes });
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const { user, system } = process.cpuUsage(before);
  await write({ cpu: (user + system) / 1000, time: performance.now() - began });
}
