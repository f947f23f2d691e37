// Builds a CommonJS file whose `import()`s are files of their own. esbuild can split ES modules only: so it does that,
// and every chunk is then turned into CommonJS. The extension's host loads what activation needs and, later, the rest.
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import * as esbuild from "esbuild";

/**
 * Options for a build of `entry` (without extension) with its chunks in a folder of the same name.
 * @param {esbuild.BuildOptions} options
 * @param {string} source
 * @param {string} entry
 * @returns {esbuild.BuildOptions}
 */
export function inChunks(options, source, entry) {
  const folder = dirname(entry);
  const name = entry.slice(folder.length + 1);
  return {
    ...options,
    entryPoints: { [name]: source },
    outdir: folder,
    outExtension: { ".js": ".cjs" },
    chunkNames: `${name}/[name]-[hash]`,
    format: "esm",
    splitting: true,
    external: ["vscode"],
    // In the chunks' text, so that turning them into CommonJS takes it along.
    sourcemap: options.sourcemap ? "inline" : false,
    write: false,
    plugins: [...(options.plugins ?? []), writesCommonJs()],
  };
}

/** @returns {esbuild.Plugin} */
function writesCommonJs() {
  return {
    name: "writes-common-js",
    setup(build) {
      const { minify, target, sourcemap } = build.initialOptions;
      build.onEnd(async ({ outputFiles = [] }) => {
        await Promise.all(
          outputFiles.map(async ({ path, text }) => {
            const { code, map } = await esbuild.transform(sharingVsCode(text), {
              format: "cjs",
              platform: "node",
              // Else an `import()` stays one, which takes the long way through the loader of ES modules.
              supported: { "dynamic-import": false },
              legalComments: "none",
              minify: minify ?? false,
              sourcefile: path,
              sourcemap: sourcemap ? "external" : false,
              ...(target ? { target } : {}),
            });
            await mkdir(dirname(path), { recursive: true });
            const link = sourcemap ? `//# sourceMappingURL=${basename(path)}.map\n` : "";
            await writeFile(path, `${code}${link}`);
            if (sourcemap) await writeFile(`${path}.map`, map);
          }),
        );
      });
    },
  };
}

/** Every module that imports all of `vscode` would get a copy of it, made name by name: half of what loading takes. */
function sharingVsCode(/** @type {string} */ text) {
  /** @type {string[]} */
  const names = [];
  const rest = text.replaceAll(/\bimport\s*\*\s*as ([\w$]+)\s*from\s*"vscode";/g, (_, name) => {
    names.push(`${name}=require("vscode")`);
    return "";
  });
  return names.length === 0 ? text : `const ${names.join(",")};${rest}`;
}
