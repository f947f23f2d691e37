/** Parts of a frame's body that need to know who sent it. */
import { FrameError, type FrameReader } from "../protocol/frame-reader.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import { isQueue, type SharedObject } from "./shared-object.ts";

/** Payloads up to this size are copied, so that a small one does not keep a large receive buffer alive … */
const COPY_BYTES = 32 * 1024;

/** Handles that travel in a payload, as (owner, owner's handle). */
export function refs(session: Session, frame: FrameReader): SharedObject[] {
  const list: SharedObject[] = [];
  for (let count = frame.u32(); count > 0; count--) {
    const made = known(session, frame);
    if (made) list.push(made);
  }
  return list;
}

/** What another process means by a handle: (owner, owner's handle). Undefined when that is nothing. */
export function known(session: Session, frame: FrameReader): SharedObject | undefined {
  const owner = frame.u32();
  const handle = frame.u32();
  return session.members[owner]?.handles[handle];
}

/** Processes number their things one after another; a list with larger gaps would be slow for everybody. */
const LARGEST_GAP = 1000;

/**
 * A number that a process gives to something new.
 * @throws FrameError when it has used it already, or could not have come so far.
 */
export function fresh(list: readonly unknown[], number: number, what: string): number {
  if (number < 1 || number > list.length + LARGEST_GAP || list[number] !== undefined)
    throw new FrameError(`${what} ${number}, which cannot be a new one`);
  return number;
}

/** … and so are those that came in a portion more than twice as large. */
export function keep(payload: Uint8Array): Uint8Array {
  const small = payload.length <= COPY_BYTES || payload.length * 2 < payload.buffer.byteLength;
  return small ? payload.slice() : payload;
}

/** An object that ended with its manager is meant. */
export class Perished extends Error {
  /** Who waits for an answer: 0 for nobody; undefined when that stands next in the frame. */
  readonly op: number | undefined;

  constructor(message: string, op: number | undefined) {
    super(message);
    this.op = op;
  }
}

/** What a process means by a handle, be it gone. @throws FrameError when it is nothing. */
export function anyObject(member: Member, handle: number): SharedObject {
  const found = member.handles[handle];
  if (!found) throw new FrameError(`an unknown handle ${handle}`);
  return found;
}

/**
 * What a process means by a handle. `op`: the operation, where it stands before the handle.
 * @throws FrameError when it is nothing, or of another type; Perished when it has ended with its manager.
 */
export function object(
  member: Member,
  handle: number,
  type?: SharedObject["type"],
  op?: number,
): SharedObject {
  const found = anyObject(member, handle);
  if (found.gone !== undefined) throw new Perished(found.gone, op);
  const special =
    (type === "Queue" && isQueue(found)) || (type === "Pool" && found.type === "ProcessPoolExecutor");
  if (type && found.type !== type && !special)
    throw new FrameError(`a ${found.type} where a ${type} belongs`);
  return found;
}

/** When a process asked, absolute µs; now, if what it says is no time at all. */
export function moment(frame: FrameReader): number {
  const time = frame.f64();
  return Number.isFinite(time) ? time : nowMicros();
}

/** Trace id of what a process means by a site. */
export function site(member: Member, local: number): number {
  return member.sites[local] ?? 0;
}
