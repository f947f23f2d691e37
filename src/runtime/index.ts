/** `@interleave/runtime`: Python's multiprocessing for TypeScript, visible. */
import { UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { atExit } from "./exit.ts";
import { link } from "./link.ts";
import { listenToOutput } from "./output.ts";
import { isMainProcess } from "./process.ts";
import { seat } from "./seat.ts";
import { startOver } from "./start-over.ts";

export { AsyncResult } from "./async-result.ts";
export { Barrier } from "./barrier.ts";
export { boot } from "./boot.ts";
export { Condition } from "./condition.ts";
export { Connection, pipe, waitAny } from "./connection.ts";
export type { DictProxy } from "./dict-proxy.ts";
export {
  AttributeError,
  BrokenBarrierError,
  BrokenProcessPoolError,
  CancelledError,
  ClosedError,
  EndOfFileError,
  InterleaveError,
  QueueEmptyError,
  QueueFullError,
  RemoteError,
  TimeoutError,
  TransferError,
  ValueError,
  WorkerLostError,
} from "./errors.ts";
export { Event } from "./event.ts";
export { ProcessPoolExecutor } from "./executor.ts";
export { Future } from "./future.ts";
export { asCompleted, waitFutures } from "./futures.ts";
export type { ResultIterator } from "./imap.ts";
export type { ListProxy } from "./list-proxy.ts";
export { Lock } from "./lock.ts";
export { getLogger, type Logger, logToStderr } from "./log.ts";
export { Manager } from "./manager.ts";
export type { NamespaceProxy } from "./namespace-proxy.ts";
export { mark, sleep, span } from "./notes.ts";
export { Pool } from "./pool.ts";
export {
  activeChildren,
  cpuCount,
  currentProcess,
  type Fn,
  isMainProcess,
  Process,
  type ProcessInfo,
  parentProcess,
} from "./process.ts";
export { JoinableQueue, Queue } from "./queue.ts";
export { RLock } from "./rlock.ts";
export { BoundedSemaphore, Semaphore } from "./semaphore.ts";
export { SimpleQueue } from "./simple-queue.ts";
export { subprocess } from "./subprocess.ts";
export { SharedArray, Value } from "./value.ts";
export type { Named, Wait } from "./wait.ts";

if (!seat) startOver();
atExit();
listenToOutput();
if (isMainProcess) {
  link.open();
  link.frame(UP.run).f64(nowMicros()).text("").end();
}
