/** What the processes print, into the trace. */
import { KIND, OUTPUT_CHARACTERS, OUTPUT_STREAMS } from "../protocol/events.ts";
import { FrameError, type FrameReader } from "../protocol/frames.ts";
import { site } from "./body.ts";
import type { Member } from "./member.ts";
import type { Session } from "./session.ts";

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

function stream(frame: FrameReader): number {
  const number = frame.u8();
  if (number === 0 || number >= OUTPUT_STREAMS.length) throw new FrameError("a line from an unknown stream");
  return number;
}
