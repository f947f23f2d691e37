/**
 * A debug session of a whole program. It debugs nothing by itself: it runs the program with its main process waiting for
 * VS Code's own JavaScript debugger, which is then attached below it and to every process that is started.
 */
import { createServer } from "node:net";
import { basename } from "node:path";
import * as vscode from "vscode";
import type { DebugNames } from "./debug-names.ts";
import type { LaunchConfig } from "./launch-config.ts";
import type { RunHandle, RunOptions } from "./runner.ts";

/** What of the debug adapter protocol is looked at. https://microsoft.github.io/debug-adapter-protocol/specification */
interface Request {
  seq: number;
  type: string;
  command: string;
  arguments?: Record<string, unknown>;
}

/** How a program is debugged, as a launch configuration says it, after it was checked. */
interface DebugLaunch extends LaunchConfig {
  stopOnEntry?: boolean;
  /** Run Without Debugging was chosen. */
  noDebug?: boolean;
}

export class DebugAdapter implements vscode.DebugAdapter {
  readonly #session: vscode.DebugSession;
  readonly #run: (file: vscode.Uri, options: RunOptions) => Promise<RunHandle>;
  readonly #names: DebugNames;
  readonly #skip: string;
  readonly #onDidSend = new vscode.EventEmitter<vscode.DebugProtocolMessage>();
  readonly onDidSendMessage = this.#onDidSend.event;
  #seq = 0;
  #handle: RunHandle | undefined;
  #ended = false;
  /** It is to end: maybe before it was started. */
  #stopping = false;

  /** @param dist folder of the built files, which the debugger is to step over */
  constructor(
    session: vscode.DebugSession,
    run: (file: vscode.Uri, options: RunOptions) => Promise<RunHandle>,
    names: DebugNames,
    dist: string,
  ) {
    this.#session = session;
    this.#run = run;
    this.#names = names;
    this.#skip = `${dist.replaceAll("\\", "/")}/**`;
  }

  handleMessage(message: vscode.DebugProtocolMessage): void {
    const request = message as unknown as Request;
    if (request.type === "request") void this.#answer(request);
  }

  dispose(): void {
    void this.#stop();
    this.#onDidSend.dispose();
  }

  async #answer(request: Request): Promise<void> {
    try {
      this.#respond(request, await this.#perform(request));
      if (request.command === "initialize") this.#event("initialized");
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#respond(
        request,
        { error: { id: 1, format: "{text}", variables: { text }, showUser: true } },
        text,
      );
    }
  }

  async #perform({ command, arguments: args = {} }: Request): Promise<object | undefined> {
    switch (command) {
      case "initialize":
        return { supportsConfigurationDoneRequest: true, supportsTerminateRequest: true };
      case "launch":
        await this.#launch(this.#session.configuration as unknown as DebugLaunch);
        return undefined;
      case "terminate":
      case "disconnect":
        await this.#stop();
        this.#end();
        return undefined;
      case "threads":
        return { threads: [] };
      case "setBreakpoints":
        // The sessions below do that.
        return { breakpoints: ((args["breakpoints"] ?? []) as unknown[]).map(() => ({ verified: false })) };
      case "setFunctionBreakpoints":
      case "setExceptionBreakpoints":
      case "configurationDone":
        return undefined;
      default:
        throw new Error(vscode.l10n.t("Choose a process in the call stack first."));
    }
  }

  async #stop(): Promise<void> {
    this.#stopping = true;
    await this.#handle?.stop();
  }

  async #launch({ program, args, cwd, env, stopOnEntry, noDebug }: DebugLaunch): Promise<void> {
    const port = noDebug ? 0 : await freePort();
    const handle = await this.#run(vscode.Uri.file(program), {
      ...(args ? { args } : {}),
      ...(cwd ? { cwd } : {}),
      ...(env ? { env } : {}),
      // The second keeps Node from saying on standard error where it listens.
      ...(noDebug ? {} : { nodeArgs: [`--inspect-brk=127.0.0.1:${port}`, "--inspect-publish-uid=http"] }),
      onProcess: (name, pid) => this.#names.know(this.#session, name, pid),
      onEnd: (exitStatus) => this.#end(exitStatus),
    });
    this.#handle = handle;
    this.#names.begin(this.#session, handle);
    if (this.#stopping) await handle.stop();
    if (this.#stopping || noDebug) return;
    const attached = await vscode.debug.startDebugging(
      this.#session.workspaceFolder,
      {
        type: "pwa-node",
        request: "attach",
        name: basename(program),
        address: "127.0.0.1",
        port,
        continueOnAttach: stopOnEntry !== true,
        autoAttachChildProcesses: true,
        internalConsoleOptions: "neverOpen",
        skipFiles: ["<node_internals>/**", this.#skip],
        // What runs is not quite what was written, but has its lines.
        enableContentValidation: false,
      },
      {
        parentSession: this.#session,
        lifecycleManagedByParent: true,
        consoleMode: vscode.DebugConsoleMode.MergeWithParent,
        compact: true,
        suppressSaveBeforeStart: true,
      },
    );
    if (attached || this.#stopping) return;
    await handle.stop();
    throw new Error(vscode.l10n.t("The JavaScript debugger could not be started."));
  }

  #end(exitStatus?: number): void {
    if (this.#ended) return;
    this.#ended = true;
    if (exitStatus !== undefined) this.#event("exited", { exitCode: exitStatus });
    this.#event("terminated");
  }

  #event(event: string, body?: object): void {
    this.#send({ type: "event", event, body });
  }

  #respond({ seq, command }: Request, body: object | undefined, failure?: string): void {
    const success = failure === undefined;
    this.#send({ type: "response", request_seq: seq, command, success, message: failure, body });
  }

  #send(message: object): void {
    this.#onDidSend.fire({ seq: ++this.#seq, ...message } as vscode.DebugProtocolMessage);
  }
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
  return promise;
}
