/** What the extension costs its host in a real VS Code: its activation, and what it does while a program runs. */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHostProbe, stageExtension } from "../vscode/bundle.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { FIGURES_MARK, type HostFigures } from "../vscode/probe/figures.ts";
import { VsCodeServer } from "../vscode/server.ts";
import { VsCodeWindow } from "../vscode/window.ts";

/** What the program makes in a second when the machine is quick enough. */
const EVENTS = 50_000;
const PROGRAM = join(import.meta.dirname, "programs", "stream.ts");

/** Opens VS Code with the built extension in an empty folder, for as long as `look` takes. */
async function inWindow<T>(
  { installed, tests }: { installed: boolean; tests?: string },
  look: (window: VsCodeWindow) => Promise<T>,
  onLog?: (line: string) => void,
): Promise<T> {
  const extension = await stageExtension();
  const browser = await launchChromium();
  const folder = await mkdtemp(join(tmpdir(), "interleave-bench-"));
  const server = await VsCodeServer.start({
    trusted: true,
    driver: !installed,
    ...(installed ? { installed: [extension] } : {}),
  });
  try {
    await cp(PROGRAM, join(folder, "stream.ts"));
    const target = { folder, ...(installed ? {} : { extension }), ...(tests ? { tests } : {}) };
    const window = await VsCodeWindow.open(browser, server, target, onLog ? { onLog } : {});
    try {
      return await look(window);
    } finally {
      await window.close();
    }
  } finally {
    await server.stop();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Milliseconds that VS Code says the activation took, the loading of its code included. By a click on the icon in the
 * activity bar, once everything else has been activated: what is activated together, VS Code measures together.
 */
export const activationTime = (): Promise<number> =>
  inWindow({ installed: true }, async (window) => {
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
 * machine is quick enough for so many in one; where it is not, its other work counts for more of them.
 */
export async function liveShare(): Promise<number> {
  let figures: HostFigures | undefined;
  await inWindow(
    { installed: false, tests: await bundleHostProbe() },
    async (window) => {
      const status = await window.tested;
      if (status !== 0) throw new Error(`the window ended with ${status}`);
    },
    (line) => {
      if (line.startsWith(FIGURES_MARK)) figures = JSON.parse(line.slice(FIGURES_MARK.length));
    },
  );
  if (!figures) throw new Error("the window told no figures");
  console.error(`live: ${Math.round(figures.events / (figures.time / 1000))} events a second`);
  return (figures.cpu / figures.events) * EVENTS;
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
