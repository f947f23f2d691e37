/**
 * The VS Code server from npm: the whole workbench in a browser, for machines that cannot get or show the desktop
 * application. Installed once into the cache folder.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CACHE } from "./paths.ts";
import { runCommand } from "./run-command.ts";

const VERSION = "4.139.1";
const START_LIMIT_MS = 60_000;
const LISTENING = /Extension host agent listening on (\d+)/;

/** Folder of the server's VS Code; installs it when it is not in the cache. @throws Error when npm cannot. */
export async function installServer(): Promise<string> {
  const home = join(CACHE, `code-server-${VERSION}`);
  const vscode = join(home, "node_modules", "code-server", "lib", "vscode");
  if (existsSync(join(home, "installed"))) return vscode;
  console.log(`Installing the VS Code server (code-server ${VERSION}) into .vscode-test …`);
  const fresh = `${home}.${process.pid}`;
  const inside = join(fresh, "node_modules", "code-server", "lib", "vscode");
  await mkdir(fresh, { recursive: true });
  await writeFile(join(fresh, "package.json"), '{ "private": true }\n');
  try {
    // Without install scripts: what they would build, the server can do without.
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await npm(["install", `code-server@${VERSION}`, ...quiet], fresh);
    await npm(["install", "--omit=dev", ...quiet], inside);
    // TypeScript, for the editor's own language service.
    await npm(["install", "--omit=dev", ...quiet], join(inside, "extensions"));
    await writeFile(join(fresh, "installed"), "");
    await rm(home, { recursive: true, force: true });
    await rename(fresh, home);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return vscode;
}

async function npm(args: string[], cwd: string): Promise<void> {
  const { status, output } = await runCommand("npm", args, { cwd });
  if (status !== 0)
    throw new Error(`The VS Code server could not be installed: npm ${args.join(" ")}\n${output.trim()}`);
}

export interface ServerOptions {
  /** False: windows open in Restricted Mode. */
  trusted: boolean;
  /** Folders of extensions that are to be installed. */
  installed?: string[];
  /** Packages of extensions that are to be installed, as a user installs them. */
  packages?: string[];
  /** Lets windows load an extension from source and run tests; they show no notifications then. */
  driver?: boolean;
  /** False: what goes to the window is not deflated, as nothing is on its way to a window of the desktop. */
  deflates?: boolean;
  /** Settings of the machine, for every window. */
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
}

export interface WindowTarget {
  /** Absolute path of the folder to open. */
  folder: string;
  /** Absolute path of an extension to load from source. */
  extension?: string;
  /** Absolute path of a module whose `run()` is called inside. */
  tests?: string;
  /** Absolute path of a file to open. */
  file?: string;
}

/** What makes a window quiet: nothing of it is about the program. */
export const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  // As text in the page, where tests can read it.
  "terminal.integrated.gpuAcceleration": "off",
  "typescript.disableAutomaticTypeAcquisition": true,
  "update.mode": "none",
};

export class VsCodeServer {
  readonly port: number;
  readonly version: string;
  readonly #token: string;
  readonly #child: ChildProcess;
  readonly #data: string;
  readonly #log: string[];

  private constructor(
    port: number,
    version: string,
    token: string,
    child: ChildProcess,
    data: string,
    log: string[],
  ) {
    this.port = port;
    this.version = version;
    this.#token = token;
    this.#child = child;
    this.#data = data;
    this.#log = log;
  }

