/** What a process tells of itself and its things. */
import { KIND, OBJECT_TYPES } from "../protocol/events.ts";
import { FrameError, type FrameReader } from "../protocol/frame-reader.ts";
import { SPAWN_COMMAND, SPAWN_DAEMON, SPAWN_MANAGER, SPAWN_WORKER, UP } from "../protocol/messages.ts";
import { fresh, keep, known, object, refs, site } from "./body.ts";
import * as connections from "./connections.ts";
import * as lifecycle from "./lifecycle.ts";
import * as managers from "./managers.ts";
import type { Member } from "./member.ts";
import * as output from "./output.ts";
import type { Session } from "./session.ts";
import { arrived, bound, type ConnectionObject, type PoolObject } from "./shared-object.ts";
import * as sync from "./sync.ts";

/** Frames by which a process tells of itself and its things; none of them on the hot path. */
export function describe(session: Session, member: Member, frame: FrameReader): void {
  switch (frame.code) {
    case UP.site: {
      const number = fresh(member.sites, frame.u32(), "a site");
      member.sites[number] = session.siteId(frame.text());
      return;
    }
    case UP.create: {
      const handle = fresh(member.handles, frame.u32(), "a handle");
      const type = OBJECT_TYPES[frame.u8()];
      if (!type) throw new FrameError("an object of an unknown type");
      const size = frame.u32();
      const at = site(member, frame.u32());
      const time = frame.f64();
      const name = frame.text();
      const lock = sync.lockFor(type, member, frame.u32());
      const made = session.addObject(type, name, member, size);
      member.handles[handle] = made;
      const info = sync.made(made, size, lock);
      session.record(KIND["object.create"], time, member, made, 0, 0, at, JSON.stringify(info));
      made.gone = lock?.gone;
      managers.tellGone(member, made);
      return;
    }
    case UP.bind: {
      const handle = fresh(member.handles, frame.u32(), "a handle");
      const made = known(session, frame);
      if (!made) throw new FrameError("a handle of something unknown");
      member.handles[handle] = made;
      bound(made, member);
      managers.tellGone(member, made);
      return;
    }
    case UP.spawn:
      return spawn(session, member, frame);
    case UP.exited: {
      const child = member.children.get(frame.u32());
      const code = frame.i32();
      if (child) lifecycle.exited(session, child, code, frame.text() || null);
      return;
    }
    case UP.run: {
      const time = frame.f64();
      member.running = true;
      if (member.kind === "manager") managers.serves(member);
      session.record(KIND["process.run"], time, member, undefined, 0, 0, 0, frame.text());
      session.watch.changed();
      return;
    }
    case UP.bye:
      member.bye = frame.i32();
      return;
    case UP.fn: {
      const id = fresh(member.functions, frame.u32(), "a function");
      member.functions[id] = session.functionRef(frame.text(), frame.text());
      return;
    }
    case UP.spanBegin: {
      const op = frame.u32();
      const at = site(member, frame.u32());
      const time = frame.f64();
      session.record(KIND["span.begin"], time, member, undefined, 0, 0, at, frame.text(), op);
      return;
    }
    case UP.spanEnd: {
      const op = frame.u32();
      session.record(KIND["span.end"], frame.f64(), member, undefined, 0, 0, 0, undefined, op);
      return;
    }
    case UP.mark: {
      const at = site(member, frame.u32());
      const time = frame.f64();
      session.record(KIND.mark, time, member, undefined, 0, 0, at, frame.text());
      return;
    }
    case UP.output:
      return output.printed(session, member, frame);
    case UP.outputDropped:
      return output.dropped(session, member, frame);
    case UP.terminate: {
      const child = member.children.get(frame.u32());
      const at = site(member, frame.u32());
      const time = frame.f64();
      if (!child) return;
      child.terminated = frame.text();
      // No place in the program: it is the end of the parent that ends it.
      child.cut = child.daemon && at === 0;
      if (child.cut) lifecycle.killLater(child, lifecycle.PATIENT_GRACE_MS, true);
      session.record(KIND["process.terminate"], time, member, undefined, child.id, 0, at, child.terminated);
      return;
    }
    case UP.sawEnd: {
      const op = frame.u32();
      const child = member.children.get(frame.u32());
      const at = site(member, frame.u32());
      const time = frame.f64();
      if (!child) return;
      // What comes after it comes after that end, as after a join that did not have to wait; it does not wait for this.
      const kind = KIND["join.grant"];
      session.recorder.add(time, kind, member.id, 0, op, child.id, 0, 0, at, undefined, member.branch);
      return;
    }
    case UP.pair: {
      const [one, other] = [
        object(member, frame.u32(), "Connection"),
        object(member, frame.u32(), "Connection"),
      ];
      (one as ConnectionObject).peer = other as ConnectionObject;
      (other as ConnectionObject).peer = one as ConnectionObject;
      return;
    }
    case UP.closeEnd: {
      const end = object(member, frame.u32(), "Connection") as ConnectionObject;
      return connections.close(session, member, end, site(member, frame.u32()), frame.f64());
    }
    default:
      throw new FrameError(`a frame of unknown code ${frame.code}`);
  }
}

function spawn(session: Session, member: Member, frame: FrameReader): void {
  const number = frame.u32();
  const pid = frame.u32();
  const flags = frame.u8();
  const poolHandle = frame.u32();
  const at = site(member, frame.u32());
  const time = frame.f64();
  const name = frame.text();
  const target = frame.text();
  const sent = refs(session, frame);
  const payload = keep(frame.bytes());
  if (member.children.has(number)) throw new FrameError(`a second child ${number}`);
  const worker = (flags & SPAWN_WORKER) !== 0;
  const command = (flags & SPAWN_COMMAND) !== 0;
  const manager = (flags & SPAWN_MANAGER) !== 0;
  const pool = worker ? (object(member, poolHandle, "Pool") as PoolObject) : undefined;
  const child = session.addMember({
    name,
    parent: member,
    kind: worker ? "worker" : command ? "command" : manager ? "manager" : "process",
    daemon: (flags & SPAWN_DAEMON) !== 0,
    target,
    pid: pid || undefined,
    payload,
  });
  child.pool = pool;
  for (const ref of sent) arrived(ref, child);
  member.children.set(number, child);
  const info = {
    name,
    pid: child.pid,
    daemon: child.daemon,
    kind: child.kind,
    target,
    ...(child.pool ? { pool: child.pool.id } : {}),
  };
  session.record(KIND["process.spawn"], time, member, undefined, child.id, 0, at, JSON.stringify(info));
  if (command) session.record(KIND["process.run"], time, child, undefined, 0, 0, 0, target);
  session.arrived(member, number, child);
}
