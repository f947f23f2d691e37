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
  timer: NodeJS.Timeout | undefined;
  /** Sequence number of its `ask` row. */
  seq: number;
}
