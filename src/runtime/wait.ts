/** Limits of waiting calls. */
import { InterleaveError } from "./errors.ts";

/** How long a call may wait. */
export interface Wait {
  /** Milliseconds; absent: for ever; zero or less: not at all. */
  timeout?: number;
  /** Aborting it rejects the call with the signal's reason. */
  signal?: AbortSignal;
}
export interface Named {
  /** Shown in every view; default: kind and ordinal, such as Lock-1. */
  name?: string;
}

/**
 * The limit as it travels: milliseconds, NaN for none, 0 for non-blocking.
 * @throws whatever the signal was aborted with, if it was already.
 */
export function limitOf(wait: Wait | undefined, blocking = true): number {
  if (wait !== undefined && typeof wait !== "object") throw misunderstood(wait);
  wait?.signal?.throwIfAborted();
  if (!blocking) return 0;
  const timeout = wait?.timeout;
  if (timeout === undefined) return Number.NaN;
  if (typeof timeout !== "number" || Number.isNaN(timeout))
    throw new InterleaveError(`timeout must be a number of milliseconds, not ${String(timeout)}`);
  return timeout === Number.POSITIVE_INFINITY ? Number.NaN : Math.max(0, timeout);
}

/** In Python these are arguments by position. */
function misunderstood(wait: unknown): InterleaveError {
  const timeout = typeof wait === "number" ? wait : typeof wait === "boolean" ? 0 : 1000;
  return new InterleaveError(
    `how long to wait is given as an object, such as { timeout: ${timeout} }, not as ${String(wait)}`,
  );
}

/**
 * True once `come` is there; false when `limit` milliseconds ran out first (NaN: never).
 * @throws the signal's reason when it is aborted first.
 */
export async function within(come: Promise<void>, limit: number, signal?: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const ends: Promise<boolean>[] = [come.then(() => true)];
  if (!Number.isNaN(limit))
    ends.push(
      new Promise((resolve) => {
        timer = setTimeout(resolve, Math.ceil(limit), false);
      }),
    );
  if (signal)
    ends.push(
      new Promise((_resolve, reject) => {
        abort = () => reject(signal.reason);
        signal.addEventListener("abort", abort, { once: true });
      }),
    );
  try {
    return await Promise.race(ends);
  } finally {
    clearTimeout(timer);
    if (abort) signal?.removeEventListener("abort", abort);
  }
}
