/** Adding the runtime to a folder: what is asked, and what comes of either answer. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { VsCodeWindow } from "../window.ts";

export async function addsTheRuntime(window: VsCodeWindow, folder: string): Promise<void> {
  const dialog = window.page.locator(".monaco-dialog-box");
  const answer = async (button: string) => {
    await window.command("Interleave: Add the Runtime to this Workspace");
    await dialog.filter({ hasText: "tsconfig.json: is made" }).waitFor();
    await dialog.getByRole("button", { name: button, exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
  };
  const before = await readdir(folder);
  await answer("Cancel");
  assert.deepEqual(await readdir(folder), before);
  await answer("Add");
  await window.notification("The runtime is there.").waitFor();
  const manifest = join(folder, "node_modules/@interleave/runtime/package.json");
  assert.equal(JSON.parse(await readFile(manifest, "utf8")).name, "@interleave/runtime");
}
