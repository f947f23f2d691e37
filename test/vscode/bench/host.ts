/** Runs a program in this window and says what the extension host, in which this runs, had to do for it. */
import * as vscode from "vscode";
import type { Api } from "../../../src/extension/extension.ts";
import { until } from "../suite/runner.ts";

/** Marks the line that holds the figures. */
export const FIGURES_MARK = "##interleave-host ";

export interface HostFigures {
  /** Processor time of the extension host while the program ran (ms). */
  cpu: number;
  /** The same while nothing ran, for as long. */
  idle: number;
  /** How long it ran (ms). */
  time: number;
  /** That the page of the timeline has at the end. */
  events: number;
}

/** How long a window may still be busy with having been opened (ms). */
const SETTLE_MS = 10_000;

export async function run(): Promise<void> {
  const api = await vscode.extensions.getExtension<Api>("interleave.interleave")!.activate();
  const [folder] = vscode.workspace.workspaceFolders!;
  const program = vscode.Uri.joinPath(folder!.uri, "stream.ts");
  await vscode.window.showTextDocument(program);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

  const handle = await api.run(program);
  await until("the timeline", async () => (await api.snapshot())?.run.phase === "running");
  const began = performance.now();
  const before = process.cpuUsage();
  await handle.ended;
  const { user, system } = process.cpuUsage(before);
  const time = performance.now() - began;
  const snapshot = await until("all of it", async () => {
    const last = await api.snapshot();
    return last?.run.phase === "ended" ? last : undefined;
  });
  const rest = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, time));
  const idle = process.cpuUsage(rest);
  const figures: HostFigures = {
    cpu: (user + system) / 1000,
    idle: (idle.user + idle.system) / 1000,
    time,
    events: snapshot.events,
  };
  console.log(FIGURES_MARK + JSON.stringify(figures));
}
