/** One request that a process has made and that has not ended yet. */
import type { Verb } from "../protocol/events.ts";
import type { Member } from "./member.ts";
import type { SharedObject, Task } from "./shared-object.ts";

export interface Wait {
  member: Member;
  /** The process's own number for it. */
  op: number;
  verb: Verb;
  object: SharedObject | undefined;
  /** Process joined. */
  target: Member | undefined;
  /** Tasks awaited that have no outcome yet. */
  tasks: Set<Task> | undefined;
  /** Absolute µs, by the process. */
  asked: number;
  /** Milliseconds; NaN: no limit, 0: non-blocking. */
  timeout: number;
  site: number;
  timer: NodeJS.Timeout | undefined;
  /** Sequence number of its `ask` row. */
  seq: number;
}
