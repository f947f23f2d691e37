/** Pictures of the timeline in a real VS Code: what is shown in them, and how it comes to be shown. */
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Browser, FrameLocator } from "playwright-core";
import { largeTrace } from "../bench/webview/large-trace.ts";
import { ROOT } from "./paths.ts";
import type { VsCodeServer } from "./server.ts";
import { timelineFrame, VsCodeWindow } from "./window.ts";
import type { Language } from "./words.ts";

const SIZE = { width: 1400, height: 900 };
const LARGE = { events: 5_000_000, workers: 60 };
const LARGE_LIMIT_MS = 240_000;

/** A run, and when there is to be a picture of it. */
export interface Shot {
  name: string;
  /** A lesson that is run; absent: a trace of five million events is opened. */
  lesson?: string;
  ready(window: VsCodeWindow, timeline: FrameLocator): Promise<void>;
}

export const LESSONS: readonly Shot[] = [
  {
    name: "producer-consumer",
    lesson: "14_producer_consumer",
    ready: async (window, timeline) => {
      const { words } = window;
      await window.statusBar(words("{0}: ended, exit {1}", "14_producer_consumer", 0)).waitFor();
      await timeline.getByText(words("Finished, exit {0}", 0)).waitFor();
    },
  },
  {
    name: "dining-philosophers",
    lesson: "50_dining_philosophers",
    ready: async (window, timeline) => {
      const { words } = window;
      const notice = window.notification(words("Deadlock"));
      await notice.waitFor({ timeout: 60_000 });
      await notice.getByRole("button", { name: words("Show"), exact: true }).click();
      await timeline.locator('#tab-graph[aria-selected="true"]').waitFor();
    },
  },
];

export const MILLION: Shot = {
  name: "five-million-events",
  ready: async (_, timeline) => {
    await timeline.locator(".overview-corner .time").filter({ hasText: /\d/ }).waitFor();
    await timeline.locator(".loading").waitFor({ state: "hidden", timeout: LARGE_LIMIT_MS });
  },
};

/** Tabs below the lanes, and what keys show above them. */
export const TABS = [
  ...["hints", "graph", "processes", "locks", "queues", "pools", "story", "output", "notes"],
] as const;
export const LOOKS: Readonly<Record<string, string>> = {
  path: "c",
  lanes: "/",
  keys: "?",
  presenting: "m",
  search: "Control+f",
};

/** Opens a window that shows a run, calls `look` when there is to be a picture, and closes it. */
export async function showing(
  browser: Browser,
  server: VsCodeServer,
  shot: Shot,
  look: (window: VsCodeWindow) => Promise<void>,
  language: Language = "en",
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "interleave-picture-"));
  const folder = shot.lesson ? join(ROOT, "lessons") : scratch;
  const file = join(folder, shot.lesson ? join(shot.lesson, "main.ts") : "indexer.interleave");
  if (!shot.lesson) await pipeline(Readable.from(largeTrace(LARGE)), createWriteStream(file));
  const target = { folder, ...(shot.lesson ? { file } : {}) };
  const window = await VsCodeWindow.open(browser, server, target, { ...SIZE, language });
  try {
    const timeline = timelineFrame(window);
    if (shot.lesson) {
      await window.editorShows("@interleave/runtime");
      await window.hideSideBar();
      await window.command(`Interleave: ${window.words("Run File")}`);
      await timeline.locator("canvas").first().waitFor({ timeout: 30_000 });
      // One group, the timeline in front: as wide as the window.
      await window.command("View: Hide Panel");
      await window.command("View: Join All Editor Groups");
      await window.command(`Interleave: ${window.words("Show Timeline")}`);
    } else {
      // Before the extension is there, a trace is a large text.
      await window.page.locator('.activitybar [aria-label^="Interleave"]').first().waitFor();
      await window.page.getByRole("treeitem", { name: basename(file) }).dblclick();
      await window.hideSideBar();
      await timeline.locator("canvas").first().waitFor({ timeout: 60_000 });
    }
    await shot.ready(window, timeline);
    await window.command("Notifications: Clear All Notifications");
    await look(window);
    const stop = timelineFrame(window).getByRole("button", { name: window.words("Stop"), exact: true });
    if (await stop.count()) await stop.click();
  } finally {
    await window.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Resolves when nothing that is in sight is still being worked out, which ends in an ellipsis as long as it is. */
export async function answered(timeline: FrameLocator): Promise<void> {
  // The field to search in says what it finds in the same way.
  const pending = timeline.locator(".main").getByText(/…$/).filter({ visible: true }).first();
  await pending.waitFor({ state: "hidden", timeout: LARGE_LIMIT_MS });
}

/** Takes a picture of the window once nothing in it moves, and says so. */
export async function take(window: VsCodeWindow, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await window.settled();
  await window.page.screenshot({ path, caret: "hide" });
  console.log(path);
}
