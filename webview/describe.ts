/** What there is to say about whatever is selected or under the pointer; tooltip and inspector show the same facts. */
import { PHASES } from "../src/protocol/events.ts";
import { EventLane, HELD, LockLane, type ProcessLane, QueueLane } from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { isWait, STATE } from "../src/trace/states.ts";
import { count, duration, many, moment, placeText } from "./format.ts";
import type { Selection } from "./store.ts";
import { cleanExit, exitText, holderOf, processState, targetOf, verbOf } from "./words.ts";

/** A piece of a fact: text, or a link to a lane or a line. */
export type Piece = string | { text: string; select?: Selection; site?: string; strong?: boolean };
export interface Fact {
  name: string;
  value: Piece[];
}
export interface Description {
  title: string;
  /** State to show beside the title. */
  state: number;
  subtitle: string;
  facts: Fact[];
  /** Who held the lock meanwhile. */
  held: { process: number; from: number; to: number; site: string }[];
  /** `FILE:LINE:COLUMN` */
  site: string;
}

const processLink = (model: RunModel, id: number): Piece => ({
  text: model.processName(id),
  select: { kind: "process", process: id },
});
const objectLink = (model: RunModel, id: number): Piece => ({
  text: model.objectName(id),
  select: { kind: "object", object: id },
});
const siteLink = (site: string): Piece[] => (site ? [{ text: placeText(site), site }] : []);
const fact = (name: string, ...value: Piece[]): Fact => ({ name, value });

const WAIT_TITLES: Record<string, string> = {
  acquire: "Waits for lock",
  get: "Waits for an item from",
  put: "Waits for room in",
  drain: "Waits until all is done in",
  wait: "Waits for",
  join: "Waits for the end of",
  result: "Waits for the result of",
};

/** Undefined when what was selected is not part of this run, and for hints, which have a card of their own. */
export function describe(model: RunModel, chosen: Selection, now: number): Description | undefined {
  switch (chosen.kind) {
    case "interval": {
      const lane = model.processes.get(chosen.process);
      return lane && chosen.index < lane.track.length ? interval(model, lane, chosen.index, now) : undefined;
    }
    case "box":
      return box(model, chosen, now);
    case "hold": {
      const lane = model.objects.get(chosen.object);
      return lane instanceof LockLane ? hold(model, lane, chosen.index, now) : undefined;
    }
    case "process": {
      const lane = model.processes.get(chosen.process);
      return lane && process(model, lane, now);
    }
    case "object":
      return object(model, chosen.object, now);
    case "hint":
      return undefined;
  }
}

function interval(model: RunModel, lane: ProcessLane, index: number, now: number): Description {
  const { track } = lane;
  const state = track.state[index]!;
  const start = track.start[index]!;
  const end = track.end(index, now);
  const open = track.isOpen(index) && !model.ended;
  const site = model.site(track.site[index]!);
  const verb = verbOf(track, index);
  const target = targetOf(model, track, index);
  const facts = [fact("Who", processLink(model, lane.id), lane.pid ? ` pid ${lane.pid}` : "")];
  const description: Description = { title: "", state, subtitle: "", facts, held: [], site };
  if (state === STATE.exited) {
    description.title = lane.exit ? exitText(lane.exit) : "exited";
    description.subtitle =
      lane.exit && cleanExit(lane.exit) ? "The process ended." : "The process did not end well.";
    facts.push(fact("At", moment(start)));
    return description;
  }
  if (isWait(state)) {
    const object = track.object[index]!;
    const other = track.other[index]!;
    description.title = `${state === STATE.stuck ? "Stuck: " : ""}${WAIT_TITLES[verb] ?? "Waits for"} ${target}`;
    if (state === STATE.stuck) description.title = description.title.replace("Stuck: W", "Stuck: w");
    const link = object ? objectLink(model, object) : verb === "join" ? processLink(model, other) : target;
    facts.push(fact("What", `${verb} `, link));
    // At the very end of a wait that was granted the lock has its next holder already.
    const holder = holderOf(model, track, index, open ? now : end - 0.5);
    if (holder && object) facts.push(fact("Held by", processLink(model, holder)));
    if (object && verb === "acquire") {
      description.held = heldMeanwhile(model, object, start, end, now);
      const lock = model.objects.get(object);
      const line = lock?.waiters.valueAt(start) ?? 0;
      if (line > 0) facts.push(fact("In line", line === 1 ? "first" : `${ordinal(line)} of ${line}`));
    }
  } else {
    description.title =
      state === STATE.running
        ? "Running"
        : state === STATE.sleeping
          ? "Sleeping"
          : state === STATE.arbiter
            ? "Asking the arbiter"
            : state === STATE.none
              ? "Idle"
              : state === STATE.paused
                ? "Paused by the debugger"
                : "Starting";
    if (state === STATE.running && lane.info.target) facts.push(fact("In", lane.info.target));
  }
  facts.push(fact("Since", moment(start)));
  const outcome = PHASES[track.outcome[index]!];
  const ending = open
    ? " so far"
    : outcome && isWait(state) && outcome !== "ask"
      ? ` ${ENDINGS[outcome]} at ${moment(end)}`
      : "";
  facts.push(fact("For", { text: duration(end - start), strong: true }, ending));
  const way = index > 0 && track.state[index - 1] === STATE.arbiter ? start - track.start[index - 1]! : 0;
  if (isWait(state) && way > 0) facts.push(fact("Arbiter", `${duration(way)} not counted as waiting`));
  if (site) facts.push(fact(state === STATE.running ? "After" : "Asked at", ...siteLink(site)));
  return description;
}

