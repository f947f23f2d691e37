/** What there is to say about whatever is selected or under the pointer; tooltip and inspector show the same facts. */
import { PHASES } from "../src/protocol/events.ts";
import { EventLane, HELD, LockLane, type ProcessLane, QueueLane } from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { isWait, STATE } from "../src/trace/states.ts";
import { count, duration, lowerFirst, many, moment, placeText } from "./format.ts";
import { t } from "./l10n.ts";
import type { Selection } from "./store.ts";
import {
  boxAt,
  cleanExit,
  eventWord,
  exitText,
  holderOf,
  objectReadout,
  processState,
  targetOf,
  verbOf,
} from "./words.ts";

/** A piece of a fact: text, or a link to a lane or a line. */
export type Piece = string | { text: string; select?: Selection; site?: string; strong?: boolean };
export interface Fact {
  name: string;
  value: Piece[];
}
/** A hold of a lock, as far as it lay within a wait for it. */
export interface Held {
  process: number;
  /** One of HELD. */
  state: number;
  from: number;
  to: number;
  site: string;
}
export interface Description {
  title: string;
  /** State to show beside the title. */
  state: number;
  subtitle: string;
  facts: Fact[];
  /** Who held the lock meanwhile. */
  held: Held[];
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
  acquire: t("Waits for lock {0}"),
  get: t("Waits for an item from {0}"),
  put: t("Waits for room in {0}"),
  drain: t("Waits until all is done in {0}"),
  wait: t("Waits for {0}"),
  join: t("Waits for the end of {0}"),
  result: t("Waits for the result of {0}"),
};

/**
 * Undefined when what was selected is not part of this run, and for hints, which have a card of their own. Of a whole
 * lane it tells also how it is at the moment where the cursor was put.
 */
export function describe(
  model: RunModel,
  chosen: Selection,
  now: number,
  pinned?: number,
): Description | undefined {
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
      return lane && process(model, lane, now, pinned);
    }
    case "object":
      return object(model, chosen.object, now, pinned);
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
  const facts = [fact(t("Who"), processLink(model, lane.id), lane.pid ? ` ${t("pid")} ${lane.pid}` : "")];
  const description: Description = { title: "", state, subtitle: "", facts, held: [], site };
  if (state === STATE.exited) {
    description.title = lane.exit ? exitText(lane.exit) : t("exited");
    description.subtitle =
      lane.exit && cleanExit(lane.exit) ? t("The process ended.") : t("The process did not end well.");
    facts.push(fact(t("At"), moment(start)));
    return description;
  }
  if (isWait(state)) {
    const within = boxAt(lane, start);
    if (within) facts[0]!.value.push(t(", {0}", within));
    const object = track.object[index]!;
    const other = track.other[index]!;
    const title = (WAIT_TITLES[verb] ?? t("Waits for {0}")).replace("{0}", () => target);
    description.title = state === STATE.stuck ? t("Stuck: {0}", lowerFirst(title)) : title;
    const link = object ? objectLink(model, object) : verb === "join" ? processLink(model, other) : target;
    facts.push(fact(t("What"), `${verb} `, link));
    // At the very end of a wait that was granted the lock has its next holder already.
    const holder = holderOf(model, track, index, open ? now : end - 0.5);
    if (holder && object) facts.push(fact(t("Held by"), processLink(model, holder)));
    if (object && verb === "acquire") {
      description.held = heldMeanwhile(model, object, start, end, now);
      const lock = model.objects.get(object);
      const line = lock?.waiters.valueAt(start) ?? 0;
      if (line > 0) facts.push(fact(t("In line"), line === 1 ? t("first") : t("the last of {0}", line)));
    }
  } else {
    description.title =
      state === STATE.running
        ? t("Running")
        : state === STATE.sleeping
          ? t("Sleeping")
          : state === STATE.arbiter
            ? t("Asking the arbiter")
            : state === STATE.none
              ? t("Idle")
              : state === STATE.paused
                ? t("Paused by the debugger")
                : t("Starting");
    if (state === STATE.running && lane.info.target) facts.push(fact(t("In"), lane.info.target));
  }
  facts.push(fact(t("Since"), moment(start)));
  const outcome = PHASES[track.outcome[index]!];
  const ending = open
    ? t(" so far")
    : outcome && isWait(state) && outcome !== "ask"
      ? ` ${ENDINGS[outcome]!.replace("{0}", moment(end))}`
      : "";
  facts.push(fact(t("For"), { text: duration(end - start), strong: true }, ending));
  const way = index > 0 && track.state[index - 1] === STATE.arbiter ? start - track.start[index - 1]! : 0;
  if (isWait(state) && way > 0)
    facts.push(fact(t("Arbiter"), t("{0} not counted as waiting", duration(way))));
  if (site) facts.push(fact(state === STATE.running ? t("After") : t("Asked at"), ...siteLink(site)));
  return description;
}

