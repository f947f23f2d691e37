/**
 * Consumers that end when they get a stop value: have some of them ended so, and too few? What values are nobody here
 * knows, but whether they are equal can be seen from their bytes.
 */
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import type { Item, QueueObject } from "./shared-object.ts";

/** Stop values are small. */
const STOP_BYTES = 64;

/** Stands for items that are none, so that they are not kept. */
const LARGE: Item = { id: 0, payload: new Uint8Array(STOP_BYTES + 1), refs: [] };

/** To be told of every item that a process gets. */
export function noteItem(member: Member, queue: QueueObject, received: Item): void {
  const { got } = member;
  const item = received.payload.length > STOP_BYTES ? LARGE : received;
  if (got?.queue === queue) {
    got.before = got.last;
    got.last = item;
  } else member.got = { queue, before: undefined, last: item };
}

/**
 * Whether consumers of this queue have ended by their own will right after one and the same value, at least one of
 * them after it had got others before: that value tells them to stop.
 */
export function lacksStopValues(session: Session, queue: QueueObject): boolean {
  const last: Item[] = [];
  let chosen = false;
  for (const member of session.members) {
    if (!member?.ended || member.got?.queue !== queue || member.exit?.code !== 0) continue;
    last.push(member.got.last);
    if (member.got.before && !equal(member.got.before, member.got.last)) chosen = true;
  }
  const [first, ...others] = last;
  return chosen && first !== undefined && others.every((item) => equal(first, item));
}

function equal({ payload: one }: Item, { payload: other }: Item): boolean {
  if (one.length !== other.length || one.length > STOP_BYTES) return false;
  return one.every((byte, at) => byte === other[at]);
}