  /** @throws Error when it does not come up. */
  static async start(options: ServerOptions): Promise<VsCodeServer> {
    const home = await installServer();
    const data = await mkdtemp(join(tmpdir(), "interleave-vscode-"));
    const machine = join(data, "data", "Machine");
    await mkdir(machine, { recursive: true });
    await writeFile(
      join(machine, "settings.json"),
      JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }, null, 2),
    );
    for (const extension of options.installed ?? [])
      await installExtension(extension, join(data, "extensions"));
    for (const file of options.packages ?? []) await installPackage(home, file, data);
    // Whoever else can reach the port must not get a shell.
    const token = randomBytes(16).toString("hex");
    const child = spawn(
      process.execPath,
      [
        join(home, "out", "server-main.js"),
        ...["--host", "127.0.0.1", "--port", "0", "--connection-token", token],
        ...["--accept-server-license-terms", "--telemetry-level", "off"],
        ...["--server-data-dir", data, "--extensions-dir", join(data, "extensions")],
        ...(options.driver ? ["--enable-smoke-test-driver"] : []),
        ...(options.trusted ? ["--disable-workspace-trust"] : []),
        ...(options.deflates === false ? ["--disable-websocket-compression"] : []),
      ],
      {
        // A group of its own: its extension hosts go with it.
        detached: process.platform !== "win32",
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...options.env },
      },
    );
    alive.add({ pid: child.pid, data });
    child.on("exit", () => {
      for (const server of alive) if (server.pid === child.pid) alive.delete(server);
    });
    const log: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const look = (part: Buffer) => {
      log.push(part.toString());
      const port = LISTENING.exec(log.join(""))?.[1];
      if (port) resolve(Number(port));
      if (log.length > 2000) log.splice(0, 1000);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`The VS Code server ended (${code}).\n${log.join("")}`)));
    const limit = setTimeout(
      () => reject(new Error(`The VS Code server did not start.\n${log.join("")}`)),
      START_LIMIT_MS,
    );
    const server = (port: number) => new VsCodeServer(port, VERSION, token, child, data, log);
    try {
      return server(await promise);
    } catch (error) {
      await server(0).stop();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /** Where the extensions are that were installed. */
  get extensions(): string {
    return join(this.#data, "extensions");
  }

  /** What the extension has written into its log. */
  async extensionLog(): Promise<string> {
    const logs = join(this.#data, "data", "logs");
    const files = (await readdir(logs, { recursive: true })).filter((file) =>
      file.endsWith("Interleave.log"),
    );
    return (await Promise.all(files.map((file) => readFile(join(logs, file), "utf8")))).join("");
  }

  /** What the server has said so far. */
  get log(): string {
    return this.#log.join("");
  }

  /** Resolves when the server is gone. */
  get ended(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => this.#child.once("exit", () => resolve()));
  }

  /** Address of a window. */
  url(target: WindowTarget): string {
    const remote = (path: string) => `vscode-remote://127.0.0.1:${this.port}${encodeURI(posix(path))}`;
    const payload: [string, string][] = [];
    if (target.extension) payload.push(["extensionDevelopmentPath", remote(target.extension)]);
    if (target.tests) payload.push(["extensionTestsPath", remote(target.tests)]);
    if (target.file) payload.push(["openFile", remote(target.file)]);
    const query = new URLSearchParams({
      tkn: this.#token,
      folder: posix(target.folder),
      payload: JSON.stringify(payload),
    });
    return `http://127.0.0.1:${this.port}/?${query}`;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid) {
      const gone = new Promise((resolve) => this.#child.once("exit", resolve));
      endGroup(this.#child.pid, "SIGTERM");
      const limit = setTimeout(endGroup, 3000, this.#child.pid, "SIGKILL");
      await gone;
      clearTimeout(limit);
      endGroup(this.#child.pid, "SIGKILL");
    }
    await rm(this.#data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Has the server install a .vsix file. @throws Error with what it said when it does not. */
async function installPackage(home: string, file: string, data: string): Promise<void> {
  const { status, output } = await runCommand(process.execPath, [
    join(home, "out", "server-main.js"),
    ...["--server-data-dir", data, "--extensions-dir", join(data, "extensions")],
    ...["--install-extension", file],
  ]);
  if (status !== 0 || !/successfully installed/.test(output))
    throw new Error(`VS Code does not install ${file}:\n${output.trim()}`);
}

/** Puts an extension where a VS Code looks for those that are installed. */
export async function installExtension(folder: string, extensions: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  await cp(folder, join(extensions, `${publisher}.${name}-${version}`), { recursive: true });
}

/** Servers that must not outlive this process. */
const alive = new Set<{ pid: number | undefined; data: string }>();
process.on("exit", () => {
  for (const { pid, data } of alive) {
    if (pid) endGroup(pid, "SIGKILL");
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});
for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
] as const)
  process.on(signal, () => process.exit(128 + number));

/** Everybody in the group that was started with this process. */
function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // All gone.
  }
}

/** As an absolute path of a URI: Windows' `C:\x` is `/C:/x` there. */
function posix(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  return slashed.startsWith("/") ? slashed : `/${slashed}`;
}
