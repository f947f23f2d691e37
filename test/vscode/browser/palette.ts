/** Clicks through VS Code's own window, as a user does. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Browser } from "playwright-core";
import { packageExtension } from "../package.ts";
import type { Summary } from "../report.ts";
import { VsCodeServer } from "../server.ts";
import { CROSSED } from "../suite/programs.ts";
import { timelineFrame, VsCodeWindow } from "../window.ts";
import { classroomSteps, writeLesson } from "./classroom.ts";
import { holdsWhatIsUsed, installedIn, saysHowLongItTookToActivate } from "./packaged.ts";
import { addsTheRuntime } from "./setup.ts";
import { seesWhatRan, seesWhatRuns } from "./side-bar.ts";

const SUITE = "window";

export async function paletteTests(browser: Browser, summary: Summary): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "interleave-window-"));
  const file = join(folder, "crossed.ts");
  await writeFile(file, CROSSED);
  const packaged = await packageExtension();
  const server = await VsCodeServer.start({ trusted: true, packages: [packaged] });
  await writeLesson(installedIn(server));
  // The folder alone: an address that names a file opens just that again whenever the window is loaded.
  const window = await VsCodeWindow.open(browser, server, { folder });
  const { page } = window;
  const timeline = timelineFrame(window);
  const step = (name: string, body: () => Promise<void>) =>
    summary.run(SUITE, name, async () => {
      try {
        await body();
      } catch (error) {
        const picture = join(tmpdir(), `interleave-window-${Date.now()}.png`);
        await page.screenshot({ path: picture });
        console.log(`The window as it was then: ${picture}`);
        throw error;
      }
    });
  try {
    await step("the package is small and holds only what is used", async () =>
      holdsWhatIsUsed(packaged, server),
    );
    await step("F1, Interleave: Run File shows a deadlock, and one notification tells of it", async () => {
      await page.getByRole("treeitem", { name: basename(file) }).dblclick();
      await window.editorShows("isMainProcess");
      await window.command("Interleave: Run File");
      await window.notification("Deadlock").waitFor({ timeout: 60_000 });
      await timeline.locator("canvas").first().waitFor();
      assert.equal(await window.notification("").count(), 1);
      await window.statusBar("crossed.ts: deadlock").waitFor();
    });
    await step("the notification's Show leads to the wait-for graph", async () => {
      await window.notification("Deadlock").getByRole("button", { name: "Show", exact: true }).click();
      await timeline.getByRole("tab", { name: /graph/i, selected: true }).waitFor();
      await timeline.getByText("lock-a").filter({ visible: true }).first().waitFor();
    });
    await step("the lines of the deadlock stand beside it, as they are in the file", async () => {
      // Beside an editor there is no room for the inspector but among the tabs.
      await timeline.getByRole("tab", { name: "Selection" }).click();
      const row = timeline.locator(".source.stuck").filter({ visible: true }).first();
      await row.waitFor();
      const line = Number(await row.locator(".line-number").textContent());
      const text = (await readFile(file, "utf8")).split("\n")[line - 1]!.trim();
      assert.equal((await row.locator(".code").textContent())!.trim(), text);
      await timeline.getByRole("tab", { name: /graph/i }).click();
    });
    await step("the output is in a terminal of the program's name", async () => {
      await page.locator(".terminal-wrapper.active .xterm-rows").filter({ hasText: "has one" }).waitFor();
      await page
        .locator(".tabs-list, .single-terminal-tab")
        .filter({ hasText: "crossed.ts" })
        .first()
        .waitFor();
    });
    await step("the side bar shows what runs", () => seesWhatRuns(window));
    await step("F1, Interleave: Stop ends the program", async () => {
      await window.command("Interleave: Stop");
      await window.statusBar("crossed.ts: stopped").waitFor();
      await timeline.locator(".toolbar .status").filter({ hasText: "Stopped" }).waitFor();
      await page.locator(".xterm-rows").filter({ hasText: "crossed.ts was stopped." }).waitFor();
    });
    await step("the side bar shows what ran", () => seesWhatRan(window));
    await step("E keeps a note, Y copies a picture", async () => {
      await timeline.locator(".row.process").first().click();
      await page.keyboard.press("e");
      await timeline.getByRole("textbox", { name: "Note" }).waitFor();
      await page.keyboard.type("both wait");
      await page.keyboard.press("Enter");
      await timeline.getByRole("cell", { name: "both wait" }).waitFor();
      await timeline.locator(".row.process").first().click();
      await page.keyboard.press("y");
      await window.statusBar("The picture is in the clipboard.").waitFor();
    });
    await step(
      "after a reload of the window the timeline is there again, with what was recorded",
      async () => {
        // Through the command: it lets VS Code write down first what is open, which leaving the page does not.
        await Promise.all([
          page.waitForEvent("load", { timeout: 60_000 }),
          window.command("Developer: Reload Window"),
        ]);
        await timeline.locator("canvas").first().waitFor({ timeout: 60_000 });
        await timeline.getByText("lock-a").filter({ visible: true }).first().waitFor();
        await timeline.getByRole("cell", { name: "both wait" }).waitFor();
      },
    );
    await step("Interleave: Present the Timeline shows it to a room, Escape ends that", async () => {
      await window.command("Interleave: Present the Timeline");
      await timeline.locator(".view.presenting .said").filter({ hasText: " s" }).waitFor();
      const first = await timeline.locator(".said").innerText();
      await page.keyboard.press("PageDown");
      await timeline.locator(".said").filter({ hasNotText: first }).waitFor();
      await page.keyboard.press("Escape");
      await timeline.locator(".view.presenting").waitFor({ state: "detached" });
    });
    await step("adding the runtime changes nothing unless the user agrees", () =>
      addsTheRuntime(window, folder),
    );
    for (const [name, body] of classroomSteps(window)) await step(name, body);
    await step("VS Code tells how long its activation took", () => saysHowLongItTookToActivate(window));
  } finally {
    await window.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
