/** What the processes print, into the trace. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { unsentName } from "../protocol/control.ts";
import { KIND, OUTPUT_CHARACTERS, OUTPUT_STREAMS } from "../protocol/events.ts";
import { FrameError, FrameReader } from "../protocol/frame-reader.ts";
import { UP } from "../protocol/messages.ts";
import { fresh, site } from "./body.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";

/** More than any process leaves. */
const UNSENT_BYTES = 8 << 20;

/** A line was printed. */
export function printed(session: Session, member: Member, frame: FrameReader): void {
  const from = stream(frame);
  const at = site(member, frame.u32());
  const branch = frame.u32();
  const time = frame.f64();
  const cut = frame.u32();
  if (!session.output) return;
  const text = frame.text().slice(0, OUTPUT_CHARACTERS);
  session.recorder.add(time, KIND.output, member.id, 0, 0, from, cut, Number.NaN, at, text, branch);
}

/** Lines were printed that are not told. */
export function dropped(session: Session, member: Member, frame: FrameReader): void {
  const from = stream(frame);
  const time = frame.f64();
  const lines = frame.u32();
  if (!session.output) return;
  session.recorder.add(time, KIND["output.dropped"], member.id, 0, 0, from, lines, Number.NaN, 0);
}

/** A process has ended without ever having connected: what it printed may be in a file. */
export function unsent(session: Session, member: Member): void {
  if (!session.output || session.folder === undefined || member.pid === undefined) return;
  try {
    const file = join(session.folder, unsentName(member.pid));
    if (statSync(file).size > UNSENT_BYTES) return;
    const frames = new FrameReader(UNSENT_BYTES);
    frames.push(readFileSync(file));
    while (frames.next()) {
      if (frames.code === UP.site)
        member.sites[fresh(member.sites, frames.u32(), "a site")] = session.siteId(frames.text());
      else if (frames.code === UP.output) printed(session, member, frames);
      else if (frames.code === UP.outputDropped) dropped(session, member, frames);
    }
  } catch {
    // There is no such file, or nothing in it that one could understand.
  }
}

function stream(frame: FrameReader): number {
  const number = frame.u8();
  if (number === 0 || number >= OUTPUT_STREAMS.length) throw new FrameError("a line from an unknown stream");
  return number;
}
