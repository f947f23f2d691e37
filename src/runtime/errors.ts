/** The errors of the public API. Every class has a stable `code`. */

export class InterleaveError extends Error {
  override name = "InterleaveError";
  readonly code: string = "ERR_INTERLEAVE";
}
/** A wait ran into its time limit. */
export class TimeoutError extends InterleaveError {
  override name = "TimeoutError";
  override readonly code = "ERR_INTERLEAVE_TIMEOUT";
}
/** A non-blocking or timed `get` found nothing. */
export class QueueEmptyError extends InterleaveError {
  override name = "QueueEmptyError";
  override readonly code = "ERR_INTERLEAVE_QUEUE_EMPTY";
}
/** A non-blocking or timed `put` found no room. */
export class QueueFullError extends InterleaveError {
  override name = "QueueFullError";
  override readonly code = "ERR_INTERLEAVE_QUEUE_FULL";
}
/** Used after it was closed. */
export class ClosedError extends InterleaveError {
  override name = "ClosedError";
  override readonly code = "ERR_INTERLEAVE_CLOSED";
}
/** Used in a way that makes no sense in its present state. */
export class ValueError extends InterleaveError {
  override name = "ValueError";
  override readonly code = "ERR_INTERLEAVE_VALUE";
}
/** Nothing has been set under that name. */
export class AttributeError extends InterleaveError {
  override name = "AttributeError";
  override readonly code = "ERR_INTERLEAVE_ATTRIBUTE";
}
/** A value that cannot be sent to another process. */
export class TransferError extends InterleaveError {
  override name = "TransferError";
  override readonly code = "ERR_INTERLEAVE_TRANSFER";
}
/** Nothing more will come: every copy of the pipe's other end is closed and all that was sent has been received. */
export class EndOfFileError extends InterleaveError {
  override name = "EndOfFileError";
  override readonly code = "ERR_INTERLEAVE_END_OF_FILE";
}
/** A barrier's meeting does not take place: somebody gave up, died or broke it, or it was reset. */
export class BrokenBarrierError extends InterleaveError {
  override name = "BrokenBarrierError";
  override readonly code = "ERR_INTERLEAVE_BROKEN_BARRIER";
}

/** A worker of an executor ended unasked: the executor can do nothing any more. */
export class BrokenProcessPoolError extends InterleaveError {
  override name = "BrokenProcessPoolError";
  override readonly code = "ERR_INTERLEAVE_BROKEN_PROCESS_POOL";
}
/** A task was cancelled before a worker began it. */
export class CancelledError extends InterleaveError {
  override name = "CancelledError";
  override readonly code = "ERR_INTERLEAVE_CANCELLED";
}

/** An error thrown in another process. `cause` is the error itself, where its class is known here. */
export class RemoteError extends InterleaveError {
  override name = "RemoteError";
  override readonly code: string = "ERR_INTERLEAVE_REMOTE";
  /** Name of the error's class there. */
  readonly remoteName: string;
  /** Its stack there. */
  readonly remoteStack: string;
  /** Name of the process it was thrown in. */
  readonly process: string;

  constructor(remote: { name: string; message: string; stack: string; process: string; error?: unknown }) {
    super(
      `${remote.name}: ${remote.message} (in ${remote.process})`,
      remote.error === undefined ? undefined : { cause: remote.error },
    );
    this.remoteName = remote.name;
    this.remoteStack = remote.stack;
    this.process = remote.process;
  }
}

/** A worker ended while it ran a task. */
export class WorkerLostError extends RemoteError {
  override name = "WorkerLostError";
  override readonly code = "ERR_INTERLEAVE_WORKER_LOST";
}
