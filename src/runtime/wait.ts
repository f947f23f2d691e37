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
  wait?.signal?.throwIfAborted();
  if (!blocking) return 0;
  const timeout = wait?.timeout;
  if (timeout === undefined) return Number.NaN;
  if (typeof timeout !== "number" || Number.isNaN(timeout))
    throw new InterleaveError(`timeout must be a number of milliseconds, not ${String(timeout)}`);
  return timeout === Number.POSITIVE_INFINITY ? Number.NaN : Math.max(0, timeout);
}
