/** Sessions of the JavaScript debugger and processes of a program: which is which, and which is stopped. */
import type * as vscode from "vscode";
import { DEBUG_TYPE } from "./ids.ts";
import type { RunHandle } from "./runner.ts";

interface Program {
  handle: RunHandle | undefined;
  /** Names of its processes, by their pids. */
  names: Map<number, string>;
  sessions: Map<vscode.DebugSession, number>;
  /** Which are stopped, by pid. */
  stopped: Set<number>;
}

export class DebugNames implements vscode.DebugAdapterTrackerFactory {
  /** By the session of the whole program. */
  readonly #programs = new Map<vscode.DebugSession, Program>();

  /** The program is there: from now on it hears which of its processes are stopped. */
  begin(root: vscode.DebugSession, handle: RunHandle): void {
    const program = this.#program(root);
    program.handle = handle;
    for (const pid of program.stopped) handle.paused(pid, true);
  }

  /** A process of the program: a session of its pid is called as it is. */
  know(root: vscode.DebugSession, name: string, pid: number): void {
    const program = this.#program(root);
    program.names.set(pid, name);
    for (const [session, its] of program.sessions) if (its === pid) session.name = name;
  }

  end(root: vscode.DebugSession): void {
    this.#programs.delete(root);
  }

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const root = rootOf(session);
    const program = root && this.#program(root);
    const pid = program && pidOf(session, program);
    // The session that the others belong to stands for no process.
    if (!program || pid === undefined) return undefined;
    program.sessions.set(session, pid);
    const name = program.names.get(pid);
    if (name !== undefined) session.name = name;
    return {
      onDidSendMessage: (message: Message) => {
        const paused = pausedAfter(message);
        if (paused !== undefined) this.#pause(program, pid, paused);
      },
      onWillStopSession: () => {
        this.#pause(program, pid, false);
        program.sessions.delete(session);
      },
    };
  }

  #program(root: vscode.DebugSession): Program {
    const known = this.#programs.get(root);
    if (known) return known;
    const program = { handle: undefined, names: new Map(), sessions: new Map(), stopped: new Set<number>() };
    this.#programs.set(root, program);
    return program;
  }

  #pause(program: Program, pid: number, paused: boolean): void {
    if (program.stopped.has(pid) === paused) return;
    if (paused) program.stopped.add(pid);
    else program.stopped.delete(pid);
    program.handle?.paused(pid, paused);
  }
}

interface Message {
  type: string;
  event?: string;
  command?: string;
  success?: boolean;
  body?: Record<string, unknown>;
}

/** Requests after which a process goes on. */
const RESUMING: ReadonlySet<string> = new Set(["continue", "next", "stepIn", "stepOut", "restartFrame"]);

/** Whether a process is stopped after this message of its session; undefined when that says nothing about it. */
function pausedAfter({ type, event, command, success }: Message): boolean | undefined {
  if (type === "event" && event === "stopped") return true;
  if (type === "event" && event === "continued") return false;
  return type === "response" && success && RESUMING.has(command ?? "") ? false : undefined;
}

/** The JavaScript debugger puts a process's pid into its session's name; 0 is the one that it was attached to. */
function pidOf({ name }: vscode.DebugSession, { handle }: Program): number | undefined {
  const pid = /\[(\d+)\]/.exec(name)?.[1];
  if (pid === undefined) return undefined;
  return pid === "0" ? handle?.pid : Number(pid);
}

/** The session of the whole program that a session belongs to. */
function rootOf(session: vscode.DebugSession): vscode.DebugSession | undefined {
  for (let one: vscode.DebugSession | undefined = session; one; one = one.parentSession)
    if (one.type === DEBUG_TYPE) return one;
  return undefined;
}
