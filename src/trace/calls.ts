/** Calls of a manager's containers, in the lanes of who calls and of what is called. */
import { KIND, VERBS } from "../protocol/events.ts";
import type { Row } from "./event-row.ts";
import { EventLane, type ProcessLane, type SharedLane } from "./lanes.ts";
import { STATE } from "./states.ts";

/** Who calls waits for an answer, as for that of a task. */
const VERB = "result";

export const isCall = (kind: number): boolean => kind >= KIND["manager.ask"] && kind <= KIND["manager.error"];

/** `target` is undefined when the trace lost its beginning. */
export function takeCall(kind: number, row: Row, caller: ProcessLane, target: SharedLane | undefined): void {
  if (caller.exit) return;
  const { time, op, object, site, seq } = row;
  const facts = { verb: VERBS.indexOf(VERB) + 1, object, site, seq };
  if (kind === KIND["manager.ask"]) {
    const interval = caller.enter(time, STATE.process, facts);
    caller.pending.set(op, { verb: VERB, object, other: 0, site, asked: time, since: time, interval });
    target?.waiters.add(time, 1);
    if (target instanceof EventLane) target.track.add(time, 1, { other: caller.id, site, seq });
    return;
  }
  const pending = caller.pending.get(op);
  if (pending) {
    caller.pending.delete(op);
    target?.waiters.add(time, -1);
    caller.enter(time, STATE.running, { seq, site });
  }
  if (!(target instanceof EventLane)) return;
  target.served++;
  const asked = time - row.value;
  if (!pending) target.track.add(asked, 1, { other: caller.id, site, seq });
  if (target.waiters.current === 0) target.track.add(time, 0, { other: caller.id, site, seq });
  const length = Math.max(0, (caller.paused?.at ?? time) - (pending?.since ?? asked));
  if (!pending) return;
  target.waited++;
  target.waitTotal += length;
  const longest = { length, object, other: 0, process: caller.id };
  if (!target.longest || length > target.longest.length) target.longest = longest;
  if (!caller.longest || length > caller.longest.length) caller.longest = longest;
}
