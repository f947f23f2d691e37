/** Starting operating-system processes and hearing of their end. */
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PROCESS_VARIABLE, type ProcessSeat } from "../protocol/control.ts";
import { SPAWN_DAEMON, SPAWN_MANAGER, SPAWN_WORKER, UP } from "../protocol/messages.ts";
import { ownChildren } from "./activity.ts";
import { builtin } from "./builtin.ts";
import { nowMicros } from "./clock.ts";
import { ValueError } from "./errors.ts";
import { link } from "./link.ts";
import type { Ref } from "./marker.ts";
import { writeRefs } from "./queue.ts";
import { seat, self } from "./seat.ts";
import { limitOf, type Wait } from "./wait.ts";

export interface ChildOptions {
  name: string;
  daemon: boolean;
  target: string;
  /** Handle of the pool whose worker it is, 0 for a process of its own. */
  pool: number;
  /** It is a manager's process: no module of the program is loaded in it. */
  manager?: boolean;
  payload: Uint8Array;
  refs: Ref[];
  site: number;
}

const children = new Map<number, Child>();
let numbers = 0;

/** The number of the next child. */
export const nextNumber = (): number => ++numbers;

/** Children of this process that have not ended. */
export const living = (): Child[] => [...children.values()];

/** Those of the program's that have ended without its having seen that. */
export const unseen = new Set<Child>();

export class Child {
  readonly number = nextNumber();
  readonly name: string;
  readonly daemon: boolean;
  /** A worker belongs to its pool, which ends it. */
  readonly isWorker: boolean;
  readonly isManager: boolean;
  readonly process: ChildProcess;
  /** Called once, when it has ended. */
  onExit: (() => void) | undefined;
  #exitCode: number | null = null;

  constructor(options: ChildOptions) {
    if (!seat) throw new ValueError("this program was not started by interleave");
    this.name = options.name;
    this.daemon = options.daemon;
    this.isWorker = options.pool !== 0;
    this.isManager = options.manager ?? false;
    const mine: ProcessSeat = { ...seat, parent: self.process, child: this.number };
    const here = fileURLToPath(new URL(".", import.meta.url));
    const script = this.isManager ? `${here}../manager.mjs` : `${here}child.js`;
    const args = this.isManager ? [] : process.argv.slice(2);
    this.process = builtin("node:child_process").spawn(
      process.execPath,
      [...execArguments(), "--require", `${here}../preload.cjs`, script, ...args],
      {
        stdio: ["ignore", "inherit", "inherit"],
        env: { ...process.env, [PROCESS_VARIABLE]: JSON.stringify(mine) },
        windowsHide: true,
      },
    );
    this.process.unref();
    children.set(this.number, this);
    if (this.process.pid !== undefined) ownChildren.add(this.process.pid);
    const frame = link
      .act(UP.spawn)
      .u32(this.number)
      .u32(this.process.pid ?? 0)
      .u8(
        (options.daemon ? SPAWN_DAEMON : 0) |
          (options.pool ? SPAWN_WORKER : 0) |
          (this.isManager ? SPAWN_MANAGER : 0),
      )
      .u32(options.pool)
      .u32(options.site)
      .f64(nowMicros())
      .text(options.name)
      .text(options.target);
    writeRefs(frame, options.refs).bytes(options.payload).end();
    // It may be waiting for this already, while the starter computes on.
    link.flush();
    this.process.once("exit", (code, signal) => this.#ended(code, signal));
    this.process.once("error", (error) => {
      process.stderr.write(`interleave: ${options.name} could not be started: ${error.message}\n`);
      if (this.process.pid === undefined) this.#ended(1, null);
    });
  }

  /** Python's exit code: negative for a signal; null while it runs. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** The program has come to know that it has ended: told once, since what it does from now on comes after that. */
  seen(site: () => number): void {
    if (!unseen.delete(this)) return;
    const at = site();
    const op = link.nextOp();
    link.act(UP.sawEnd).u32(op).u32(this.number).u32(at).f64(nowMicros()).end();
  }

  /** Asks it to end, with SIGTERM, or ends it, with SIGKILL. */
  kill(signal: "SIGTERM" | "SIGKILL", site: number): void {
    if (this.#exitCode !== null) return;
    link.act(UP.terminate).u32(this.number).u32(site).f64(nowMicros()).text(signal).end();
    this.process.kill(signal);
  }

  /** Waits until it has ended; false when the limit ran out first. */
  async join(site: number, wait?: Wait): Promise<boolean> {
    const limit = limitOf(wait);
    const op = link.nextOp();
    link.request("join", op, this.number, site, limit, wait?.signal).end();
    const { granted } = await link.settle(op, wait?.signal);
    if (granted) unseen.delete(this);
    return granted;
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#exitCode !== null) return;
    this.#exitCode = signal ? -builtin("node:os").constants.signals[signal] : (code ?? 0);
    children.delete(this.number);
    if (!this.isWorker && !this.isManager) unseen.add(this);
    if (this.process.pid !== undefined) ownChildren.delete(this.process.pid);
    link
      .frame(UP.exited)
      .u32(this.number)
      .i32(this.#exitCode)
      .text(signal ?? "")
      .end();
    this.onExit?.();
  }
}

/** Options of Node that children inherit; those of this process alone are left out. */
function execArguments(): string[] {
  const own =
    /^(--inspect|--prof|--cpu-prof|--heap-prof|--test|-e$|-p$|--eval|--print|--require|-r$|--import)/;
  const kept: string[] = [];
  for (let i = 0; i < process.execArgv.length; i++) {
    const argument = process.execArgv[i]!;
    if (!own.test(argument)) kept.push(argument);
    else if (!argument.includes("=") && /^(-e|-p|-r|--eval|--print|--require|--import)$/.test(argument)) i++;
  }
  return kept;
}
