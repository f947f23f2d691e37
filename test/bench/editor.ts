/** What the extension costs its host in a real VS Code: its activation, and what it does while a program runs. */
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHostProbe, bundleRawProbe, stageExtension } from "../vscode/bundle.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { FIGURES_MARK, type HostFigures, type PostOrder, type RawFigures } from "../vscode/probe/figures.ts";
import { VsCodeServer } from "../vscode/server.ts";
import { VsCodeWindow } from "../vscode/window.ts";
import { interleave, TRACE } from "./measure.ts";

/** What the program makes in a second when the machine is quick enough. */
const EVENTS = 50_000;
const SEED_SECONDS = 3;
const RAW_SECONDS = 60;
/** Messages: one for each frame of a screen, as one would post at first. */
const FRAMES = 60;
const RAW_LIMIT_MS = 180_000;
const PROGRAM = join(import.meta.dirname, "programs", "stream.ts");

interface Look {
  /** Folders of extensions that are installed, or one that is under test, with its tests. */
  installed?: string[];
  extension?: string;
  tests?: string;
  deflates: boolean;
  onLog?(line: string): void;
  prepare?(folder: string): Promise<void>;
}

/** Opens VS Code in a folder of its own, for as long as `look` takes. */
async function inWindow<T>(
  { installed, deflates, prepare, onLog, ...under }: Look,
  look: (window: VsCodeWindow, folder: string) => Promise<T>,
): Promise<T> {
  const browser = await launchChromium();
  const folder = await mkdtemp(join(tmpdir(), "interleave-bench-"));
  try {
    await prepare?.(folder);
    const server = await VsCodeServer.start({
      trusted: true,
      driver: installed === undefined,
      deflates,
      ...(installed ? { installed } : {}),
    });
    try {
      const window = await VsCodeWindow.open(browser, server, { folder, ...under }, onLog ? { onLog } : {});
      try {
        return await look(window, folder);
      } finally {
        await window.close();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Milliseconds that VS Code says the activation took, the loading of its code included. By a click on the icon in the
 * activity bar, once everything else has been activated: what is activated together, VS Code measures together.
 */
export const activationTime = async (): Promise<number> =>
  inWindow({ installed: [await stageExtension()], deflates: true }, async (window) => {
    const { page } = window;
    const icon = page.locator('.activitybar [aria-label^="Interleave"]').first();
    await icon.waitFor();
    await window.command("Developer: Show Running Extensions");
    const rows = page.locator(".runtime-extensions-editor .extension");
    await rows.first().waitFor();
    await stable(() => rows.count());
    if (await rows.filter({ hasText: "Interleave" }).count())
      throw new Error("VS Code activates Interleave together with others here: its time is not its own");
    // The list may lie over everything, as a dialog.
    await page.keyboard.press("Escape");
    await page.locator(".monaco-modal-editor-block").waitFor({ state: "hidden" });
    await icon.click();
    await page.locator(".part.sidebar .title-label").filter({ hasText: "Interleave" }).waitFor();
    await window.command("Developer: Show Running Extensions");
    const time = rows.filter({ hasText: "Interleave" }).locator(".activation-time");
    const text = time.filter({ hasText: /\d+ ?ms/ });
    await text.waitFor({ timeout: 30_000 });
    return Number(/(\d+) ?ms/.exec(await text.innerText())![1]);
  });

/**
 * Milliseconds of processor time that the extension host takes for 50,000 events that stream in: of a second, where the
 * machine is quick enough for so many in one; where it is not, its other work counts for more of them. `deflates`: the
 * server does so with all that it sends to the window, in the extension host.
 */
export async function liveShare(deflates: boolean): Promise<number> {
  let figures: HostFigures | undefined;
  const look: Look = {
    deflates,
    extension: await stageExtension(),
    tests: await bundleHostProbe(),
    prepare: (folder) => copyFile(PROGRAM, join(folder, "stream.ts")),
    onLog: (line) => {
      if (line.startsWith(FIGURES_MARK)) figures = JSON.parse(line.slice(FIGURES_MARK.length));
    },
  };
  await inWindow(look, async (window) => {
    const status = await window.tested;
    if (status !== 0) throw new Error(`the window ended with ${status}`);
  });
  if (!figures) throw new Error("the window told no figures");
  console.error(`live: ${Math.round(figures.events / (figures.time / 1000))} events a second`);
  return (figures.cpu / figures.events) * EVENTS;
}

/** The same for an extension that posts the bytes of 50,000 events a second to its page and does nothing else. */
export async function rawShare(deflates: boolean): Promise<number> {
  await interleave("stream.ts", { args: [String(EVENTS / 2), String(SEED_SECONDS)] });
  const { size } = await stat(TRACE);
  const order: PostOrder = {
    bytesPerSecond: size / SEED_SECONDS,
    messagesPerSecond: FRAMES,
    seconds: RAW_SECONDS,
  };
  const look: Look = {
    deflates,
    installed: [await bundleRawProbe()],
    prepare: async (folder) => {
      await copyFile(TRACE, join(folder, "seed.bin"));
      await writeFile(join(folder, "post.json"), JSON.stringify(order));
    },
  };
  const figures = await inWindow(look, async (_, folder): Promise<RawFigures> => {
    const end = performance.now() + RAW_LIMIT_MS;
    for (;;) {
      const text = await readFile(join(folder, "figures.json"), "utf8").catch(() => "");
      if (text.endsWith("}")) return JSON.parse(text);
      if (performance.now() > end) throw new Error("the window told no figures");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
  if ("error" in figures) throw new Error(figures.error);
  return (figures.cpu / figures.time) * 1000;
}

/** Resolves when `probe` has answered the same for three seconds. */
async function stable(probe: () => Promise<number>): Promise<void> {
  let last = Number.NaN;
  for (let since = performance.now(); performance.now() - since < 3000; ) {
    const now = await probe();
    if (now !== last) since = performance.now();
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
