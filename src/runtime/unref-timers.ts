/**
 * Timers that were told not to keep the process alive. Node does not count them among what is active, yet they
 * fire as long as anything else keeps the process alive, and may then do what others wait for.
 */

/** What is known of a timer besides its public face. */
type Timer = NodeJS.Timeout & { _destroyed?: boolean };

const unrefed = new Set<Timer>();

const probe = setTimeout(() => {}, 0);
clearTimeout(probe);
const prototype = Object.getPrototypeOf(probe) as Timer;
const { unref } = prototype;
prototype.unref = function (this: Timer) {
  unrefed.add(this);
  return unref.call(this);
};

/** How many of them may still fire. */
export function unrefTimers(): number {
  for (const timer of unrefed) if (timer._destroyed !== false || timer.hasRef()) unrefed.delete(timer);
  return unrefed.size;
}