const ENDINGS: Record<string, string> = {
  grant: t("granted at {0}"),
  refuse: t("refused at {0}"),
  timeout: t("given up at {0}"),
  abort: t("aborted at {0}"),
  error: t("failed at {0}"),
};

function heldMeanwhile(model: RunModel, object: number, from: number, to: number, now: number) {
  const lock = model.objects.get(object);
  if (!(lock instanceof LockLane)) return [];
  const held: Held[] = [];
  for (let i = Math.max(0, lock.holders.at(from)); i < lock.holders.length; i++) {
    const start = Math.max(from, lock.holders.start[i]!);
    const end = Math.min(to, lock.holders.end(i, now));
    if (start >= to) break;
    const state = lock.holders.state[i]!;
    if (state !== HELD.free && end > start)
      held.push({
        process: lock.holders.other[i]!,
        // Somebody waited all the while.
        state: state === HELD.held ? HELD.contended : state,
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
    title: row.name(chosen.index) || t("Task"),
    state: STATE.none,
    subtitle: row.failed[chosen.index] ? t("It threw an error.") : "",
    facts: [
      fact(t("Who"), processLink(model, lane.id)),
      fact(t("Since"), moment(start)),
      fact(
        t("For"),
        { text: duration(end - start), strong: true },
        row.end[chosen.index]! > now ? t(" so far") : "",
      ),
      ...(site ? [fact(t("Where"), ...siteLink(site))] : []),
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
    title: t("{0} holds {1}", model.processName(holder), lock.name),
    state: state === HELD.forever ? STATE.stuck : state === HELD.contended ? STATE.lock : STATE.none,
    subtitle: state === HELD.forever ? t("Held for ever.") : "",
    facts: [
      fact(t("Lock"), objectLink(model, lock.id)),
      fact(t("Held by"), processLink(model, holder)),
      fact(t("Since"), moment(start)),
      fact(
        t("For"),
        { text: duration(end - start), strong: true },
        lock.holders.isOpen(index) ? t(" so far") : "",
      ),
      fact(t("Waiting"), waiting > 0 ? many(waiting, t("{0} process"), t("{0} processes")) : t("nobody")),
      ...(site ? [fact(t("Taken at"), ...siteLink(site))] : []),
    ],
    held: [],
    site,
  };
}

const PROCESS_KINDS: Record<string, string> = {
  main: t("main process"),
  worker: t("pool worker"),
  manager: t("manager"),
  command: t("external command"),
};

function process(model: RunModel, lane: ProcessLane, now: number, pinned: number | undefined): Description {
  const last = lane.track.lastState;
  const share = (state: number) => lane.track.total(state, now);
  const waits =
    share(STATE.lock) + share(STATE.queue) + share(STATE.process) + share(STATE.signal) + share(STATE.stuck);
  const site = model.site(lane.site);
  const began = lane.track.length > 0 ? lane.track.start[0]! : 0;
  const end = lane.exit?.time ?? now;
  const facts = [
    ...(pinned === undefined ? [] : [fact(moment(pinned), processState(model, lane, pinned))]),
    fact(t("Kind"), PROCESS_KINDS[lane.info.kind] ?? t("process")),
    ...(lane.pid ? [fact(t("pid"), String(lane.pid))] : []),
    ...(lane.info.target
      ? [fact(lane.info.kind === "command" ? t("Command") : t("Target"), lane.info.target)]
      : []),
    ...(model.processes.has(lane.parent) ? [fact(t("Parent"), processLink(model, lane.parent))] : []),
    fact(t("Life"), t("{0} to {1}, ", moment(began), lane.exit ? moment(lane.exit.time) : t("now")), {
      text: duration(end - began),
      strong: true,
    }),
    fact(t("Running"), duration(share(STATE.running))),
    fact(t("Waiting"), duration(waits)),
    ...(lane.longest
      ? [fact(t("Longest"), t("{0} for {1}", duration(lane.longest.length), nameOfWait(model, lane.longest)))]
      : []),
    ...(site ? [fact(t("Started at"), ...siteLink(site))] : []),
  ];
  return { title: lane.name, state: last, subtitle: processState(model, lane, now), facts, held: [], site };
}

export const nameOfWait = (model: RunModel, wait: { object: number; other: number }): string =>
  wait.object ? model.objectName(wait.object) : wait.other ? model.processName(wait.other) : "";

function object(
  model: RunModel,
  id: number,
  now: number,
  pinned: number | undefined,
): Description | undefined {
  const lane = model.objects.get(id);
  if (!lane) return undefined;
  const site = model.site(lane.site);
  const facts: Fact[] = [fact(t("Kind"), lane.info.type)];
  if (pinned !== undefined) {
    const { text, more } = objectReadout(model, lane, pinned);
    facts.unshift(fact(moment(pinned), more ? t("{0}, {1} waiting", text, more) : text));
  }
  if (lane instanceof LockLane) {
    const held =
      lane.holders.total(HELD.held, now) +
      lane.holders.total(HELD.contended, now) +
      lane.holders.total(HELD.forever, now);
    facts.push(fact(t("Holder"), lane.holder ? processLink(model, lane.holder) : t("nobody")));
    facts.push(fact(t("Acquired"), count(lane.served)), fact(t("Held"), duration(held)));
  } else if (lane instanceof QueueLane) {
    facts.push(
      fact(
        t("Items"),
        lane.bound
          ? t("{0} of {1}, at most {2}", count(lane.depth.valueAt(now)), lane.bound, lane.depth.max)
          : t("{0}, at most {1}", count(lane.depth.valueAt(now)), lane.depth.max),
      ),
    );
    const [put, got] = lane.info.type === "Connection" ? [t("Sent"), t("Received")] : [t("Put"), t("Got")];
    facts.push(fact(put!, count(lane.puts)), fact(got!, count(lane.gets)));
  } else if (lane instanceof EventLane)
    facts.push(
      fact(t("Is"), eventWord(lane, lane.track.lastState) || t("awaited by {0}", lane.waiters.current)),
    );
  else
    facts.push(
      fact(
        t("Tasks"),
        t(
          "{0} submitted, {1} running, {2} queued",
          count(lane.submitted),
          lane.running.current,
          lane.queued.current,
        ),
      ),
    );
  facts.push(fact(t("Waits"), t("{0}, together {1}", count(lane.waited), duration(lane.waitTotal))));
  if (lane.longest)
    facts.push(
      fact(
        t("Longest"),
        t("{0} by ", duration(lane.longest.length)),
        processLink(model, lane.longest.process),
      ),
    );
  if (site) facts.push(fact(t("Made at"), ...siteLink(site)));
  return { title: lane.name, state: STATE.none, subtitle: "", facts, held: [], site };
}
