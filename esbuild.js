// Builds everything into dist/. Flags: --production (minified, no source maps), --watch.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { inChunks } from "./esbuild-chunks.js";
import { workerAsText } from "./esbuild-worker.js";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const root = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: production ? false : "linked",
  minify: production,
  keepNames: production,
  legalComments: "none",
  logLevel: "info",
  define: { __VERSION__: JSON.stringify(require("./package.json").version) },
  metafile: true,
};

/** @type {esbuild.BuildOptions} */
const node = { ...shared, platform: "node", target: "node22.15" };

/** @type {esbuild.BuildOptions[]} */
const builds = [
  inChunks(node, "src/extension/extension.ts", "dist/extension"),
  { ...node, entryPoints: ["src/coordinator/main.ts"], outfile: "dist/coordinator.mjs", format: "esm" },
  // Started by whatever Node the user has; it looks for a new enough one itself.
  {
    ...node,
    entryPoints: ["src/cli/main.ts"],
    outfile: "dist/cli.js",
    format: "esm",
    target: "node18",
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  },
  // Loaded by every process of a program before its own modules.
  { ...node, entryPoints: ["src/launch/preload.ts"], outfile: "dist/preload.cjs", format: "cjs" },
  // Needed by the preload only for a module that nobody has translated yet.
  { ...node, entryPoints: ["src/launch/translate.ts"], outfile: "dist/translate.cjs", format: "cjs" },
  // Needed by the preload only for a program that nobody has launched.
  { ...node, entryPoints: ["src/launch/embedded.ts"], outfile: "dist/embedded.cjs", format: "cjs" },
  { ...node, entryPoints: ["src/runtime/index.ts"], outfile: "dist/runtime/index.js", format: "esm" },
  // What a manager's process runs; no module of the program is loaded there.
  { ...node, entryPoints: ["src/manager/main.ts"], outfile: "dist/manager.mjs", format: "esm" },
  // What a started process runs: shares the runtime with the program.
  {
    ...node,
    entryPoints: ["src/runtime/child.ts"],
    outfile: "dist/runtime/child.js",
    format: "esm",
    plugins: [runtimeStaysApart()],
  },
  {
    ...shared,
    entryPoints: {
      main: "webview/main.ts",
      style: "webview/style.css",
      lesson: "webview/lesson/main.ts",
      "lesson-style": "webview/lesson/style.css",
    },
    outdir: "dist/webview",
    format: "iife",
    platform: "browser",
    target: "chrome128",
    plugins: [workerAsText()],
  },
];

/** child.js imports index.js instead of carrying a second copy of the runtime. */
function runtimeStaysApart() {
  return {
    name: "runtime-stays-apart",
    /** @param {esbuild.PluginBuild} build */
    setup(build) {
      build.onResolve({ filter: /^\.\/index\.ts$/ }, () => ({ path: "./index.js", external: true }));
    },
  };
}

/** Types of the runtime, as one folder beside its code, and the package that resolves to both. */
function emitRuntimeTypes() {
  const tsc = require.resolve("typescript/package.json").replace(/package\.json$/, "bin/tsc");
  const done = spawnSync(process.execPath, [tsc, "-p", "src/runtime/tsconfig.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  const { version } = require("./package.json");
  mkdirSync("dist/runtime", { recursive: true });
  writeFileSync(
    "dist/runtime/package.json",
    `${JSON.stringify(
      {
        name: "@interleave/runtime",
        version,
        license: "MIT",
        type: "module",
        exports: { ".": { types: "./types/runtime/index.d.ts", default: "./index.js" } },
        types: "./types/runtime/index.d.ts",
      },
      null,
      2,
    )}\n`,
  );
}

if (!watch) rmSync(`${root}dist`, { recursive: true, force: true });
if (watch) {
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
  emitRuntimeTypes();
} else {
  const results = await Promise.all(builds.map((options) => esbuild.build(options)));
  emitRuntimeTypes();
  cpSync("LICENSE", "dist/runtime/LICENSE");
  const inputs = {};
  for (const result of results) Object.assign(inputs, result.metafile?.outputs);
  writeFileSync("dist/meta.json", JSON.stringify({ outputs: inputs }));
}
