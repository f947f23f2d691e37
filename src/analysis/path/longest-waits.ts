/** The longest waits of a run, each with the chain that says why. */
import { type Phase, VERBS } from "../../protocol/events.ts";
import type { Intervals } from "../../trace/intervals.ts";
import { isWait, STATE, STATES, type StateName } from "../../trace/states.ts";
import type { Walk } from "../../trace/walk/walk.ts";
import { ms } from "../statistics/tally.ts";
import { durationText, placeText } from "../words.ts";
import { type BlameLink, blame } from "./blame.ts";
import type { History } from "./history.ts";

/** Times in milliseconds of the run. */
export interface WaitReport {
  process: string;
  state: StateName;
  verb: string;
  for: string;
  from: number;
  length: number;
  site: string;
  /** How it ended; null when it had not by the end of its process, or of the trace. */
  ended: Phase | null;
  /** One sentence per link. */
  why: string[];
}

/** What a wait is asked for by. */
export type WaitFacts = Pick<WaitReport, "process" | "for" | "site">;

/**
 * The `most` longest waits within a range (µs). A wait for the end of a child is only told when nothing else waits.
 * @param wanted whether a wait is one of those that are asked for; absent: each is
 */
export function longestWaits(
  history: History,
  walk: Walk,
  range: { from: number; to: number },
  most: number,
  wanted?: (wait: WaitFacts) => boolean,
): WaitReport[] {
  const found: { process: number; from: number; length: number; join: boolean }[] = [];
  for (const [process, { track, end }] of history.processes)
    for (let i = 0; i < track.length; i++) {
      const from = Math.max(range.from, track.start[i]!);
      const length = Math.min(range.to, track.end(i, end)) - from;
      if (!isWait(track.state[i]!) || length <= 0) continue;
      if (wanted && !wanted(factsAt(walk, process, track, i))) continue;
      const join = VERBS[track.verb[i]! - 1] === "join" && track.state[i] !== STATE.stuck;
      found.push({ process, from, length, join });
      // Kept short: a trace may have millions of waits.
      if (found.length > most * 64) keepLongest(found, most);
    }
  keepLongest(found, most);
  return found.map(({ process, from, length }) => {
    const chain = blame(history, process, from);
    const link = chain[0]!;
    return {
      process: walk.processName(process),
      state: STATES[link.state]!,
      verb: VERBS[link.verb - 1] ?? "",
      for: target(walk, link),
      from: ms(from),
      length: ms(length),
      site: walk.site(link.site),
      ended: link.phase ?? null,
      why: chain.map((each, index) => sentence(walk, each, index === 0)),
    };
  });
}

function keepLongest(found: { length: number; join: boolean }[], most: number): void {
  found.sort((a, b) => Number(a.join) - Number(b.join) || b.length - a.length);
  found.length = Math.min(found.length, most);
}

function factsAt(walk: Walk, process: number, track: Intervals, i: number): WaitFacts {
  const asked = { object: track.object[i]!, other: track.other[i]!, verb: track.verb[i]! };
  return {
    process: walk.processName(process),
    for: target(walk, asked),
    site: walk.site(track.site[i]!),
  };
}

function target(walk: Walk, { object, other, verb }: Pick<BlameLink, "object" | "other" | "verb">): string {
  if (object) return walk.objectName(object);
  return VERBS[verb - 1] === "join" ? `the end of ${walk.processName(other)}` : "any of several";
}

function sentence(walk: Walk, link: BlameLink, first: boolean): string {
  const name = walk.processName(link.process);
  const at = link.site ? ` at ${placeText(walk.site(link.site))}` : "";
  const time = durationText((link.to - link.from) / 1000);
  if (isWait(link.state)) {
    return `${name} waited for ${target(walk, link)}${at}, ${time}${ending(walk, link)}`;
  }
  const word = link.state === STATE.none ? "idle" : STATES[link.state];
  // A stretch of work has the line of the request before it.
  const where = link.state === STATE.running ? at.replace(" at ", " after ") : at;
  return first ? `${name} was ${word}` : `${name} was ${word}${where} then, for ${time}`;
}

function ending(walk: Walk, { phase, by, object, verb, other }: BlameLink): string {
  const name = by ? walk.processName(by) : "";
  if (phase === "grant") {
    const joined = VERBS[verb - 1] === "join" && by === other;
    return name && !joined ? `, ended by ${name}` : "";
  }
  const how = phase === undefined ? ", never ended" : phase === "error" ? ", failed" : ", given up";
  return `${how}${name && object ? `, held by ${name}` : ""}`;
}
