/**
 * The log of the runtime's own doings, and of whoever writes into it: Python's lines on standard error. Silent until
 * `logToStderr` is called; started processes inherit what was set by then.
 */
import { ValueError } from "./errors.ts";
import { self } from "./seat.ts";

const LEVELS = { debug: 10, info: 20, warning: 30, error: 40 };
export type LogLevel = keyof typeof LEVELS;

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
}

/** What a started process inherits. */
export interface LogState {
  level: LogLevel;
  /** How often each line is written: once for every call of `logToStderr`, as in Python. */
  handlers: number;
}

let state: LogState | undefined;

function write(level: LogLevel, message: string): void {
  if (!state || LEVELS[level] < LEVELS[state.level]) return;
  const line = `[${level.toUpperCase()}/${self.name}] ${message}\n`;
  for (let n = 0; n < state.handlers; n++) process.stderr.write(line);
}

const logger: Logger = {
  debug: (message) => write("debug", message),
  info: (message) => write("info", message),
  warning: (message) => write("warning", message),
  error: (message) => write("error", message),
};

/**
 * Writes the log's lines on standard error from now on, `[LEVEL/ProcessName] message`, in this process and in those
 * that it starts. Without a level the one set earlier stays, at first `warning`.
 * @throws ValueError for a level that does not exist.
 */
export function logToStderr(level?: LogLevel): Logger {
  if (level !== undefined && !Object.hasOwn(LEVELS, level))
    throw new ValueError(`log level must be one of ${Object.keys(LEVELS).join(", ")}, not ${String(level)}`);
  state = { level: level ?? state?.level ?? "warning", handlers: (state?.handlers ?? 0) + 1 };
  return logger;
}

/** The log. What is written into it is shown once `logToStderr` has been called. */
export function getLogger(): Logger {
  return logger;
}

/** For the order of a process about to be started: nothing at all while nobody logs. */
export const logToInherit = (): { log?: LogState } => (state ? { log: state } : {});

/** What the parent had set. A process that has called `logToStderr` while it was imported keeps its own. */
export function inheritLog(inherited: LogState | undefined): void {
  state ??= inherited;
}

let begun = false;
let finalized = false;

export const isLogging = (): boolean => state !== undefined;

/** The process has nothing left to do. Said once. */
export function logShutdown(): void {
  if (begun) return;
  begun = true;
  logger.info("process shutting down");
  logger.debug('running all "atexit" finalizers with priority >= 0');
}

/** Its children have been seen to. Said once; `exitCode` is left out for the main process. */
export function logEnd(): void {
  if (finalized) return;
  finalized = true;
  logger.debug('running the remaining "atexit" finalizers');
}

export function logExit(exitCode: number): void {
  if (self.parent) logger.info(`process exiting with exitcode ${exitCode}`);
}
