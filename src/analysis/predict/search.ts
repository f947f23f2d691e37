/**
 * Looks for deadlocks of other schedules. Candidates are circles of lock dependencies, and tasks that wait for
 * something else while they hold what others want; each is put to the test by a replay.
 */
import { KIND, waitKind } from "../../protocol/events.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import type { Budget } from "./budget.ts";
import type { Collector } from "./collector.ts";
import { complete, type Standstill } from "./completion.ts";
import { circle, edges } from "./core.ts";
import type { Dependency } from "./dependency.ts";
import { LockGraph } from "./lock-graph.ts";
import { isLock, isSemaphore } from "./parties.ts";
import { ordered, type Schedule, schedule } from "./replay.ts";

const ACQUIRED = waitKind("acquire", "grant");

/** A deadlock of another schedule. */
export interface Found {
  certainty: "proven" | "possible";
  /** Processes of the circle. */
  core: number[];
  /** All that can never go on after the schedule, and the row with which each waits. */
  stuck: Map<number, number>;
  /** The same, of the core. */
  stands: Map<number, number>;
  /** Core process → those of the core it waits for. */
  on: Map<number, number[]>;
  /** The schedule, as rows of the log. Empty for what is only possible. */
  rows: number[];
  /** Where those of the core wait. */
  sites: number[];
  /** Object → the row by which a core process holds it. */
  holds: { process: number; object: number; row: number }[];
  cause: string;
}

/** A circle of some code is tried with so many different processes and objects. */
const TRIES_MOST = 24;

export class Search {
  readonly #run: Collector;
  /** What has been found, by cause: the places in the program where the members wait. */
  readonly #found = new Map<string, Found>();
  readonly #tries = new Map<string, number>();
  /** Places of circles of locks of which nothing more is to be known. */
  readonly #settled: ReadonlySet<number>[] = [];

  constructor(run: Collector) {
    this.#run = run;
  }

  /** Another window has begun. */
  restart(): void {
    this.#tries.clear();
  }

