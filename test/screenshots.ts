/**
 * `npm run screenshots`: takes the README's pictures of a real VS Code, in a dark and a light theme, into
 * media/screenshots. `npm run screenshots -- every` takes every view of a lesson, of a run that is stuck and of five
 * million events instead, and of all that is shown outside of the timeline, in all four themes, into
 * test/.out/screenshots: to be looked at. `npm run screenshots -- chinese` takes them in Chinese, in a dark and a light
 * theme, into test/.out/screenshots-zh-cn. Needs a build (`npm run dev`) and a Chromium; for Chinese a font that has it.
 */
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { stageExtension } from "./vscode/bundle.ts";
import { needChineseFont } from "./vscode/chinese-font.ts";
import { launchChromium } from "./vscode/chromium.ts";
import { faces } from "./vscode/faces.ts";
import { ROOT } from "./vscode/paths.ts";
import { answered, LESSONS, LOOKS, MILLION, showing, TABS, take } from "./vscode/pictures.ts";
import { VsCodeServer } from "./vscode/server.ts";
import { timelineFrame, type VsCodeWindow } from "./vscode/window.ts";
import type { Language } from "./vscode/words.ts";

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
    const settings = {
      "workbench.colorTheme": label,
      "window.autoDetectColorScheme": false,
      // Beside the rest, not above it.
      "workbench.editor.useModal": "off",
    };
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

/** Pictures of every view of every shot, and of what is outside of the timeline. */
async function everything(themes: Readonly<Record<string, string>>, language: Language): Promise<void> {
  await inThemes(themes, async (server, theme) => {
    const path = (name: string) => relative(".", join(out, theme, `${name}.png`));
    await faces(browser, server, language, (window, face) => take(window, path(face)));
    for (const shot of [...LESSONS, MILLION])
      await showing(
        browser,
        server,
        shot,
        (window) => everyView(window, (view) => path(`${shot.name}-${view}`)),
        language,
      );
  });
}

const [what] = process.argv.slice(2);
const out =
  what === "every"
    ? join(ROOT, "test", ".out", "screenshots")
    : what === "chinese"
      ? join(ROOT, "test", ".out", "screenshots-zh-cn")
      : join(ROOT, "media", "screenshots");
const browser = await launchChromium();
try {
  if (what === "chinese") await needChineseFont(browser);
  await rm(out, { recursive: true, force: true });
  if (what === "every") await everything(ALL, "en");
  else if (what === "chinese") await everything(README, "zh-cn");
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
