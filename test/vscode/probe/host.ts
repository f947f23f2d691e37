/** Runs the program `stream.ts` of this window's folder and says what the extension host had to do meanwhile. */
import * as vscode from "vscode";
import type { Api } from "../../../src/extension/extension.ts";
import { until } from "../suite/runner.ts";
import { FIGURES_MARK, type HostFigures } from "./figures.ts";

/** How long a window may still be busy with having been opened (ms). */
const SETTLE_MS = 10_000;

export async function run(): Promise<void> {
  const api = await vscode.extensions.getExtension<Api>("interleave.interleave")!.activate();
  const [folder] = vscode.workspace.workspaceFolders!;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

  const before = process.cpuUsage();
  const began = performance.now();
  const handle = await api.run(vscode.Uri.joinPath(folder!.uri, "stream.ts"));
  await handle.ended;
  const { user, system } = process.cpuUsage(before);
  const time = performance.now() - began;
  const { events } = await until("the end of the run in the timeline", async () => {
    const last = await api.snapshot();
    return last?.run.phase === "ended" ? last : undefined;
  });
  const figures: HostFigures = { cpu: (user + system) / 1000, time, events };
  console.log(FIGURES_MARK + JSON.stringify(figures));
}
