// Lets the webview carry its worker's code: `import source from "worker:./FILE.ts"` is that file, bundled, as text. A
// webview may start a worker only from a blob, and a page in one file has nowhere else to put it.
import { dirname, resolve } from "node:path";
import * as esbuild from "esbuild";

/** @type {import("./esbuild-worker.js").workerAsText} */
export function workerAsText() {
  return {
    name: "worker-as-text",
    setup(build) {
      build.onResolve({ filter: /^worker:/ }, ({ path, importer, resolveDir }) => ({
        path: resolve(resolveDir || dirname(importer), path.slice("worker:".length)),
        namespace: "worker",
      }));
      build.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
        const { minify, keepNames, target, define, legalComments, absWorkingDir } = build.initialOptions;
        const given = { minify, keepNames, target, define, legalComments, absWorkingDir };
        const { outputFiles, metafile } = await esbuild.build({
          ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
          entryPoints: [path],
          bundle: true,
          write: false,
          metafile: true,
          format: "iife",
          platform: "browser",
          logLevel: "error",
        });
        const base = absWorkingDir ?? process.cwd();
        return {
          contents: outputFiles[0]?.text ?? "",
          loader: "text",
          watchFiles: Object.keys(metafile.inputs).map((input) => resolve(base, input)),
        };
      });
    },
  };
}
