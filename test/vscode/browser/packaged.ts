/** What is in the packaged extension, and what VS Code says of it once it is installed. */
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { VsCodeServer } from "../server.ts";
import type { VsCodeWindow } from "../window.ts";

const MOST_BYTES = 2_000_000;
/** All that may be in it. */
const WANTED = [
  /^(package|package\.nls(\.[\w-]+)?)\.json$/,
  /^(readme|changelog)\.md$/i,
  /^LICENSE(\.txt)?$/,
  /^\.vsixmanifest$/,
  /^dist\/(cli|coordinator|embedded|extension|manager|preload|translate)\.(js|cjs|mjs)$/,
  /^dist\/extension\/[\w-]+\.cjs$/,
  /^dist\/runtime\/(LICENSE|package\.json|index\.js|child\.js|types\/.*\.d\.ts)$/,
  /^dist\/webview\/[\w-]+\.(js|css)$/,
  /^docs\/hints\.md$/,
  /^docs\/hints\.zh-cn\.md$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^lessons\/24_wordcount\/test\.rst$/,
  /^lessons\/(tsconfig\.json|course(\.[\w-]+)?\.json|\d\d_\w+\/.*\.(ts|md|json))$/,
  /^media\/[\w-]+\.(png|svg)$/,
  /^media\/(walkthrough|screenshots)\/[\w-]+(\.zh-cn)?\.(png|svg)$/,
];

/** Folder of the extension, once it is installed. */
export function installedIn({ extensions }: VsCodeServer): string {
  const folder = readdirSync(extensions).find((name) => name.startsWith("interleave.interleave-"));
  assert.ok(folder, `not among ${readdirSync(extensions)}`);
  return join(extensions, folder);
}

/** It is small, and nothing is in it that nobody uses. */
export function holdsWhatIsUsed(file: string, server: VsCodeServer): void {
  const { size } = statSync(file);
  console.log(`  interleave.vsix: ${(size / 1e6).toFixed(2)} MB`);
  assert.ok(size <= MOST_BYTES, `${size} bytes`);
  const folder = installedIn(server);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .map((name) => name.replaceAll("\\", "/"));
  assert.deepEqual(
    files.filter((name) => !WANTED.some((pattern) => pattern.test(name))),
    [],
  );
  for (const pattern of WANTED.slice(0, -1))
    assert.ok(
      pattern.source.includes("vsixmanifest") || files.some((name) => pattern.test(name)),
      `nothing is like ${pattern}`,
    );
}

/** VS Code's own list of running extensions has it, and how long its activation took. */
export async function saysHowLongItTookToActivate(window: VsCodeWindow): Promise<void> {
  await window.command("Developer: Show Running Extensions");
  const row = window.page.locator(".runtime-extensions-editor .extension").filter({ hasText: "Interleave" });
  const time = row.locator(".activation-time");
  await time.filter({ hasText: /\d+ ?ms/ }).waitFor({ timeout: 30_000 });
  console.log(`  VS Code says of its activation: ${(await time.innerText()).trim()}`);
}
