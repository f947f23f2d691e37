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
 * Whether consumers of this queue have ended by their own will right after one and the same value, after which nobody
 * else has gone on: that value tells them to stop.
 */
export function lacksStopValues(session: Session, queue: QueueObject): boolean {
  const last: Item[] = [];
  const others: Item[] = [];
  for (const member of session.members) {
    if (member?.got?.queue !== queue) continue;
    const { before, last: latest } = member.got;
    if (before) others.push(before);
    // How one ended that has said good-bye may not have been reported yet.
    if ((member.ended || member.gone) && (member.exit?.code ?? member.bye) === 0) last.push(latest);
    else others.push(latest);
  }
  const [first] = last;
  if (!first || !last.every((item) => equal(first, item))) return false;
  // With nothing else to compare it might as well be an ordinary item, of those of which everybody takes one.
  return others.length > 0 && others.every((item) => !equal(first, item));
}

function equal({ payload: one }: Item, { payload: other }: Item): boolean {
  if (one.length !== other.length || one.length > STOP_BYTES) return false;
  return one.every((byte, at) => byte === other[at]);
}
