/** VS Code as a desktop application, where there is one, or one can be had, and a screen to show it on. */
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { downloadAndUnzipVSCode, ProgressReportStage } from "@vscode/test-electron";
import { CACHE } from "./paths.ts";
import { installExtension, QUIET_SETTINGS, type ServerOptions, type WindowTarget } from "./server.ts";

/** A download server that has not answered by then (ms) is out of reach. */
const ANSWER_LIMIT_MS = 10_000;

export interface Desktop {
  executable: string;
  /** Put before the executable: a virtual screen, or nothing. */
  wrapper: string[];
  /** Where it comes from, for a person. */
  origin: string;
}

/**
 * The installed VS Code, or, with `download`, one from the download server.
 * @returns why there is none, otherwise
 */
export async function findDesktop(download: boolean): Promise<Desktop | string> {
  const given = process.env["VSCODE_EXECUTABLE_PATH"];
  const installed = given ?? installedExecutable();
  const wrapper = screen();
  if (!wrapper) return "there is no screen (neither DISPLAY nor xvfb-run)";
  if (installed)
    return { executable: installed, wrapper, origin: given ? "VSCODE_EXECUTABLE_PATH" : "installed" };
  if (!download) return "no VS Code is installed";
  try {
    return { executable: await downloaded(), wrapper, origin: "downloaded" };
  } catch (error) {
    return `none is installed and it cannot be downloaded (${error instanceof Error ? error.message : error})`;
  }
}

/** What to start a window through; undefined when nothing could show it. */
function screen(): string[] | undefined {
  if (process.platform !== "linux" || process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]) return [];
  const xvfb = onPath("xvfb-run");
  return xvfb ? [xvfb, "-a"] : undefined;
}

function onPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The application behind the `code` command: the command itself returns before the window is closed. */
function installedExecutable(): string | undefined {
  const command = onPath(process.platform === "win32" ? "code.cmd" : "code");
  if (!command) return undefined;
  const bin = dirname(realpathSync(command));
  const candidates =
    process.platform === "darwin"
      ? [join(bin, "..", "..", "..", "MacOS", "Electron"), join(bin, "..", "..", "..", "MacOS", "Code")]
      : process.platform === "win32"
        ? [join(bin, "..", "Code.exe")]
        : [join(bin, "..", "code")];
  return candidates.find(existsSync);
}

async function downloaded(): Promise<string> {
  const { promise: unreachable, reject } = Promise.withResolvers<never>();
  const limit = setTimeout(
    () => reject(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s`)),
    ANSWER_LIMIT_MS,
  );
  const download = downloadAndUnzipVSCode({
    version: "stable",
    cachePath: CACHE,
    timeout: ANSWER_LIMIT_MS,
    reporter: {
      report: ({ stage }) => {
        if (stage === ProgressReportStage.Downloading) clearTimeout(limit);
      },
      error: () => undefined,
    },
  });
  try {
    return await Promise.race([unreachable, download]);
  } finally {
    clearTimeout(limit);
  }
}

export interface DesktopWindow {
  /** Exit status, once the window is closed. */
  closed: Promise<number | null>;
  close(): void;
}

/** Opens a window with a profile of its own, which is gone afterwards. */
export async function openDesktop(
  { executable, wrapper }: Desktop,
  target: WindowTarget,
  options: Omit<ServerOptions, "settings" | "driver"> & { onLine?(line: string): void },
): Promise<DesktopWindow> {
  const profile = await mkdtemp(join(tmpdir(), "interleave-vscode-"));
  await mkdir(join(profile, "User"));
  await writeFile(join(profile, "User", "settings.json"), JSON.stringify(QUIET_SETTINGS, null, 2));
  for (const extension of options.installed ?? [])
    await installExtension(extension, join(profile, "extensions"));
  const [command, ...args] = [
    ...wrapper,
    executable,
    ...["--no-sandbox", "--disable-gpu-sandbox", "--disable-updates", "--skip-welcome"],
    ...["--skip-release-notes", "--new-window"],
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(profile, "extensions")}`,
    ...(options.trusted ? ["--disable-workspace-trust"] : []),
    ...(target.extension ? [`--extensionDevelopmentPath=${target.extension}`] : []),
    ...(target.tests ? [`--extensionTestsPath=${target.tests}`] : []),
    target.folder,
    ...(target.file ? [target.file] : []),
  ];
  const child = spawn(command!, args, {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...options.env },
  });
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    const lines = (rest + part).split("\n");
    rest = lines.pop()!;
    for (const line of lines) options.onLine?.(line);
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on("error", () => resolve(null));
  child.on("close", (code) => resolve(code));
  return {
    closed: promise.finally(() => rm(profile, { recursive: true, force: true, maxRetries: 5 })),
    close: () => child.kill(),
  };
}
