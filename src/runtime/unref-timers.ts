/**
 * Timers that were told not to keep the process alive. Node does not count them among what is active, yet they
 * fire as long as anything else keeps the process alive, and may then do what others wait for.
 */

/** What is known of a timer besides its public face. */
type Timer = NodeJS.Timeout & { _destroyed?: boolean };

const unrefed = new Set<Timer>();
/** Timers may come and go by the million while nobody asks: beyond so many the dead are thrown out. */
const FIRST_MOST = 1000;
let most = FIRST_MOST;

const probe = setTimeout(() => {}, 0);
clearTimeout(probe);
const prototype = Object.getPrototypeOf(probe) as Timer;
const { unref } = prototype;
prototype.unref = function (this: Timer) {
  unrefed.add(this);
  if (unrefed.size > most) most = Math.max(FIRST_MOST, 2 * unrefTimers());
  return unref.call(this);
};

/**
 * A timer of our own that does nothing which could make anybody go on: it keeps nothing alive and is not counted among
 * what may still happen.
 */
export function silentTimer(act: () => void, milliseconds: number): NodeJS.Timeout {
  return unref.call(setTimeout(act, milliseconds) as Timer);
}

/** Timers remembered, the dead that have not been thrown out yet included. For tests. */
export const remembered = (): number => unrefed.size;

/** How many of them may still fire. */
export function unrefTimers(): number {
  for (const timer of unrefed) if (timer._destroyed !== false || timer.hasRef()) unrefed.delete(timer);
  return unrefed.size;
}
