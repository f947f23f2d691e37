/** Bundles what runs inside VS Code: its extension host loads no TypeScript. */
import { writeFile } from "node:fs/promises";
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

const STARTER_MANIFEST = {
  name: "interleave-starter",
  displayName: "Interleave starter",
  description: "Runs the program that `npm start` was given, in the window that it opens.",
  publisher: "interleave",
  version: "0.0.0",
  private: true,
  main: "./starter.cjs",
  engines: { vscode: "^1.100.0" },
  activationEvents: ["onStartupFinished"],
  extensionKind: ["workspace"],
};

/** The extension that runs a program as soon as its window is open; answers its folder. */
export async function bundleStarter(): Promise<string> {
  const folder = join(CACHE, "starter");
  await build({
    ...options,
    entryPoints: [join(ROOT, "test/vscode/starter/starter.ts")],
    outfile: join(folder, "starter.cjs"),
  });
  await writeFile(join(folder, "package.json"), JSON.stringify(STARTER_MANIFEST, null, 2));
  return folder;
}
