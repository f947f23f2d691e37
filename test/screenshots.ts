/**
 * `npm run screenshots`: takes the README's pictures of a real VS Code, in a dark and a light theme, into
 * media/screenshots. `npm run screenshots -- every` takes every view of a lesson, of a run that is stuck and of five
 * million events instead, in all four themes, into test/.out/screenshots: to be looked at. Needs a build (`npm run dev`)
 * and a Chromium.
 */
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { stageExtension } from "./vscode/bundle.ts";
import { launchChromium } from "./vscode/chromium.ts";
import { ROOT } from "./vscode/paths.ts";
import { answered, LESSONS, LOOKS, MILLION, showing, TABS, take } from "./vscode/pictures.ts";
import { VsCodeServer } from "./vscode/server.ts";
import { timelineFrame, type VsCodeWindow } from "./vscode/window.ts";

const README = { dark: "Dark Modern", light: "Light Modern" };
const ALL = {
  ...README,
  "contrast-dark": "Default High Contrast",
  "contrast-light": "Default High Contrast Light",
};

async function inThemes(
  themes: Readonly<Record<string, string>>,
  look: (server: VsCodeServer, theme: string) => Promise<void>,
): Promise<void> {
  const installed = [await stageExtension()];
  for (const [theme, label] of Object.entries(themes)) {
    const settings = { "workbench.colorTheme": label, "window.autoDetectColorScheme": false };
    const server = await VsCodeServer.start({ trusted: true, installed, settings });
    try {
      await look(server, theme);
    } finally {
      await server.stop();
    }
  }
}

/** One picture of each view, then of what keys show. */
async function everyView(window: VsCodeWindow, path: (view: string) => string): Promise<void> {
  const timeline = timelineFrame(window);
  for (const tab of TABS) {
    await timeline.locator(`#tab-${tab}`).click();
    await timeline.locator(`#tab-${tab}[aria-selected="true"]`).waitFor();
    await answered(timeline);
    await take(window, path(tab));
  }
  for (const [look, key] of Object.entries(LOOKS)) {
    await timeline.locator("#tab-hints").click();
    await window.page.keyboard.press(key);
    await answered(timeline);
    await take(window, path(look));
    await window.page.keyboard.press("Escape");
    // The path stays until its key is pressed again.
    if (look === "path") await window.page.keyboard.press(key);
  }
}

const every = process.argv.includes("every");
const out = every ? join(ROOT, "test", ".out", "screenshots") : join(ROOT, "media", "screenshots");
await rm(out, { recursive: true, force: true });
const browser = await launchChromium();
try {
  if (every)
    await inThemes(ALL, async (server, theme) => {
      for (const shot of [MILLION, ...LESSONS])
        await showing(browser, server, shot, (window) =>
          everyView(window, (view) => relative(".", join(out, theme, `${shot.name}-${view}.png`))),
        );
    });
  else
    await inThemes(README, async (server, theme) => {
      for (const shot of LESSONS)
        await showing(browser, server, shot, (window) =>
          take(window, relative(".", join(out, `${shot.name}-${theme}.png`))),
        );
    });
} finally {
  await browser.close();
}
