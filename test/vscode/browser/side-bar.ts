/** The side bar's trees, while a program is stuck and after it was stopped. */
import type { Locator } from "playwright-core";
import type { VsCodeWindow } from "../window.ts";

/** Rows of the side bar that say this. */
export const row = ({ page }: VsCodeWindow, text: string | RegExp): Locator =>
  page.locator(".part.sidebar .monaco-list-row").filter({ hasText: text });

const views = ({ page }: VsCodeWindow): Locator =>
  page.locator(".activitybar").getByRole("tab", { name: "Interleave", exact: true });

/** While the program is stuck. */
export async function seesWhatRuns(window: VsCodeWindow): Promise<void> {
  await views(window).click();
  await row(window, /crossed\.ts.*running/).waitFor();
  await row(window, /Process-1.*can never go on: waits for lock-[ab], held by Process-2/).waitFor();
  await row(window, /lock-a.*held by Process-[12], 1 waiting/).waitFor();
}

/** When it has been stopped. */
export async function seesWhatRan(window: VsCodeWindow): Promise<void> {
  await window.page.locator(".part.sidebar .welcome-view").filter({ hasText: "Nothing runs." }).waitFor();
  await row(window, /Process-1/).waitFor({ state: "hidden" });
  await row(window, /crossed\.ts.*20\d\d/).waitFor();
}
