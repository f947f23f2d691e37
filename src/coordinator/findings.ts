/** Turns what the watch has found into hints: who, what, where, since when, what to do. */

import type { LivenessTask, LivenessWait } from "../analysis/liveness.ts";
import { tell } from "../analysis/tell.ts";
import { DEADLOCK_TEXT, SIGNAL_TEXT, type TextKey } from "../analysis/texts.ts";
import type { Hint, HintKind, HintObject, HintProcess, HintSite } from "../protocol/hints.ts";
import { placeOf } from "../protocol/place.ts";
import { actorOf } from "./barriers.ts";
import { nowMicros } from "./clock.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";
import { isQueue, type LockObject, type SharedObject } from "./shared-object.ts";
import { lacksStopValues } from "./stop-values.ts";
import type { RLockObject } from "./sync-object.ts";
import type { Wait } from "./wait.ts";

/** The hint for a set of stuck processes, all of them confirmed, of which some are the core. */
export function deadlockHint(
  session: Session,
  stuck: ReadonlySet<number>,
  coreIds: ReadonlySet<number>,
  tasks: ReadonlyMap<number, LivenessTask>,
): { hint: Hint; core: Member[] } {
  const members = [...stuck].sort((a, b) => a - b).map((id) => session.members[id]!);
  // A worker that merely has nothing to do is no part of the story.
  const told = members.filter((member) => coreIds.has(member.id) || member.waits.size > 0);
  const core = told.filter((member) => coreIds.has(member.id));
  const objects = new Map<number, HintObject>();
  const sites: HintSite[] = [];
  const events: number[] = [];
  const note = (object: SharedObject) =>
    objects.set(object.id, { id: object.id, type: object.type, name: object.name });
  for (const member of told) {
    const isCore = coreIds.has(member.id);
    for (const object of member.holds) {
      if (isCore || core.some((other) => [...other.waits.values()].some((wait) => wait.object === object)))
        note(object);
      const at = siteOf(session, holdOf(object, member)?.site, "holds", member);
      if (isCore && at) sites.push(at);
    }
    for (const wait of member.waits.values()) {
      if (wait.object) note(wait.object);
      const at = siteOf(session, wait.site, isCore ? "waits" : "other", member);
      if (at) sites.push(at);
      if (wait.seq > 0) events.push(wait.seq);
    }
  }
  const { because, teller } = reasons(session, core, tasks);
  const { message, fix, text } = words(session, core, because, teller);
  const hint: Hint = {
    kind: "deadlock",
    certainty: "certain",
    severity: "error",
    message,
    fix,
    text,
    ...(because.length > 0 ? { because } : {}),
    processes: told.map((member) => describe(session, member, coreIds.has(member.id), tasks)),
    objects: [...objects.values()],
    sites,
    events: events.sort((a, b) => a - b),
    time: (nowMicros() - session.recorder.start) / 1000,
  };
  return { hint, core };
}

/** The hint for a lock whose holder is dead. */
export function orphanHint(
  session: Session,
  lock: LockObject | RLockObject,
  holder: Member,
  signal: string,
): Hint {
  const kind = signal ? "killed-holding" : "orphaned-lock";
  const waiting = [...lock.machine.line];
  const hold = holdOf(lock);
  // What was taken by a plain `acquire` may be given back by anybody who has the lock.
  const open =
    lock.type === "Lock" && hold?.scoped === false && [...lock.holders].some((other) => !other.ended);
  const { message, fix, text } = tell(open ? `${kind}.open` : kind, {
    holder: holder.name,
    object: lock.name,
    signal,
  });
  return {
    kind,
    certainty: "certain",
    // If nobody else has ever wanted it, perhaps nobody ever will.
    severity: waiting.length > 0 && !open ? "error" : lock.shared ? "warning" : "info",
    message,
    fix,
    text,
    processes: [holder, ...waiting.map((wait) => wait.member)].map((member) => ({
      id: member.id,
      name: member.name,
      pid: member.pid,
    })),
    objects: [{ id: lock.id, type: lock.type, name: lock.name }],
    sites: [
      siteOf(session, hold?.site, "holds", holder),
      ...waiting.map((wait) => siteOf(session, wait.site, "waits", wait.member)),
    ].filter((site) => site !== undefined),
    events: waiting.map((wait) => wait.seq).filter((seq) => seq > 0),
    time: (nowMicros() - session.recorder.start) / 1000,
  };
}

function siteOf(
  session: Session,
  site: number | undefined,
  role: HintSite["role"],
  member: Member,
): HintSite | undefined {
  const place = placeOf(session.siteText(site ?? 0));
  return place && { ...place, role, process: member.name };
}

/** Who holds it; of a semaphore's holders the oldest, or what `member` holds. */
function holdOf(object: SharedObject, member?: Member): Wait | undefined {
  if (object.type === "Lock" || object.type === "RLock") return object.machine.holder;
  if (object.type !== "Semaphore" && object.type !== "BoundedSemaphore") return undefined;
  return object.permits.find(({ wait }) => !member || wait.member === member)?.wait;
}

/** Who holds what is waited for, preferably somebody who can no longer give it back. */
function holderOf(object: SharedObject | undefined): Member | undefined {
  if (!object) return undefined;
  const dead = "permits" in object && object.permits.find(({ wait }) => wait.member.ended);
  return dead ? dead.wait.member : holdOf(object)?.member;
}