  /** Circles of locks. `most`: members; `final`: no more rows will come. */
  circles(most: number, final: boolean, budget: Budget): Found[] {
    this.#run.log.touched();
    const graph = new LockGraph(this.#run);
    const found: Found[] = [];
    const settled = (sites: number[]) =>
      this.#settled.some((places) => sites.every((site) => site > 0 && places.has(site)));
    for (const members of graph.circles(most, budget, settled)) {
      const cause = causeOf(members);
      if (this.#found.get(cause)?.certainty === "proven") continue;
      if (!final && !members.every((one) => this.#over(one))) continue;
      const tries = (this.#tries.get(cause) ?? 0) + 1;
      this.#tries.set(cause, tries);
      // What is tried in vain while the run goes on may succeed when it is over.
      if (tries > (final ? 2 * TRIES_MOST : TRIES_MOST)) continue;
      const proven = this.#prove(members, cause, final, budget);
      if (proven || tries === 2 * TRIES_MOST) this.#settled.push(new Set(members.map((one) => one.site)));
      const one =
        proven ?? (final && !this.#found.has(cause) ? this.#suspect(members, cause, budget) : undefined);
      if (one) {
        this.#found.set(cause, one);
        found.push(one);
      }
      if (budget.spent) break;
    }
    // What was only possible may have been proven by other processes later.
    return found.filter((one) => this.#found.get(one.cause) === one);
  }

  /** Tasks that wait for something else than a lock. Only when the run is over. */
  others(budget: Budget): Found[] {
    const found: Found[] = [];
    const { all } = this.#run.dependencies;
    const usable = all.filter((one) => !one.flow.process.tangled);
    const waits = usable.filter(
      (one) => one.verb !== "acquire" && one.held.objects.length > 0 && this.#granted(one.row),
    );
    // Whoever holds something while waiting is the likelier member.
    waits.sort((a, b) => b.held.objects.length - a.held.objects.length);
    for (const first of waits) {
      if (budget.spent) break;
      if (this.#tryAll([first], found, budget)) continue;
      for (const second of usable) {
        if (budget.spent) break;
        if (second.flow.process === first.flow.process || second.verb !== "acquire") continue;
        if (!first.held.has(second.want) || clash(this.#run, first, second)) continue;
        if (this.#tryAll([first, second], found, budget)) break;
      }
    }
    return found;
  }

  #tryAll(members: Dependency[], found: Found[], budget: Budget): boolean {
    const cause = causeOf(members);
    if (this.#found.has(cause)) return false;
    const tries = (this.#tries.get(cause) ?? 0) + 1;
    this.#tries.set(cause, tries);
    if (tries > TRIES_MOST) return false;
    const one = this.#prove(members, cause, true, budget);
    if (!one) return false;
    // The same circle may have been found from another of its members.
    const key = [...one.stands].map(([process, row]) => `${process} ${this.#run.log.site[row]}`).sort();
    const whole = `= ${key.join(" ")}`;
    this.#found.set(cause, one);
    if (this.#found.has(whole) || this.#known(one)) return true;
    this.#found.set(whole, one);
    found.push(one);
    return true;
  }

  /** A circle among the same processes at the same places was found as one of locks. */
  #known(one: Found): boolean {
    return [...this.#found.values()].some(
      (other) =>
        other !== one &&
        other.certainty === "proven" &&
        other.sites.every((site) => one.sites.includes(site)),
    );
  }

  /** It has got what it wanted and given back what it held: only then is it known who gives that back, and when. */
  #over({ flow, held, row }: Dependency): boolean {
    const holds = (id: number) => this.#run.objects.get(id)?.holds.some((hold) => hold.flow === flow);
    return this.#granted(row) && !held.objects.some(holds);
  }

  /** The request was granted in this run: what really never got on is no prediction. */
  #granted(row: number): boolean {
    const { log } = this.#run;
    if (WAIT_ROWS[log.kind[row]!]?.phase !== "ask") return true;
    const end = log.pair[row]! - 1;
    return end >= 0 && WAIT_ROWS[log.kind[end]!]!.phase === "grant";
  }

  #prove(members: readonly Dependency[], cause: string, final: boolean, budget: Budget): Found | undefined {
    const found = schedule(this.#run, members, budget);
    if (!found) return undefined;
    const owed = owing(this.#run, found);
    if (owed) return this.#describe(found, owed, undefined, cause, found.rows);
    if (!final) return undefined;
    const still = complete(this.#run, found, budget);
    if (!still) return undefined;
    const waits = edges(this.#run, still);
    const core = circle(waits, members[0]!.flow.process.id);
    if (core.some((id) => mayBeEnded(this.#run, id, still))) return undefined;
    const on = new Map(core.map((id) => [id, (waits.get(id) ?? []).filter((other) => core.includes(other))]));
    return this.#describe(found, on, still.waiting, cause, still.rows);
  }

  #describe(
    found: Schedule,
    on: Map<number, number[]>,
    waiting: Map<number, number> | undefined,
    cause: string,
    rows: number[],
  ): Found {
    const { log } = this.#run;
    const core = [...on.keys()].sort((a, b) => a - b);
    const stuck = waiting ?? new Map(found.stands.map(({ row }) => [log.process[row]!, row]));
    const stands = new Map(core.map((id) => [id, stuck.get(id)!]));
    return {
      certainty: "proven",
      core,
      stuck,
      stands,
      on,
      rows,
      sites: [...stands.values()].map((row) => log.site[row]!),
      holds: held(this.#run, rows, core, stands),
      cause,
    };
  }

  /** The pattern is there, and nothing orders its parts, but no schedule was found that is certain to be legal. */
  #suspect(members: readonly Dependency[], cause: string, budget: Budget): Found | undefined {
    const run = this.#run;
    if (!members.every(({ want }) => isLock(run.objects.get(want)) && !run.objects.get(want)!.signalling))
      return undefined;
    if (gated(run, members)) return undefined;
    if (ordered(run, members, budget) || budget.spent) return undefined;
    const ids = members.map((one) => one.flow.process.id);
    const on = new Map(ids.map((id, at) => [id, [ids[(at + 1) % ids.length]!]]));
    return {
      certainty: "possible",
      core: ids.toSorted((a, b) => a - b),
      stuck: new Map(),
      stands: new Map(members.map((one) => [one.flow.process.id, one.row])),
      on,
      rows: [],
      sites: members.map((one) => one.site),
      holds: members.flatMap((one) => held(run, before(run, one), [one.flow.process.id], new Map())),
      cause,
    };
  }
}

/** Where in the program the members wait, in no particular order; it takes no matter how many of them do so. */
function causeOf(members: readonly Dependency[]): string {
  const places = members.map((one) => `${one.verb} ${one.site || `${one.flow.process.id}:${one.want}`}`);
  return [...new Set(places)].sort().join(" ");
}

/** Who waits for whom, if each waits for what another member alone can give. */
function owing(run: Collector, found: Schedule): Map<number, number[]> | undefined {
  const on = new Map<number, number[]>();
  const members = found.stands.map((stand) => stand.dependency.flow.process.id);
  for (const stand of found.stands) {
    const { verb, want, flow } = stand.dependency;
    const object = run.objects.get(want);
    let owner: number | undefined;
    if (verb === "join") owner = want;
    else if (verb === "acquire" && isLock(object) && !object!.signalling)
      owner = found.world.holder(want)?.process;
    if (owner === undefined || owner === flow.process.id || !members.includes(owner)) return undefined;
    on.set(flow.process.id, [owner]);
  }
  return on;
}

/** What the core holds when the schedule is over: the latest acquires that no release followed, also from before the window. */
function held(
  run: Collector,
  rows: readonly number[],
  core: readonly number[],
  stands: ReadonlyMap<number, number>,
): Found["holds"] {
  const { log } = run;
  const open = new Map<string, Found["holds"][number]>();
  const earlier = Array.from({ length: log.first }, (_, row) => row);
  for (const row of [...earlier, ...rows]) {
    const process = log.process[row]!;
    if (log.kind[row] !== ACQUIRED || !core.includes(process) || stands.get(process) === row) continue;
    const object = log.object[row]!;
    if (run.objects.get(object)?.type === "RLock" && log.other[row]! > 0) continue;
    open.set(`${process} ${object}`, { process, object, row });
  }
  const done = new Set(rows);
  return [...open.values()].filter(({ row }) => log.until[row] === 0 || !done.has(log.until[row]! - 1));
}

/** A semaphore has fewer permits than the members would have to hold at once. */
function gated(run: Collector, members: readonly Dependency[]): boolean {
  const permits = new Map<number, number>();
  for (const object of members.flatMap((one) => one.held.objects))
    if (isSemaphore(run.objects.get(object))) permits.set(object, (permits.get(object) ?? 0) + 1);
  return [...permits].some(([object, count]) => count > run.objects.get(object)!.size);
}

/** What a task had done when it made its request. */
function before(run: Collector, { flow, row }: Dependency): number[] {
  return [...flow.process.rows.subarray(0, run.log.position[row]!)];
}

/** It was killed in the run, and whoever did that may do it here as well: nobody would see a deadlock. */
function mayBeEnded(run: Collector, id: number, still: Standstill): boolean {
  const process = run.process(id);
  if (!process.killed) return false;
  // A parent that ends kills its daemons and joins the others before that; one that has more to do is not there yet.
  const parent = run.process(process.parent);
  const at = still.waiting.get(parent.id);
  if (at === undefined) return true;
  for (let next = still.next[parent.id] ?? 0; next < parent.length; next++) {
    const kind = run.log.kind[parent.rows[next]!]!;
    if (kind === KIND["release"] || kind === KIND["process.terminate"] || kind === KIND["pool.terminate"])
      return false;
  }
  return true;
}

/** Two members hold the same lock, which cannot be. */
export function clash(run: Collector, one: Dependency, other: Dependency): boolean {
  return one.held.objects.some((object) => isLock(run.objects.get(object)) && other.held.has(object));
}
