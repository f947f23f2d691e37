/** What this process has asked of the coordinator, until it is answered. */
import { DENIAL, ERRORS } from "../protocol/messages.ts";
import { ended, type Step } from "./branch.ts";
import { BrokenBarrierError, ClosedError, EndOfFileError, ValueError } from "./errors.ts";

/** How a request ends: `item` only for a get. */
export type Answer =
  | { granted: true; item?: Uint8Array; number?: number }
  | { granted: false; denial: number };

interface Pending {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
  /** Ends with the answer. */
  step: Step | undefined;
}

const ERROR_CLASSES = new Map<number, typeof ClosedError | typeof EndOfFileError | typeof BrokenBarrierError>(
  [
    [ERRORS.closed, ClosedError],
    [ERRORS.eof, EndOfFileError],
    [ERRORS.broken, BrokenBarrierError],
  ],
);

export class Requests {
  readonly #pending = new Map<number, Pending>();
  readonly #cancel: (op: number) => void;

  /** @param cancel asks the coordinator to give a wait up */
  constructor(cancel: (op: number) => void) {
    this.#cancel = cancel;
  }

  /** Those without an answer. */
  get size(): number {
    return this.#pending.size;
  }

  /** The answer to an operation whose frame has been sent. Aborting the signal gives the wait up. */
  settle(op: number, step: Step | undefined, signal?: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (!signal) {
        this.#pending.set(op, { resolve, reject, step });
        return;
      }
      const abort = () => this.#cancel(op);
      const over = () => signal.removeEventListener("abort", abort);
      signal.addEventListener("abort", abort, { once: true });
      this.#pending.set(op, {
        step,
        resolve: (answer) => {
          over();
          if (!answer.granted && answer.denial === DENIAL.abort) reject(signal.reason);
          else resolve(answer);
        },
        reject: (error) => {
          over();
          reject(error);
        },
      });
    });
  }

  /** False when it has been answered already. */
  answer(op: number, answer: Answer): boolean {
    const pending = this.#take(op);
    pending?.resolve(answer);
    return pending !== undefined;
  }

  /** Ends a request in an error; one that belongs to no request (any more) is thrown where nobody can overlook it. */
  fail(op: number, code: number, message: string, site: string): void {
    const error = new (ERROR_CLASSES.get(code) ?? ValueError)(message);
    const pending = op === 0 ? undefined : this.#take(op);
    if (pending) {
      pending.reject(error);
      return;
    }
    // The call that caused it has long returned.
    error.stack = `${error.name}: ${message}\n    at ${site}`;
    queueMicrotask(() => {
      throw error;
    });
  }

  #take(op: number): Pending | undefined {
    const pending = this.#pending.get(op);
    if (pending) {
      this.#pending.delete(op);
      ended(pending.step);
    }
    return pending;
  }
}
