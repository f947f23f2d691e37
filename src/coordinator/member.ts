/** A process of the program, from the moment its parent starts it. */
import { Fifo } from "../primitives/fifo.ts";
import type { ProcessKind } from "../protocol/events.ts";
import type { Connection } from "./connection.ts";
import type {
  FunctionRef,
  Item,
  PoolObject,
  QueueObject,
  SharedObject,
  Task,
  Worker,
} from "./shared-object.ts";
import type { Wait } from "./wait.ts";

const NOTHING = new Uint8Array(0);

export interface Exit {
  /** null: unknown. */
  code: number | null;
  signal: string | null;
}

export class Member {
  /** Trace id, from 1 (main). */
  readonly id: number;
  readonly name: string;
  readonly parent: Member | undefined;
  readonly kind: ProcessKind;
  readonly daemon: boolean;
  readonly target: string;
  pid: number | undefined;
  /** For pool workers. */
  pool: PoolObject | undefined;
  worker: Worker | undefined;
  /** It was ready for tasks at some time; it was told that no more will come. */
  served = false;
  dismissed = false;

  connection: Connection | undefined;
  /** Its target has begun (main: its program). */
  running = false;
  /** Its connection has ended, or it ended without ever having one: it does nothing any more. */
  gone = false;
  /** When it was gone, absolute µs. */
  goneAt = 0;
  /** What it said itself when it ended by its own will. */
  bye: number | undefined;
  exit: Exit | undefined;
  /** The exit row stands in the trace. */
  ended = false;
  /** Main, and a launcher will say how it ended. */
  launched = false;
  /** A debugger has stopped it. */
  paused = false;
  /** A SIGTERM or SIGKILL was asked for by this run. */
  terminated: string | undefined;
  /** A daemon that is ended because its parent ends. */
  cut = false;

  readonly waits = new Map<number, Wait>();
  readonly joiners = new Fifo<Wait>();
  /** What `spawn` carried for it, until it has been welcomed. */
  payload: Uint8Array;

  /** The process's own numbers → what they mean. */
  readonly handles: (SharedObject | undefined)[] = [];
  readonly sites: number[] = [0];
  readonly functions: (FunctionRef | undefined)[] = [];
  readonly children = new Map<number, Member>();
  readonly tasks = new Map<number, Task>();
  /** Pools that have such tasks, and how many: whoever submitted them may be called back. */
  readonly submitted = new Map<PoolObject, number>();
  readonly knownFunctions = new Set<FunctionRef>();
  /** The latest items it got, of the queue that it asked last. */
  got: { queue: QueueObject; before: Item | undefined; last: Item } | undefined;
  /** Objects that it can use, or could when what was sent to it has come. */
  readonly objects = new Set<SharedObject>();
  /** Locks it holds. */
  readonly holds = new Set<SharedObject>();

  /** Which branch what it tells now is of; 0: not told apart. */
  branch = 0;
  /** Its branches are not told apart any more. */
  branchesLost = false;

  /** Frames received from it. */
  received = 0;
  /** Value of `moves` when it last said that it was quiescent, when that it was not, when it was last asked. */
  quiescentAt = -1;
  busyAt = -1;
  probed = -1;

  /** It has ended: of its memory only what others may still ask for is kept, its objects by their handles. */
  forget(): void {
    this.payload = NOTHING;
    this.sites.length = 0;
    this.functions.length = 0;
    for (const one of [this.waits, this.objects, this.holds, this.tasks, this.submitted, this.knownFunctions])
      one.clear();
  }

  /** Grows with everything that happens between it and the coordinator: while it stands, an answer stands. */
  get moves(): number {
    return this.received + (this.connection?.sent ?? 0);
  }

  constructor(options: {
    id: number;
    name: string;
    parent: Member | undefined;
    kind: ProcessKind;
    daemon: boolean;
    target: string;
    pid: number | undefined;
    payload: Uint8Array;
  }) {
    this.id = options.id;
    this.name = options.name;
    this.parent = options.parent;
    this.kind = options.kind;
    this.daemon = options.daemon;
    this.target = options.target;
    this.pid = options.pid;
    this.payload = options.payload;
  }
}
