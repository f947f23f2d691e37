/** Bundles what runs inside VS Code: its extension host loads no TypeScript. */
import { existsSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { CACHE, ROOT } from "./paths.ts";

const options: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  external: ["vscode"],
  sourcemap: "inline",
  logLevel: "warning",
};

/** The two suites; answers the paths of their bundles. */
export async function bundleSuites(): Promise<{ trusted: string; restricted: string }> {
  const outdir = join(CACHE, "suites");
  await build({
    ...options,
    entryPoints: [join(ROOT, "test/vscode/suite/trusted.ts"), join(ROOT, "test/vscode/suite/restricted.ts")],
    outdir,
    outExtension: { ".js": ".cjs" },
  });
  return { trusted: join(outdir, "trusted.cjs"), restricted: join(outdir, "restricted.cjs") };
}

/** What measures the extension host from inside; answers the path of its bundle. */
export async function bundleHostProbe(): Promise<string> {
  const outfile = join(CACHE, "probe", "host.cjs");
  await build({ ...options, entryPoints: [join(ROOT, "test/vscode/probe/host.ts")], outfile });
  return outfile;
}

/** The extension that posts bytes and does nothing else; answers its folder. */
export const bundleRawProbe = (): Promise<string> =>
  bundleExtension("raw", "test/vscode/probe/raw.ts", "Posts bytes to a page of its own.");

/** The extension that runs a program as soon as its window is open; answers its folder. */
export const bundleStarter = (): Promise<string> =>
  bundleExtension(
    "starter",
    "test/vscode/starter/starter.ts",
    "Runs the program that `npm start` was given, in the window that it opens.",
  );

/** An extension of ours that is active as soon as a window is open. */
async function bundleExtension(name: string, entry: string, description: string): Promise<string> {
  const folder = join(CACHE, name);
  await build({ ...options, entryPoints: [join(ROOT, entry)], outfile: join(folder, `${name}.cjs`) });
  const manifest = {
    name: `interleave-${name}`,
    displayName: `Interleave ${name}`,
    description,
    publisher: "interleave",
    version: "0.0.0",
    private: true,
    main: `./${name}.cjs`,
    engines: { vscode: "^1.100.0" },
    activationEvents: ["onStartupFinished"],
    extensionKind: ["workspace"],
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  return folder;
}

/** What is shipped, as .vscodeignore has it. */
const SHIPPED = [
  "package.json",
  "package.nls.json",
  "package.nls.zh-cn.json",
  "dist",
  "docs/hints.md",
  "docs/hints.zh-cn.md",
  "media",
  "l10n",
  "lessons",
  "LICENSE",
];

/** The built extension as users get it; answers its folder. */
export async function stageExtension(): Promise<string> {
  const folder = join(CACHE, "staged");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of SHIPPED)
    if (existsSync(join(ROOT, name)))
      await cp(join(ROOT, name), join(folder, name), {
        recursive: true,
        filter: (path) => !path.endsWith(".map") && path !== join(ROOT, "media", "screenshots"),
      });
  return folder;
}