const ENDINGS: Record<string, string> = {
  grant: "granted",
  refuse: "refused",
  timeout: "given up",
  abort: "aborted",
  error: "failed",
};

const ordinal = (number: number): string => {
  const last = number % 10;
  const teen = Math.floor((number % 100) / 10) === 1;
  return `${number}${teen ? "th" : last === 1 ? "st" : last === 2 ? "nd" : last === 3 ? "rd" : "th"}`;
};

function heldMeanwhile(model: RunModel, object: number, from: number, to: number, now: number) {
  const lock = model.objects.get(object);
  if (!(lock instanceof LockLane)) return [];
  const held: Description["held"] = [];
  for (let i = Math.max(0, lock.holders.at(from)); i < lock.holders.length; i++) {
    const start = Math.max(from, lock.holders.start[i]!);
    const end = Math.min(to, lock.holders.end(i, now));
    if (start >= to) break;
    if (lock.holders.state[i] !== HELD.free && end > start)
      held.push({
        process: lock.holders.other[i]!,
        from: start,
        to: end,
        site: model.site(lock.holders.site[i]!),
      });
  }
  return held;
}

function box(model: RunModel, chosen: Selection & { kind: "box" }, now: number): Description | undefined {
  const lane = model.processes.get(chosen.process);
  const row = lane?.boxes.rows[chosen.row];
  if (!lane || !row || chosen.index >= row.length) return undefined;
  const start = row.start[chosen.index]!;
  const end = Math.min(row.end[chosen.index]!, now);
  const site = model.site(row.site[chosen.index]!);
  return {
    title: row.name(chosen.index) || "Task",
    state: STATE.none,
    subtitle: row.failed[chosen.index] ? "It threw an error." : "",
    facts: [
      fact("Who", processLink(model, lane.id)),
      fact("Since", moment(start)),
      fact(
        "For",
        { text: duration(end - start), strong: true },
        row.end[chosen.index]! > now ? " so far" : "",
      ),
      ...(site ? [fact("At", ...siteLink(site))] : []),
    ],
    held: [],
    site,
  };
}

function hold(model: RunModel, lock: LockLane, index: number, now: number): Description {
  const start = lock.holders.start[index]!;
  const end = lock.holders.end(index, now);
  const state = lock.holders.state[index]!;
  const site = model.site(lock.holders.site[index]!);
  const holder = lock.holders.other[index]!;
  const waiting = lock.waiters.valueAt(end - 0.001);
  return {
    title: `${model.processName(holder)} holds ${lock.name}`,
    state: state === HELD.forever ? STATE.stuck : state === HELD.contended ? STATE.lock : STATE.none,
    subtitle: state === HELD.forever ? "Held for ever." : "",
    facts: [
      fact("Lock", objectLink(model, lock.id)),
      fact("Held by", processLink(model, holder)),
      fact("Since", moment(start)),
      fact("For", { text: duration(end - start), strong: true }, lock.holders.isOpen(index) ? " so far" : ""),
      fact("Waiting", waiting > 0 ? many(waiting, "process", "processes") : "nobody"),
      ...(site ? [fact("Taken at", ...siteLink(site))] : []),
    ],
    held: [],
    site,
  };
}

