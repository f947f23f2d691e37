/** Values and arrays: elements are read and written one at a time, and not while somebody else holds their lock. */
import { ALL_ELEMENTS, KIND } from "../protocol/events.ts";
import { FrameError, MAX_PAYLOAD_BYTES } from "../protocol/frame-reader.ts";
import { FrameWriter } from "../protocol/frame-writer.ts";
import { DOWN, MAX_ELEMENTS } from "../protocol/messages.ts";
import { digestOf } from "../protocol/tags.ts";
import { nowMicros } from "./clock.ts";
import * as locks from "./locks.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { Cell, ValueObject } from "./sync-object.ts";
import { newWait } from "./wait.ts";

/** The initial elements; one may stand for all. */
export function fill(value: ValueObject, cells: Cell[]): void {
  if (value.cells.length > 0) throw new FrameError("elements a second time");
  if (value.size > MAX_ELEMENTS) throw new FrameError("too many elements");
  const [first] = cells;
  value.cells = cells.length === 1 && first ? new Array<Cell>(value.size).fill(first) : cells;
  if (value.cells.length !== value.size) throw new FrameError("elements missing");
  for (const cell of cells) keep(cell, 1);
}

export function read(
  session: Session,
  member: Member,
  value: ValueObject,
  op: number,
  element: number,
  site: number,
  time: number,
): void {
  const cell = value.cells[element];
  if (element === ALL_ELEMENTS && sizeOf(value) > MAX_PAYLOAD_BYTES) {
    session.fail(member, op, "value", `${value.name} is too large to be copied at once`, site);
    return;
  }
  if (!cell && element !== ALL_ELEMENTS) throw new FrameError("no such element");
  whenFree(session, member, value, op, site, time, (now) => {
    const all = element === ALL_ELEMENTS;
    const digest = all ? Number.NaN : digestOfCell(value.cells[element]!);
    session.record(KIND["value.read"], now, member, value, element, digest, site, undefined, op);
    const payload = all ? whole(value) : value.cells[element]!.payload;
    member.connection?.frame(DOWN.item).u32(op).u32(0).bytes(payload).end();
  });
}

/** `op` 0: the process holds the lock and does not wait for an answer. */
export function write(
  session: Session,
  member: Member,
  value: ValueObject,
  op: number,
  element: number,
  site: number,
  time: number,
  cell: Cell,
): void {
  const before = value.cells[element];
  if (!before) throw new FrameError("no such element");
  whenFree(session, member, value, op, site, time, (now) => {
    session.record(KIND["value.write"], now, member, value, element, digestOfCell(cell), site, undefined, op);
    const old = value.cells[element]!;
    value.cells[element] = cell;
    keep(cell, 1);
    // A cell that stood for many elements is kept by the others.
    if (!shared(value, old)) keep(old, -1);
    if (op !== 0) member.connection?.frame(DOWN.grant).u32(op).end();
  });
}

/** Does it at once, or when those who hold the lock or wait for it have had their turn. */
function whenFree(
  session: Session,
  member: Member,
  { lock }: ValueObject,
  op: number,
  site: number,
  time: number,
  act: (now: number) => void,
): void {
  if (!lock.machine.holder || locks.holds(member, lock)) {
    act(time);
    return;
  }
  const wait = newWait(member, "acquire", op, lock, undefined, site, time, Number.NaN, false);
  wait.after = () => {
    const now = nowMicros();
    act(now);
    locks.letGo(session, member, lock, 1, site, now);
  };
  locks.acquire(session, lock, wait);
}

/** Bytes of all elements with their lengths. */
const sizeOf = (value: ValueObject): number =>
  value.cells.reduce((sum, { payload }) => sum + 4 + payload.length, 4);

/** All elements, each with its length in front. */
function whole(value: ValueObject): Uint8Array {
  const writer = new FrameWriter();
  writer.begin(0).u32(value.cells.length);
  for (const { payload } of value.cells) writer.bytes(payload);
  writer.end();
  return writer.take();
}

function digestOfCell(cell: Cell): number {
  if (cell.digest === 0) cell.digest = digestOf(cell.payload);
  return cell.digest;
}

/** A handle in a value may be taken out at any time: it counts as being on its way. */
function keep(cell: Cell, by: 1 | -1): void {
  for (const ref of cell.refs) ref.inFlight += by;
}

const shared = (value: ValueObject, cell: Cell): boolean =>
  cell.refs.length === 0 || value.cells.includes(cell);