function describe(
  session: Session,
  member: Member,
  isCore: boolean,
  tasks: ReadonlyMap<number, LivenessTask>,
): HintProcess {
  const waits = [...member.waits.values()];
  const found = tasks.get(member.id)!.waits;
  return {
    id: member.id,
    name: member.name,
    pid: member.pid,
    role: isCore ? "core" : "collateral",
    waits: waits.map((wait, index) => {
      const site = siteOf(session, wait.site, "waits", member);
      return {
        verb: wait.verb,
        ...(wait.object ? { object: wait.object.id } : {}),
        ...helpersOf(found[index]!),
        ...(site ? { site } : {}),
        since: Math.round(wait.asked - session.recorder.start),
      };
    }),
    holds: [...member.holds].map((object) => object.id),
  };
}

/** Who could end a wait: whoever owes it, even if others might. */
function helpersOf({ kind, on, owes = [] }: LivenessWait): { on: number[]; any: boolean } {
  return owes.length > 0 ? { on: [...owes], any: false } : { on: [...on], any: kind === "offered" };
}

/** The special reasons, each at most once, and whose wait tells the first of them. */
function reasons(session: Session, core: Member[], tasks: ReadonlyMap<number, LivenessTask>) {
  const found = new Set<HintKind>();
  // What happened before is more special than what is so now.
  const before = new Set<HintKind>();
  let teller = core[0];
  const explain = (member: Member, kind: HintKind) => {
    if (before.size === 0) teller = member;
    before.add(kind);
  };
  for (const member of core)
    for (const [index, wait] of [...member.waits.values()].entries()) {
      for (const kind of session.lookout.explain(wait)) explain(member, kind);
      if (wait.verb === "get" && wait.object && isQueue(wait.object) && lacksStopValues(session, wait.object))
        explain(member, "poison-pill-mismatch");
      const { kind, on } = tasks.get(member.id)!.waits[index]!;
      switch (wait.verb) {
        case "acquire": {
          const holder = holderOf(wait.object);
          if (holder?.ended) found.add(howLeft(holder));
          else if (holder === member && wait.object?.type === "Lock" && holdsItself(wait))
            found.add("self-deadlock");
          if ("permits" in wait.object!) found.add("never-signalled");
          break;
        }
        case "get":
        case "recv":
        case "poll":
          found.add("queue-never-fed");
          break;
        case "put":
        case "send":
          found.add(joinsIt(session, on, member) ? "join-before-drain" : "queue-never-drained");
          break;
        case "wait":
          if (wait.object?.type !== "Barrier") found.add("never-signalled");
          else if (!actorOf(wait)) found.add("barrier-short");
          break;
        case "drain":
          found.add("task-done-mismatch");
          break;
        case "result":
          if (member.pool && wait.object === member.pool && kind === "offered") found.add("pool-starvation");
          break;
      }
    }
  return { because: [...new Set([...before, ...found])], teller };
}

/** Whether a process waits for its own lock by itself, and not for another branch of it that waits in turn. */
function holdsItself({ object, member, branch }: Wait): boolean {
  const hold = object && holdOf(object, member);
  const isOther = branch !== 0 && hold !== undefined && hold.branch !== 0 && hold.branch !== branch;
  return !isOther || member.waits.size === 1;
}

/** How one came to leave with what it held. */
function howLeft(holder: Member): HintKind {
  if (holder.cut) return "daemon-cut";
  return holder.exit?.signal ? "killed-holding" : "orphaned-lock";
}

/** One of those who could help waits for this process to end. */
function joinsIt(session: Session, helpers: readonly number[], member: Member): boolean {
  return helpers.some((id) =>
    [...(session.members[id]?.waits.values() ?? [])].some(
      (wait) => wait.verb === "join" && wait.target === member,
    ),
  );
}

function words(session: Session, core: Member[], because: HintKind[], first: Member | undefined) {
  const special = because[0];
  const wait = first && [...first.waits.values()][0];
  if (!first || !wait || !special) {
    const locks = core.every((member) => [...member.waits.values()].every((one) => one.verb === "acquire"));
    if (locks && core.length === 1 && core[0]!.waits.size > 1)
      return tell("deadlock.branches", { process: core[0]!.name });
    return locks && core.length > 1
      ? tell("deadlock.circle", { Count: core.length })
      : tell("deadlock.other", { names: core.map((member) => member.name) });
  }
  const signal = special === "never-signalled" && wait.object ? SIGNAL_TEXT[wait.object.type] : undefined;
  const key: TextKey = pipeText(special, wait) ?? signal ?? DEADLOCK_TEXT[special] ?? "deadlock.other";
  const other = special === "join-before-drain" ? joinerOf(session, first) : undefined;
  return tell(key, {
    process: other?.name ?? first.name,
    other: first.name,
    object: wait.object?.name ?? "",
    holder: holderOf(wait.object)?.name ?? "",
    count: wait.object?.type === "Barrier" ? wait.object.machine.parties : 0,
    here: wait.object?.type === "Barrier" ? wait.object.machine.waiting : 0,
    names: core.map((member) => member.name),
  });
}

/** Pipes have their own words for what queues have, too. */
function pipeText(special: HintKind, { object }: Wait): TextKey | undefined {
  if (object?.type !== "Connection") return undefined;
  if (special === "queue-never-fed") return "deadlock.never-sent";
  return special === "queue-never-drained" ? "deadlock.never-received" : undefined;
}

function joinerOf(session: Session, member: Member): Member | undefined {
  return session.members.find((other) =>
    [...(other?.waits.values() ?? [])].some((wait) => wait.verb === "join" && wait.target === member),
  );
}
