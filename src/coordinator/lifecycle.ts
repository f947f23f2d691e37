/** How processes come and go. */
import { constants } from "node:os";
import { KIND } from "../protocol/events.ts";
import { DOWN, STATUS, type Welcome } from "../protocol/messages.ts";
import * as barriers from "./barriers.ts";
import { nowMicros } from "./clock.ts";
import type { Connection } from "./connection.ts";
import * as connections from "./connections.ts";
import { exists } from "./existence.ts";
import * as managers from "./managers.ts";
import type { Member } from "./member.ts";
import * as output from "./output.ts";
import * as pools from "./pools.ts";
import * as queues from "./queues.ts";
import type { Session } from "./session.ts";
import { isQueue, type PoolObject, type Task } from "./shared-object.ts";
import type { Wait } from "./wait.ts";

/** Time between SIGTERM and SIGKILL. */
const GRACE_MS = 1000;
/** The same for what a process ends that waits for that before it ends itself: it may have to tidy up. */
export const PATIENT_GRACE_MS = 5000;
/** How often to look whether a process still exists that nobody else tells of, and for how long at most. */
const LOOK_MS = 50;
const LOOK_MOST_MS = 30_000;

const NOTHING = new Uint8Array(0);

/** Tasks whose worker is gone, until its exit code is known. */
const lostTasks = new WeakMap<Member, Task>();

/** A process has introduced itself. */
export function connected(session: Session, member: Member, connection: Connection, pid: number): void {
  member.connection = connection;
  member.pid ??= pid;
  session.listener.process(member);
  session.record(KIND["process.start"], nowMicros(), member, undefined, 0, pid);
  const welcome: Welcome = {
    process: member.id,
    name: member.name,
    daemon: member.daemon,
    parentName: member.parent?.name ?? null,
    parentPid: member.parent?.pid ?? null,
    output: session.output,
  };
  connection.frame(DOWN.welcome).text(JSON.stringify(welcome)).bytes(member.payload).end();
  member.payload = NOTHING;
  if (session.paused.has(pid) && !member.paused) setPaused(session, member, true);
  // It was just being started when the run was told to stop.
  if (session.stopping) kill(member);
}

/** Its connection has ended: whatever it held or waited for is dealt with now. */
export function disconnected(session: Session, member: Member): void {
  if (member.gone) return;
  if (!member.connection && member.kind !== "command") output.unsent(session, member);
  member.gone = true;
  // The system may give its number to another.
  if (member.pid !== undefined) session.paused.delete(member.pid);
  member.goneAt = nowMicros();
  member.connection = undefined;
  for (const wait of [...member.waits.values()]) session.forget(wait);
  for (const object of member.objects) {
    object.holders.delete(member);
    if (object.type === "Connection") connections.left(session, member, object);
    if (object.type === "Barrier") barriers.left(session, object, member);
    if ((object.type === "Pool" || object.type === "ProcessPoolExecutor") && object.creator === member)
      pools.ownerGone(session, object as PoolObject);
    if (!isQueue(object)) continue;
    if (object.consumer === member) object.consumer = undefined;
    if (object.lessee !== member) continue;
    object.lessee = undefined;
    queues.giveBack(session, object);
  }
  managers.left(session, member);
  const task = pools.lost(session, member);
  if (task) lostTasks.set(member, task);
  if (member.exit || !canStillBeReported(member)) finish(session, member);
  else session.watch.changed();
}

/** Its parent (for main: the launcher) says how it ended. */
export function exited(session: Session, member: Member, code: number | null, signal: string | null): void {
  member.exit = { code, signal };
  // What it sent before it ended may still be on its way; the end of its connection comes last.
  if (!member.connection) {
    if (!member.gone) disconnected(session, member);
    else finish(session, member);
  }
}

/**
 * Nobody will say any more how this process ended. One that has connected is heard to end; of one that has not, it
 * is looked whether it still exists, since it may be killed before it has said a word.
 */
export function abandoned(session: Session, member: Member): void {
  if (member.ended || member.connection) return;
  if (member.gone) {
    finish(session, member);
    return;
  }
  const since = performance.now();
  const look = setInterval(() => {
    const lost = !exists(member.pid) || performance.now() - since > LOOK_MOST_MS;
    if (!lost && !member.connection && !member.gone) return;
    clearInterval(look);
    if (!member.connection) disconnected(session, member);
  }, LOOK_MS);
}

/** A debugger has stopped a process, or lets it go on. It may do so before the process has introduced itself. */
export function paused(session: Session, pid: number, isPaused: boolean): void {
  if (isPaused) session.paused.add(pid);
  else session.paused.delete(pid);
  for (const member of session.members)
    if (member?.pid === pid && !member.gone && member.paused !== isPaused)
      setPaused(session, member, isPaused);
}

