/**
 * Finds what can never go on, the moment it is true: at every block, exit and kill the liveness reduction is run
 * over the processes; a candidate is confirmed by asking its members whether anything but these waits is left in
 * them. Only what all of them confirm, with nothing having happened since, is called certain.
 */
import { deadlocksOf, type LivenessTask, type LivenessWait, stuckTasks } from "../analysis/liveness.ts";
import { QUIESCENCE } from "../protocol/messages.ts";
import { actorOf } from "./barriers.ts";
import { deadlockHint, orphanHint } from "./findings.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import {
  type ConnectionObject,
  isQueue,
  type LockObject,
  type PoolObject,
  type SharedObject,
} from "./shared-object.ts";
import type { RLockObject } from "./sync-object.ts";
import type { Wait } from "./wait.ts";

const FIRST_RECHECK_MS = 20;
const LAST_RECHECK_MS = 1000;

export class Watch {
  readonly #session: Session;
  readonly #enabled: boolean;
  /** Cores already reported, as their members' waits. */
  readonly #reported = new Set<Wait>();
  readonly #orphaned = new Set<SharedObject>();
  #scheduled = false;
  #recheck: NodeJS.Timeout | undefined;
  #patience = FIRST_RECHECK_MS;
  #allStuck = false;

  /** `enabled` false: nothing is ever found. */
  constructor(session: Session, enabled: boolean) {
    this.#session = session;
    this.#enabled = enabled;
  }

  /** A process has begun to wait. Usually somebody it waits for runs, which is quickly seen. */
  blocked(member: Member): void {
    if (this.#enabled && !this.#reachesFree(member)) this.changed();
  }

  /** Something ended: whoever counted on it may now be stuck. */
  changed(): void {
    if (this.#scheduled || !this.#enabled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#examine();
    });
  }

  /** A process's answer to a probe. */
  quiescence(member: Member, probe: number, answer: number): void {
    // What it does when it is asked to end may be a put or a set, but ends nobody's hold on a lock.
    const quiescent =
      answer === QUIESCENCE.full ||
      (answer === QUIESCENCE.listens &&
        [...this.#waits(member)].every((wait) => wait.aside || wait.kind === "owed"));
    if (probe !== member.moves) {
      // Something has happened since it was asked.
      member.probed = -1;
    } else if (quiescent) {
      member.quiescentAt = probe;
      this.#patience = FIRST_RECHECK_MS;
    } else {
      member.busyAt = probe;
      this.#lookAgain();
    }
    this.changed();
  }

  /** A process is dead; what it held stays held. */
  died(member: Member, signal: string): void {
    // Of a daemon that was cut off it is told in its own words.
    if (member.cut) return;
    for (const object of member.holds)
      if (object.type === "Lock" || object.type === "RLock") this.#orphan(object, member, signal);
  }

  /** Somebody waits for a lock: it may be one whose holder is long dead. */
  askedFor(lock: LockObject | RLockObject): void {
    const holder = lock.machine.holder?.member;
    if (holder?.ended && !holder.cut) this.#orphan(lock, holder, holder.exit?.signal ?? "");
  }

  #orphan(lock: LockObject | RLockObject, holder: Member, signal: string): void {
    if (this.#session.stopping || this.#session.interrupted) return;
    // One takes it and another gives it back: that the first is gone means nothing.
    if (lock.type === "Lock" && lock.signalling) return;
    const wanted = lock.machine.line.size > 0 || [...lock.holders].some((other) => !other.ended);
    if (!wanted || this.#orphaned.has(lock)) return;
    this.#orphaned.add(lock);
    this.#session.hint(orphanHint(this.#session, lock, holder, signal));
  }

  #members(): Member[] {
    return [...this.#session.living];
  }

  /**
   * Walks from a waiting process along those it waits for; true as soon as one of them may run. This is done for
   * every wait that begins, so it looks at no more than it must: a process may have thousands of waits.
   */
  #reachesFree(from: Member): boolean {
    const seen = new Set<Member>([from]);
    const todo = [from];
    for (let member = todo.pop(); member; member = todo.pop()) {
      if (this.#isFree(member)) return true;
      let waits = 0;
      for (const wait of this.#waits(member)) {
        waits++;
        if (wait.timed) return true;
        for (const id of wait.on) {
          const next = this.#session.members[id];
          if (!next || seen.has(next)) continue;
          if (this.#isFree(next) || (next.waits.size === 0 && !this.#isIdle(next))) return true;
          seen.add(next);
          todo.push(next);
        }
      }
      if (waits === 0) return true;
    }
    return false;
  }

  #isFree(member: Member): boolean {
    // A manager serves whoever asks; by itself it does nothing that others could wait for.
    return (
      member.kind === "manager" ||
      // One that is being started may wait as well, at the top level of its module.
      (!member.running && member.waits.size === 0) ||
      member.paused ||
      member.gone ||
      member.terminated !== undefined ||
      member.busyAt === member.moves
    );
  }

  /** A worker without a task waits for one of those who could submit it. */
  #isIdle({ worker, pool, waits, dismissed }: Member): boolean {
    // One that was dismissed waits for nobody: it ends, and may be replaced.
    if (dismissed || !pool || pool.machine.closed) return false;
    return waits.size === 0 && worker?.tasks.length === 0;
  }

  *#waits(member: Member): Generator<LivenessWait> {
    for (const wait of member.waits.values()) yield this.#wait(wait);
    const { pool } = member;
    if (pool && this.#isIdle(member))
      yield { kind: "offered", on: ids(pool.holders, member), timed: pool.inFlight > 0 };
    // An outcome may call back, whatever the process waits for meanwhile.
    if (member.waits.size > 0) for (const one of member.submitted.keys()) yield this.#outcomes(member, one);
  }

  /** That tasks of a process end which it has submitted and which it may not even wait for. */
  #outcomes(member: Member, pool: PoolObject): LivenessWait {
    const on = new Set([pool.creator.id]);
    const unknown = this.#workers(pool, on);
    on.delete(member.id);
    return { kind: "offered", on: [...on], timed: unknown > 0, aside: true };
  }

  /** Adds all workers of a pool; answers how many are being started of which nothing else is known. */
  #workers(pool: PoolObject, on: Set<number>): number {
    let { coming } = pool;
    for (const other of this.#session.living) {
      if (other.pool !== pool) continue;
      on.add(other.id);
      // Those that have not reported for work yet are among them.
      if (!other.served) coming--;
    }
    return coming;
  }

