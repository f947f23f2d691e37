/** One request that a process has made and that has not ended yet. */
import type { Verb } from "../protocol/events.ts";
import { FrameError } from "../protocol/frame-reader.ts";
import type { Member } from "./member.ts";
import type { ConnectionObject, SharedObject, Task } from "./shared-object.ts";

export interface Wait {
  member: Member;
  /** Branch of the process; 0: not told apart. */
  branch: number;
  /** The process's own number for it. */
  op: number;
  verb: Verb;
  object: SharedObject | undefined;
  /** Process joined. */
  target: Member | undefined;
  /** Tasks awaited, and how many of them have no outcome yet. */
  tasks: Task[] | undefined;
  left: number;
  /** It is answered by a grant; otherwise the tasks' outcomes tell enough. */
  answered?: boolean;
  /** Absolute µs, by the process. */
  asked: number;
  /** Milliseconds; NaN: no limit, 0: non-blocking. */
  timeout: number;
  /** The process may give it up by an AbortSignal. */
  abortable: boolean;
  site: number;
  /** Of an acquire, or of a wait for a condition the acquire before it: whoever made it gives it back by itself, at the end of a block. */
  scoped: boolean;
  timer: NodeJS.Timeout | undefined;
  /** Sequence number of its `ask` row. */
  seq: number;
  /** `waitAny`: what it waits for, of which any one will do. */
  any?: readonly (ConnectionObject | Member)[];
  /** What its `ask` row says in `other`, where it has no process to name. */
  detail?: number;
  /** What follows its grant instead of the plain answer: it only waits on the way to something else. */
  after?: (() => void) | undefined;
}

/**
 * A request as it was just read.
 * @throws FrameError when its process waits for something else under the same number.
 */
export function newWait(
  member: Member,
  verb: Wait["verb"],
  op: number,
  target: SharedObject | undefined,
  joined: Member | undefined,
  at: number,
  asked: number,
  timeout: number,
  abortable: boolean,
): Wait {
  if (member.waits.has(op)) throw new FrameError(`operation ${op} a second time`);
  return {
    member,
    branch: member.branch,
    op,
    verb,
    object: target,
    target: joined,
    tasks: undefined,
    left: 0,
    asked,
    timeout,
    abortable,
    site: at,
    scoped: false,
    timer: undefined,
    seq: 0,
  };
}

/** A `waitAny` no longer stands in any line. */
export function unwatch(wait: Wait): void {
  for (const one of wait.any ?? []) ("machine" in one ? one.machine.watchers : one.joiners).remove(wait);
}