function setPaused(session: Session, member: Member, isPaused: boolean): void {
  member.paused = isPaused;
  session.record(KIND[isPaused ? "process.pause" : "process.resume"], nowMicros(), member, undefined);
  session.watch.changed();
}

/** Asks a process to end, and makes it. */
export function kill(member: Member, grace = GRACE_MS): void {
  const { pid } = member;
  if (pid === undefined || member.ended) return;
  member.terminated ??= "SIGTERM";
  send(pid, "SIGTERM");
  killLater(member, grace);
}

/** It has been asked to end; should it not have ended in time, it is made to. */
export function killLater(member: Member, grace: number, isPatient = false): void {
  const { pid } = member;
  if (pid === undefined) return;
  setTimeout(() => {
    if (member.ended || member.gone) return;
    // A debugger has stopped it: it cannot end yet.
    if (isPatient && member.paused) return killLater(member, grace, true);
    member.terminated = "SIGKILL";
    send(pid, "SIGKILL");
  }, grace).unref();
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended by itself.
  }
}

/** Its parent lives and will say how it ended; for main that is the launcher, if there is one. */
function canStillBeReported(member: Member): boolean {
  return member.parent ? !member.parent.gone : member.launched;
}

/** The last word on a process: its exit row, its joiners, its children. */
function finish(session: Session, member: Member): void {
  if (member.ended) return;
  // Where nobody could tell, it is the signal that it was sent, unless it said good-bye itself.
  member.exit ??=
    member.bye === undefined && member.terminated !== undefined
      ? { code: -constants.signals[member.terminated as NodeJS.Signals], signal: member.terminated }
      : { code: member.bye ?? null, signal: null };
  const { code } = member.exit;
  const signal = member.exit.signal ?? "";
  session.record(KIND["process.exit"], member.goneAt, member, undefined, 0, code ?? Number.NaN, 0, signal);
  // Before those who wait for its end: a pool's join goes on to whoever was started in its place.
  finishTask(session, member, code, signal);
  const endedFor: Wait[] = [];
  for (const wait of member.joiners.clear()) {
    if (wait.any) endedFor.push(wait);
    else session.grant(wait, member.id);
  }
  session.watch.died(member, signal);
  orphans(session, member, code, signal);
  session.removed(member);
  for (const wait of endedFor) connections.answerAny(session, wait);
  session.watch.changed();
  managers.endLast(session);
}

function finishTask(session: Session, member: Member, code: number | null, signal: string): void {
  const { pool } = member;
  if (!pool) return;
  const task = lostTasks.get(member);
  const how = signal ? `was killed by ${signal}` : `exited with code ${code ?? "unknown"}`;
  const text = `worker ${member.name} (pid ${member.pid}) ${how}${task ? ` while it ran ${task.fn.name}` : ""}`;
  pools.workerEnded(session, member, pool, text, signal === "");
  if (task) {
    session.record(KIND["task.end"], member.goneAt, member, pool, task.id, 1);
    const status = pool.type === "Pool" ? STATUS.lost : STATUS.broken;
    pools.outcome(session, task, status, new TextEncoder().encode(text));
  }
}

/** Nobody is left to hear of its commands, nor how they end: they end with it, for certain. */
function endCommands(session: Session, member: Member): void {
  for (const child of member.children.values()) {
    if (child.kind !== "command" || child.ended || child.pid === undefined) continue;
    send(child.pid, "SIGKILL");
    exited(session, child, -constants.signals.SIGKILL, "SIGKILL");
  }
}

/** Children of a process that could not see to them itself: daemons end with it, others are reported. */
function orphans(session: Session, member: Member, code: number | null, signal: string): void {
  endCommands(session, member);
  // Of one whose end has been reported the connection is about to close.
  const left = [...member.children.values()].filter((child) => !child.ended && !child.gone && !child.exit);
  for (const child of left)
    if (child.daemon) {
      child.cut = true;
      kill(child);
    }
  // A manager serves them for as long as there are any.
  const others = left.filter((child) => !child.daemon && child.kind !== "manager");
  if (others.length > 0 && !session.stopping && !session.interrupted) {
    const how = signal ? `was killed by ${signal}` : `ended with code ${code ?? "unknown"}`;
    const names = others.map((child) => `${child.name} (pid ${child.pid})`).join(", ");
    session.listener.report(`${member.name} (pid ${member.pid}) ${how}; still running without it: ${names}`);
  }
  // Nobody is left to tell how those ended whose end it had not reported yet.
  for (const child of member.children.values()) abandoned(session, child);
}