  #task(member: Member): LivenessTask {
    return { id: member.id, waits: [...this.#waits(member)], free: this.#isFree(member) };
  }

  #wait(wait: Wait): LivenessWait {
    const { object, member } = wait;
    // Whoever gets a pool's handle can submit to it, not complete what others have submitted.
    const travels = wait.verb !== "result" && (object?.inFlight ?? 0) > 0;
    // What lives in a manager that is being ended will be gone, and the wait with it.
    const perishes = object?.home?.terminated !== undefined;
    const timed =
      !Number.isNaN(wait.timeout) || wait.abortable || travels || perishes || beingRecalled(object);
    const anybody = (): LivenessWait => ({ kind: "offered", on: ids(object!.holders, member), timed });
    switch (wait.verb) {
      case "join":
        return { kind: "owed", on: [wait.target!.id], timed };
      case "acquire": {
        // How one ended that is gone already will be heard in a moment, and is told with what waits for it.
        const leaving = (holder: Member): boolean => holder.gone && !holder.ended;
        if (object?.type === "Semaphore" || object?.type === "BoundedSemaphore") {
          const lost = object.permits.some(({ wait: { member: holder } }) => leaving(holder));
          return { ...anybody(), ...(lost ? { timed: true } : {}) };
        }
        if (object?.type !== "Lock" && object?.type !== "RLock") return anybody();
        const lock = object;
        const hold = lock.machine.holder;
        if (!hold) return { kind: "owed", on: [], timed: true };
        const holder = hold.member;
        if (lock.type === "Lock" && lock.signalling) return anybody();
        if (leaving(holder)) return { kind: "owed", on: [], timed: true };
        // Waiting for one's own lock is a signal to others, if there are any who could give it.
        if (holder === member) return { kind: "owed", on: [member.id, ...ids(lock.holders, member)], timed };
        const owes = holder.ended ? [] : [holder.id];
        // What was taken by a plain `acquire` may be meant to be given back by somebody else.
        if (lock.type === "Lock" && !hold.scoped) return { ...anybody(), owes };
        return { kind: "owed", on: owes, timed };
      }
      case "result": {
        const on = new Set<number>();
        const unassigned = new Set<PoolObject>();
        for (const task of wait.tasks ?? []) {
          if (task.done) continue;
          if (task.worker && !task.worker.gone) on.add(task.worker.id);
          else unassigned.add(task.pool);
        }
        for (const pool of unassigned) {
          on.add(pool.creator.id);
          // A worker that nobody knows yet is being started and may take it.
          if (this.#workers(pool, on) > 0) return { kind: "offered", on: [...on], timed: true };
        }
        // A worker that keeps its own pool from going on is part of the trouble, whoever else waits is not.
        if (member.pool && unassigned.has(member.pool)) return { kind: "offered", on: [...on], timed };
        on.delete(member.id);
        return { kind: "owed", on: [...on], timed };
      }
      case "sleep":
        return { kind: "owed", on: [], timed: true };
      case "recv":
      case "poll": {
        const { peer } = object as ConnectionObject;
        return {
          kind: "offered",
          on: ids(peer.holders, member),
          timed: !Number.isNaN(wait.timeout) || wait.abortable || peer.inFlight > 0,
        };
      }
      case "any": {
        const on = new Set<number>();
        let onItsWay = false;
        for (const one of wait.any ?? []) {
          if (!("machine" in one)) on.add(one.id);
          else {
            for (const id of ids(one.peer.holders, member)) on.add(id);
            if (one.peer.inFlight > 0) onItsWay = true;
          }
        }
        return {
          kind: "offered",
          on: [...on],
          timed: !Number.isNaN(wait.timeout) || wait.abortable || onItsWay,
        };
      }
      default: {
        const actor = actorOf(wait);
        // Anybody could also abort the barrier.
        return actor ? { ...anybody(), owes: [actor.id] } : anybody();
      }
    }
  }

  #examine(): void {
    if (this.#session.stopping || this.#session.interrupted) return;
    const members = this.#members();
    const tasks = new Map(members.map((member) => [member.id, this.#task(member)]));
    const stuck = stuckTasks(tasks.values());
    if (stuck.size === 0) {
      this.#allStuck = false;
      return;
    }
    let unsure = false;
    for (const id of stuck) {
      const member = this.#session.members[id]!;
      const { moves } = member;
      if (member.quiescentAt === moves) continue;
      unsure = true;
      if (member.probed === moves) continue;
      member.probed = moves;
      member.connection?.probe(moves);
    }
    if (unsure) return;
    const isNews = (member: Member) => [...member.waits.values()].some((wait) => !this.#reported.has(wait));
    if ([...stuck].some((id) => isNews(this.#session.members[id]!))) {
      const found = deadlocksOf(stuck, tasks)
        .map(({ core, members: those }) => deadlockHint(this.#session, those, core, tasks))
        .filter(({ core }) => core.some(isNews));
      for (const id of stuck)
        for (const wait of this.#session.members[id]!.waits.values()) this.#reported.add(wait);
      for (const { hint } of found) this.#session.hint(hint);
    }
    if (stuck.size === members.filter((member) => member.kind !== "manager").length && !this.#allStuck) {
      this.#allStuck = true;
      this.#session.listener.stuck();
    }
  }

  /** Somebody still has a timer or I/O; nothing will tell when it is over. */
  #lookAgain(): void {
    if (this.#recheck) return;
    this.#recheck = setTimeout(() => {
      this.#recheck = undefined;
      for (const member of this.#members()) {
        member.busyAt = -1;
        member.probed = -1;
      }
      this.changed();
    }, this.#patience);
    this.#patience = Math.min(LAST_RECHECK_MS, this.#patience * 2);
  }
}

/** Items that were handed out in advance are on their way back: whoever waits will be served. */
function beingRecalled(object: SharedObject | undefined): boolean {
  return object !== undefined && isQueue(object) && (object.machine.frozen || object.crossed.length > 0);
}

function ids(members: Iterable<Member>, without: Member): number[] {
  const list: number[] = [];
  for (const member of members) if (member !== without && !member.ended) list.push(member.id);
  return list;
}
