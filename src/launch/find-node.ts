/** Finds a Node that can run programs: a real one if there is any, the editor's own as a last resort. */
import { execFile, spawn } from "node:child_process";
import { statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

export interface FindNodeOptions {
  /** What the user set as `interleave.nodePath`: a path, or a name to look for on the PATH. Empty: not set. */
  setting?: string | undefined;
  /** Environment to search in. */
  env: NodeJS.ProcessEnv;
  /** The executable that runs us. */
  execPath?: string | undefined;
  /** True if `execPath` is VS Code rather than Node. */
  isElectron?: boolean | undefined;
}

export interface FoundNode {
  /** Absolute path of the executable itself, not of a version manager's stand-in. */
  path: string;
  /** As in `22.15.0`. */
  version: string;
  /** Where it was found. With `vscode` the user should be told: it is not the Node they know. */
  source: "setting" | "path" | "shell" | "exec" | "vscode";
  /** What must be in the environment of everything that is started with it. */
  env?: { ELECTRON_RUN_AS_NODE: "1" };
  /** True if it knows `using` and `await using` itself. */
  using: boolean;
}

/** The oldest Node whose module hooks are synchronous. */
export const MINIMUM_NODE = "22.15";
const PROBE_LIMIT_MS = 5000;
const SHELL_LIMIT_MS = 3000;

/**
 * Searches the setting, the PATH, the login shell's PATH (where nvm and its like put Node), `execPath` and last VS Code.
 * @throws Error with one sentence for the user: what was tried, and what to do.
 */
export async function findNode(options: FindNodeOptions): Promise<FoundNode> {
  const { env, execPath, isElectron = false } = options;
  const setting = options.setting?.trim();
  const tried: string[] = [];
  const seen = new Set<string>();
  const attempt = async (path: string, source: FoundNode["source"]): Promise<FoundNode | null> => {
    const key = `${path}\n${source === "vscode"}`;
    if (seen.has(key)) return null;
    seen.add(key);
    const answer = await probe(path, env, source === "vscode");
    if (typeof answer === "string") {
      tried.push(`${path} (${answer})`);
      return null;
    }
    const found: FoundNode = { path: answer.execPath, version: answer.version, source, using: answer.using };
    if (source === "vscode") {
      found.path = path;
      found.env = { ELECTRON_RUN_AS_NODE: "1" };
    }
    return found;
  };

  if (setting) {
    const candidates = /[\\/]/.test(setting) ? [setting] : onPath(setting, env);
    for (const path of candidates) {
      if (!isAbsolute(path)) tried.push(`${path} (not an absolute path)`);
      else {
        const found = await attempt(path, "setting");
        if (found) return found;
      }
    }
    throw new Error(
      `The setting interleave.nodePath (${setting}) gives no Node.js ${MINIMUM_NODE} or newer: ${
        tried.join(", ") || "not found on the PATH"
      }. Correct the setting or clear it.`,
    );
  }

  for (const path of onPath("node", env)) {
    const found = await attempt(path, "path");
    if (found) return found;
  }
  const shell = await fromLoginShell(env);
  if (shell !== null) {
    const found = await attempt(shell, "shell");
    if (found) return found;
  }
  if (execPath) {
    const found = await attempt(execPath, isElectron ? "vscode" : "exec");
    if (found) return found;
  }
  throw new Error(
    `No Node.js ${MINIMUM_NODE} or newer was found (tried ${
      tried.length > 0 ? tried.join(", ") : "the PATH, where there is no node at all"
    }): install one from https://nodejs.org, or set interleave.nodePath to where it is.`,
  );
}

/** Every executable of that name on the PATH, in order. Folders relative to wherever we happen to stand do not count. */
function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const windows = process.platform === "win32";
  const key = windows ? Object.keys(env).find((variable) => variable.toUpperCase() === "PATH") : "PATH";
  const folders = (key === undefined ? "" : (env[key] ?? "")).split(delimiter);
  const file = windows && !/\.exe$/i.test(name) ? `${name}.exe` : name;
  const found: string[] = [];
  for (const entry of folders) {
    const folder = windows ? entry.replace(/^"(.*)"$/, "$1") : entry;
    if (isAbsolute(folder) && isFile(join(folder, file))) found.push(join(folder, file));
  }
  return found;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

interface Answer {
  execPath: string;
  version: string;
  using: boolean;
}

const QUESTION = `JSON.stringify({
  interleave: true,
  execPath: process.execPath,
  version: process.versions.node,
  hooks: typeof require("node:module").registerHooks === "function",
  using: (() => { try { new Function("{ using x = null; }"); return true; } catch { return false; } })(),
})`;

/** What the executable says about itself, or in a few words why it will not do. */
function probe(path: string, env: NodeJS.ProcessEnv, asNode: boolean): Promise<Answer | string> {
  const clean = { ...env };
  // The user's options could fail, or print, on a Node that they are not meant for.
  delete clean["NODE_OPTIONS"];
  delete clean["ELECTRON_RUN_AS_NODE"];
  if (asNode) clean["ELECTRON_RUN_AS_NODE"] = "1";
  return new Promise((resolve) => {
    execFile(
      path,
      ["-p", QUESTION],
      { env: clean, timeout: PROBE_LIMIT_MS, killSignal: "SIGKILL", windowsHide: true, shell: false },
      (error, stdout) => {
        const answer = parseAnswer(stdout);
        if (answer) {
          resolve(
            !atLeastMinimum(answer.version) || !answer.hooks
              ? `version ${answer.version}`
              : {
                  execPath: isAbsolute(answer.execPath) && isFile(answer.execPath) ? answer.execPath : path,
                  version: answer.version,
                  using: answer.using,
                },
          );
        } else if (error?.killed) resolve(`no answer within ${PROBE_LIMIT_MS / 1000} s`);
        else if (typeof error?.code === "string") resolve(error.code === "ENOENT" ? "not found" : error.code);
        else resolve("not Node.js");
      },
    );
  });
}

function parseAnswer(stdout: string): (Answer & { hooks: boolean }) | null {
  try {
    const answer = JSON.parse(stdout) as (Answer & { interleave?: unknown; hooks: boolean }) | null;
    return answer?.interleave === true && typeof answer.version === "string" ? answer : null;
  } catch {
    return null;
  }
}

function atLeastMinimum(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = MINIMUM_NODE.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/**
 * The Node that the user's terminal would run: editors that were not started from one do not have its PATH. Null on
 * Windows, or when the shell gives no answer in time.
 */
function fromLoginShell(env: NodeJS.ProcessEnv): Promise<string | null> {
  const shell = env["SHELL"];
  if (process.platform === "win32" || !shell || !isAbsolute(shell) || !isFile(shell))
    return Promise.resolve(null);
  return new Promise((resolve) => {
    // A group of its own, so that whatever the user's profile starts can be ended with it.
    const child = spawn(shell, ["-ilc", "command -v node"], {
      env,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    let output = "";
    const finish = (): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      // The profile may have printed anything before.
      const line = output.trimEnd().split("\n").at(-1)?.trim() ?? "";
      resolve(isAbsolute(line) && isFile(line) ? line : null);
    };
    const timer = setTimeout(() => {
      try {
        process.kill(-child.pid!, "SIGKILL");
      } catch {
        // It ended this very moment.
      }
      finish();
    }, SHELL_LIMIT_MS);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-65536);
    });
    child.on("error", finish);
    child.on("close", finish);
    // Something that the profile left in the background may hold the pipe open for ever.
    child.on("exit", () => setTimeout(finish, 200));
  });
}
