/**
 * What a user process and the coordinator say to one another, in frames. A frame is a little-endian u32 length (of what
 * follows), a u8 code and a body. Numbers are u32 unless said otherwise; times are absolute microseconds of the
 * machine's monotonic clock as f64; texts and payloads are length-prefixed. Payloads are opaque bytes.
 *
 * Each process numbers its own things: a *handle* is an object as this process knows it, a *site* a line of the
 * user's program, an *op* one operation, a *child* a process that it started, a *fn* a function it refers to.
 */

/** From a user process. */
export const UP = {
  /** text: JSON Hello */
  hello: 1,
  /** site, text */
  site: 2,
  /** handle, u8 type, size, site, time, text name, handle of its lock (0: none) */
  create: 3,
  /** handle, owner process, owner's handle */
  bind: 4,
  /** child, pid, u8 flags (SPAWN_…), pool handle, site, time, text name, text target, refs, payload */
  spawn: 5,
  /** child, i32 exit code, text signal */
  exited: 6,
  /** time, text target: the target begins */
  run: 7,
  /** i32 exit code: the process is about to end by itself */
  bye: 8,
  /**
   * u8 verb (plus REQUEST_…), op, handle (join: child; sleep: 0), site, time, f64 timeout; put: refs, payload;
   * wait at a barrier: u8 1 if it acts when it is the last; wait for a condition: u8 1 if for a predicate
   */
  request: 9,
  /** op: given up by the process */
  cancel: 10,
  /** handle, op (0: no answer wanted), site, time */
  release: 11,
  /** handle, u8 set, site, time */
  signal: 12,
  /** handle, op (0: no answer wanted), site, time */
  taskDone: 13,
  /** handle, site, time, refs, payload: a put that never waits */
  put: 14,
  /** handle, op, item, site, time: an item of a lease was taken */
  consume: 15,
  /** handle, count, items…: what is left of a lease goes back */
  giveBack: 16,
  /** op, handle, u8 question, site (0: not asked by the program), time */
  query: 17,
  /** fn, text module, text name */
  fn: 18,
  /** handle, task, fn, u8 flags (TASK_…), site, time, refs, payload */
  submit: 19,
  /** pool task, f64 start, f64 end, u8 status, payload */
  result: 20,
  /** most tasks, 0 for any number: the worker is ready for tasks */
  ready: 21,
  /** handle, site, time */
  poolClose: 22,
  /** handle, site, time */
  poolTerminate: 23,
  /** op, pool handle, first task, count, u8 may be given up, site, time: awaits these tasks */
  await: 24,
  /** op, time: no longer awaits them */
  unawait: 25,
  /** op, site, time, text */
  spanBegin: 26,
  /** op, time */
  spanEnd: 27,
  /** site, time, text JSON */
  mark: 28,
  /** probe, u8 QUIESCENCE, text why not */
  quiescence: 29,
  /** child, site, time, text signal: asked to end */
  terminate: 30,
  /** op, child, site, time: the program has seen that it has ended, without waiting for it */
  sawEnd: 67,
  /** count, pool tasks…: not begun, handed back */
  returnTasks: 31,
  /** handle, handle: the two ends of a pipe, just created (their size: END_READS, END_WRITES) */
  pair: 60,
  /** handle, site, time: this copy of the end is used no more */
  closeEnd: 61,
  /** op, u8 may be given up, site, time, f64 timeout, count, per object u8 (1 connection, 0 child), its number */
  waitAny: 62,
  /** handle of a condition, op (0: no answer wanted), count (0: all), site, time */
  notify: 32,
  /** handle of a barrier, op, op of the arrival, u8 1 if the action went well, time */
  acted: 33,
  /** handle of a barrier, u8 1 to reset it, 0 to break it, site, time */
  barrier: 34,
  /** handle of a value, count, then for each element: refs, payload. One element may stand for all. */
  fill: 35,
  /** handle of a value, op, element (ALL_ELEMENTS: all of them), site, time */
  read: 36,
  /** handle of a value, op (0: no answer wanted), element, site, time, refs, payload */
  write: 37,
  /** op, pool handle, how many must end, u8 may be given up, site, time, count, (first task, count)…: awaits some of these */
  awaitSome: 63,
  /** op, pool handle, site, time: awaits, with a grant, all tasks that are there; of its own alone if the pool is another's */
  awaitPool: 64,
  /** pool handle, count, tasks…: not to be begun; ALL_TASKS instead of a count: none of the pool, by its owner */
  cancelTasks: 65,
  /** branch, u8 1 if branches are not told apart from now on: what follows is done by this branch of the process */
  branch: 66,
  /** handle, child: the object, just created, lives in that manager of this process and ends with it */
  home: 80,
  /** op, process, its child: is about to connect to that manager; granted once the manager serves */
  attach: 81,
  /** process, its child: the connection to that manager has ended */
  detach: 82,
  /** op, handle of a container, refs: these handles are about to be put into it */
  store: 83,
  /** handle of a container, op, u8 method, execution (0: failed), site, f64 asked, f64 answered, text what it was about, with its content, or why it failed */
  call: 84,
  /** handle of a container, op, site, f64 asked: that call has not been answered yet */
  callWaits: 85,
  /** u8 index in OUTPUT_STREAMS, site, branch, time, how many characters are cut off, text: a line was printed */
  output: 86,
  /** u8 index in OUTPUT_STREAMS, time, how many: so many lines more were printed and are not told */
  outputDropped: 87,
} as const;