const PROCESS_KINDS: Record<string, string> = {
  main: "main process",
  worker: "pool worker",
  manager: "manager",
  command: "external command",
};

function process(model: RunModel, lane: ProcessLane, now: number): Description {
  const last = lane.track.lastState;
  const share = (state: number) => lane.track.total(state, now);
  const waits =
    share(STATE.lock) + share(STATE.queue) + share(STATE.process) + share(STATE.signal) + share(STATE.stuck);
  const site = model.site(lane.site);
  const began = lane.track.length > 0 ? lane.track.start[0]! : 0;
  const end = lane.exit?.time ?? now;
  const facts = [
    fact("Kind", PROCESS_KINDS[lane.info.kind] ?? "process"),
    ...(lane.pid ? [fact("pid", String(lane.pid))] : []),
    ...(lane.info.target
      ? [fact(lane.info.kind === "command" ? "Command" : "Target", lane.info.target)]
      : []),
    ...(model.processes.has(lane.parent) ? [fact("Parent", processLink(model, lane.parent))] : []),
    fact("Life", `${moment(began)} to ${lane.exit ? moment(lane.exit.time) : "now"}, `, {
      text: duration(end - began),
      strong: true,
    }),
    fact("Running", duration(share(STATE.running))),
    fact("Waiting", duration(waits)),
    ...(lane.longest
      ? [fact("Longest", `${duration(lane.longest.length)} for ${nameOfWait(model, lane.longest)}`)]
      : []),
    ...(site ? [fact("Started at", ...siteLink(site))] : []),
  ];
  return { title: lane.name, state: last, subtitle: processState(model, lane, now), facts, held: [], site };
}

export const nameOfWait = (model: RunModel, wait: { object: number; other: number }): string =>
  wait.object ? model.objectName(wait.object) : wait.other ? model.processName(wait.other) : "";

function object(model: RunModel, id: number, now: number): Description | undefined {
  const lane = model.objects.get(id);
  if (!lane) return undefined;
  const site = model.site(lane.site);
  const facts: Fact[] = [fact("Kind", lane.info.type)];
  if (lane instanceof LockLane) {
    const held =
      lane.holders.total(HELD.held, now) +
      lane.holders.total(HELD.contended, now) +
      lane.holders.total(HELD.forever, now);
    facts.push(fact("Holder", lane.holder ? processLink(model, lane.holder) : "nobody"));
    facts.push(fact("Acquired", count(lane.served)), fact("Held", duration(held)));
  } else if (lane instanceof QueueLane) {
    facts.push(
      fact(
        "Items",
        `${count(lane.depth.valueAt(now))}${lane.bound ? ` of ${lane.bound}` : ""}, at most ${lane.depth.max}`,
      ),
    );
    const [put, got] = lane.info.type === "Connection" ? ["Sent", "Received"] : ["Put", "Got"];
    facts.push(fact(put!, count(lane.puts)), fact(got!, count(lane.gets)));
  } else if (lane instanceof EventLane)
    facts.push(fact("Is", lane.word(lane.track.lastState) || `awaited by ${lane.waiters.current}`));
  else
    facts.push(
      fact(
        "Tasks",
        `${count(lane.submitted)} submitted, ${lane.running.current} running, ${lane.queued.current} queued`,
      ),
    );
  facts.push(fact("Waits", `${count(lane.waited)}, together ${duration(lane.waitTotal)}`));
  if (lane.longest)
    facts.push(
      fact("Longest", `${duration(lane.longest.length)} by `, processLink(model, lane.longest.process)),
    );
  if (site) facts.push(fact("Made at", ...siteLink(site)));
  return { title: lane.name, state: STATE.none, subtitle: "", facts, held: [], site };
}
