/**
 * What it takes for a folder's programs to find the runtime outside of Interleave: the editor's language service, a
 * compiler, plain `node`. No `vscode` here: it is tested by itself.
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withDevDependency } from "./manifest-edit.ts";

export const RUNTIME_PACKAGE = "@interleave/runtime";
/** Where the runtime is kept, so that it can be committed and survives an install. */
const KEPT = ".interleave/runtime";
const INSTALLED = `node_modules/${RUNTIME_PACKAGE}`;
const DEPENDENCY = `file:${KEPT}`;

/** One change of the folder. */
export interface SetupStep {
  /** Relative to the folder, with slashes. */
  path: string;
  /** `make`: there is nothing yet. `replace`: an earlier copy of ours. `change`: the user's own file. */
  kind: "make" | "replace" | "change";
  apply(): Promise<void>;
}

/** For programs of a folder that says nothing itself: top-level await, imports with their extension, no output. */
const TSCONFIG = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.disposable", "dom"],
    module: "preserve",
    moduleDetection: "force",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  },
  exclude: ["node_modules", ".interleave"],
};

/**
 * What would have to be done; nothing has been done yet. Nothing at all where a package has the runtime from elsewhere.
 * @param dist folder of the built files
 * @throws Error when the folder's package.json cannot be understood; the message is for the user
 */
export async function planSetup(folder: string, dist: string): Promise<SetupStep[]> {
  const steps: SetupStep[] = [];
  const names = new Set(await readdir(folder));
  const there = async (path: string) => (await readText(join(folder, path, "package.json"))) !== undefined;
  const copy = async (path: string) =>
    steps.push({
      path,
      kind: (await there(path)) ? "replace" : "make",
      apply: () => copyRuntime(join(folder, path), dist),
    });
  const path = join(folder, "package.json");
  const text = await readText(path);
  if (text !== undefined) {
    const manifest = parseManifest(text, path);
    const wanted =
      manifest["dependencies"]?.[RUNTIME_PACKAGE] ?? manifest["devDependencies"]?.[RUNTIME_PACKAGE];
    // It comes from somewhere else, and is not ours to replace.
    if (wanted !== undefined && wanted !== DEPENDENCY) return [];
    await copy(KEPT);
    if (wanted === undefined)
      steps.push({
        path: "package.json",
        kind: "change",
        apply: () => writeFile(path, withDevDependency(text, RUNTIME_PACKAGE, DEPENDENCY)),
      });
  }
  await copy(INSTALLED);
  if (!names.has("tsconfig.json") && !names.has("jsconfig.json"))
    steps.push({
      path: "tsconfig.json",
      kind: "make",
      apply: () => writeFile(join(folder, "tsconfig.json"), `${JSON.stringify(TSCONFIG, null, 2)}\n`),
    });
  return steps;
}

/** The runtime as a package of its own, with what starts a run of it under plain `node`. */
async function copyRuntime(to: string, dist: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const name of await readdir(dist))
    if (/\.[cm]js$/.test(name) && name !== "extension.cjs") await cp(join(dist, name), join(to, name));
  await cp(join(dist, "runtime"), join(to, "runtime"), {
    recursive: true,
    filter: (path) => !path.endsWith(".map"),
  });
  const { version, license } = JSON.parse(await readFile(join(dist, "runtime", "package.json"), "utf8"));
  const manifest = {
    ...{ name: RUNTIME_PACKAGE, version, license, type: "module" },
    exports: { ".": { types: "./runtime/types/runtime/index.d.ts", default: "./runtime/index.js" } },
    types: "./runtime/types/runtime/index.d.ts",
  };
  await writeFile(join(to, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

type Manifest = Record<string, Record<string, string> | undefined>;

function parseManifest(text: string, path: string): Manifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
  if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest))
    throw new Error(`${path}: it is no object.`);
  return manifest as Manifest;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
