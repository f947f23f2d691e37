/**
 * `npm run screenshots`: takes the README's pictures of a real VS Code, in a dark and a light theme, into
 * media/screenshots. Needs a build (`npm run build`) and a Chromium.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, FrameLocator } from "playwright-core";
import { stageExtension } from "./vscode/bundle.ts";
import { launchChromium } from "./vscode/chromium.ts";
import { ROOT } from "./vscode/paths.ts";
import { VsCodeServer } from "./vscode/server.ts";
import { timelineFrame, VsCodeWindow } from "./vscode/window.ts";

const OUT = join(ROOT, "media", "screenshots");
const THEMES = { dark: "Dark Modern", light: "Light Modern" } as const;
const SIZE = { width: 1400, height: 900 };

interface Shot {
  name: string;
  lesson: string;
  /** What the program must have come to. */
  ready(window: VsCodeWindow, timeline: FrameLocator): Promise<void>;
}

const SHOTS: Shot[] = [
  {
    name: "producer-consumer",
    lesson: "14_producer_consumer",
    ready: async (window, timeline) => {
      await window.statusBar("14_producer_consumer: ended, exit 0").waitFor();
      await timeline.getByText("Finished, exit 0").waitFor();
    },
  },
  {
    name: "dining-philosophers",
    lesson: "50_dining_philosophers",
    ready: async (window, timeline) => {
      const notice = window.notification("Deadlock");
      await notice.waitFor({ timeout: 60_000 });
      await notice.getByRole("button", { name: "Show", exact: true }).click();
      await timeline.getByRole("tab", { name: /graph/i, selected: true }).waitFor();
    },
  },
];

async function take(browser: Browser, server: VsCodeServer, theme: string, shot: Shot): Promise<void> {
  const file = join(ROOT, "lessons", shot.lesson, "main.ts");
  const target = { folder: join(ROOT, "lessons"), file };
  const window = await VsCodeWindow.open(browser, server, target, SIZE);
  try {
    await window.editorShows("@interleave/runtime");
    await window.hideSideBar();
    await window.command("Interleave: Run File");
    await timelineFrame(window).locator("canvas").first().waitFor({ timeout: 30_000 });
    // One group, the timeline in front: as wide as the window.
    await window.command("View: Hide Panel");
    await window.command("View: Join All Editor Groups");
    await window.command("Interleave: Show Timeline");
    await shot.ready(window, timelineFrame(window));
    await window.command("Notifications: Clear All Notifications");
    await window.settled();
    await window.page.screenshot({ path: join(OUT, `${shot.name}-${theme}.png`), caret: "hide" });
    console.log(`media/screenshots/${shot.name}-${theme}.png`);
    if (await window.statusBar("running").count()) await window.command("Interleave: Stop");
  } finally {
    await window.close();
  }
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const browser = await launchChromium();
try {
  for (const [theme, label] of Object.entries(THEMES)) {
    const server = await VsCodeServer.start({
      trusted: true,
      installed: [await stageExtension()],
      settings: { "workbench.colorTheme": label, "window.autoDetectColorScheme": false },
    });
    try {
      for (const shot of SHOTS) await take(browser, server, theme, shot);
    } finally {
      await server.stop();
    }
  }
} finally {
  await browser.close();
}