/** From the coordinator. */
export const DOWN = {
  /** text: JSON Welcome, payload (what `spawn` carried) */
  welcome: 1,
  /** op */
  grant: 2,
  /** op, item, payload */
  item: 3,
  /** op, u8 DENIAL */
  deny: 4,
  /** op (0: of an operation that did not wait for its answer), u8 ERROR, text message, text site */
  fail: 5,
  /** op, f64 */
  answer: 6,
  /** handle, item, payload: one more item in advance */
  lease: 7,
  /** handle: give back what is left of the lease */
  recall: 8,
  /** probe */
  probe: 9,
  /** fn, text module, text name */
  fn: 10,
  /** pool task, fn, u8 flags, payload */
  task: 11,
  /** the submitter's task, u8 status, payload (lost, cancelled: text) */
  outcome: 12,
  /** handle of the pool: start another worker */
  replace: 13,
  /** no more tasks will come */
  dismiss: 14,
  /** give back tasks not begun */
  recallTasks: 15,
  /** text: refused, with the reason; the connection closes */
  refused: 16,
  /** handle of a lock: somebody else has released what this process held */
  revoked: 17,
  /** the submitter's task: a worker has been handed it (executors only) */
  began: 60,
  /** handle of the pool, text: it can do nothing any more, because of this */
  broken: 61,
  /** handle, text: the manager in which it lived has ended; it can be used no more */
  gone: 80,
} as const;

export const DENIAL = { refused: 0, timeout: 1, abort: 2 } as const;

/** Whether anything but its waits is left in a process: something, nothing, a listener for being asked to end. */
export const QUIESCENCE = { none: 0, full: 1, listens: 2 } as const;

/** Which error class a `fail` becomes in the process. */
export const ERRORS = { value: 0, closed: 1, lost: 2, broken: 3, eof: 20 } as const;

/** An array has no more elements than this. */
export const MAX_ELEMENTS = 2 ** 24;

/** The answer to a wait of a condition: levels of its lock times this, plus how it ended. */
export const WOKEN = { timeout: 0, notified: 1, abort: 2, of: 4 } as const;

/** Added to the arrival index of the last party, when it has to act before anybody passes. */
export const ACTS = 0x1_0000_0000;

export const STATUS = { returned: 0, threw: 1, lost: 2, cancelled: 3, refused: 4, broken: 5 } as const;

export const QUESTIONS = [
  "locked",
  "isSet",
  "qsize",
  "empty",
  "full",
  "value",
  "nWaiting",
  "broken",
] as const;
export type Question = (typeof QUESTIONS)[number];

export const SPAWN_DAEMON = 1;
export const SPAWN_WORKER = 2;
/** An external command: it never connects. */
export const SPAWN_COMMAND = 0x40;
export const SPAWN_MANAGER = 0x20;
/** What an end of a pipe can do. */
export const END_READS = 1;
export const END_WRITES = 2;
export const TASK_CHUNK = 1;
/** Added for a chunk: an item that fails keeps no other from being run; the result tells of each. */
export const TASK_EACH = 2;
/** Added for a chunk: an item is a list of arguments. */
export const TASK_SPREAD = 4;
export const ALL_TASKS = 0xffff_ffff;
/** Added to a request's verb: an AbortSignal may end it. */
export const REQUEST_ABORTABLE = 0x80;
/** Added to the verb of an acquire: `use` or `hold` will give it back, so that nobody else is meant to. */
export const REQUEST_SCOPED = 0x40;

export interface Hello {
  token: string;
  wire: number;
  parent: number;
  child: number;
  pid: number;
  node: string;
}
export interface Welcome {
  process: number;
  name: string;
  daemon: boolean;
  parentName: string | null;
  parentPid: number | null;
  /** What the process prints is to be told. */
  output: boolean;
}
