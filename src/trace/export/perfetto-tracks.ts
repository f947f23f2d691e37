/** Which number each track has in a Chrome trace: processes by their own pid, shared objects in groups of their own. */
import type { WalkedProcess } from "../walk/walked-process.ts";

/** What stands in the file about a track. */
export interface TrackEvent {
  name: string;
  ph: "M";
  pid: number;
  tid?: number;
  args: Record<string, string | number>;
}
export interface Track {
  pid: number;
  tid: number;
}

/** Beyond what an operating system gives out. */
const GROUPS = 0x7fff_0000;
/** For processes whose own pid is unknown, or was another's before. */
const MADE_UP = 0x7000_0000;

export type Group = "Locks" | "Queues and pipes" | "Pools" | "Run";
const GROUP_ORDER: readonly Group[] = ["Run", "Locks", "Queues and pipes", "Pools"];

export class PerfettoTracks {
  readonly #pids = new Map<number, number>();
  readonly #taken = new Set<number>();
  readonly #groups = new Set<Group>();
  readonly #threads = new Map<string, Track>();
  readonly #told: (event: TrackEvent) => void;

  /** `tell` gets the lines that name a track, when it is first used. */
  constructor(tell: (event: TrackEvent) => void) {
    this.#told = tell;
  }

  /** The track of a process, or of one of the rows below it. */
  process(process: WalkedProcess, name: string, order: number): Track {
    let pid = this.#pids.get(process.id);
    if (pid === undefined) {
      const own = process.pid;
      pid = own !== undefined && own < MADE_UP && !this.#taken.has(own) ? own : MADE_UP + process.id;
      this.#taken.add(pid);
      this.#pids.set(process.id, pid);
      this.#name("process", pid, process.name, process.id);
    }
    return this.#thread(pid, name, order);
  }

  group(group: Group, name: string): Track {
    const order = GROUP_ORDER.indexOf(group);
    const pid = GROUPS + order;
    if (!this.#groups.has(group)) {
      this.#groups.add(group);
      this.#name("process", pid, group, GROUPS + order);
    }
    return this.#thread(pid, name, this.#threads.size + 1);
  }

  #thread(pid: number, name: string, order: number): Track {
    const key = `${pid} ${name}`;
    let track = this.#threads.get(key);
    if (!track) {
      track = { pid, tid: order };
      this.#threads.set(key, track);
      this.#name("thread", pid, name, order, track.tid);
    }
    return track;
  }

  #name(what: "process" | "thread", pid: number, name: string, order: number, tid?: number): void {
    const at = tid === undefined ? { pid } : { pid, tid };
    this.#told({ name: `${what}_name`, ph: "M", ...at, args: { name } });
    this.#told({ name: `${what}_sort_index`, ph: "M", ...at, args: { sort_index: order } });
  }
}
