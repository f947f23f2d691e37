/** A queue without bound that is filled faster than it is emptied. */
import { KIND } from "../../protocol/events.ts";
import type { Row } from "../../trace/event-row.ts";
import type { Actor } from "./actor.ts";
import { Hazard } from "./hazard.ts";
import type { Thing } from "./thing.ts";

/** Length of a window, µs. */
const WINDOW = 100_000;
const WINDOWS = 10;
/** So many of the last ones end with more items than they began with. */
const RISING = 8;
const ITEMS = 100;

interface Growth {
  /** End of the present window. */
  until: number;
  before: number;
  /** Of the last windows, newest first: whether the queue grew, whether anything was got, and put. */
  rose: boolean[];
  got: boolean[];
  put: boolean[];
  gets: number;
  puts: number;
  putter: Actor | undefined;
  getter: Actor | undefined;
  putSite: number;
  getSite: number;
  seq: number;
}

export class QueueGrowth extends Hazard {
  readonly kinds = ["put.grant", "get.grant"] as const;
  readonly #queues = new Map<Thing, Growth>();

  row(row: Row): void {
    const queue = this.scene.things.get(row.object);
    if (!queue?.isQueue || queue.size > 0) return;
    let growth = this.#queues.get(queue);
    if (!growth) {
      growth = {
        until: row.time + WINDOW,
        before: queue.depth,
        rose: [],
        got: [],
        put: [],
        gets: 0,
        puts: 0,
        putter: undefined,
        getter: undefined,
        putSite: 0,
        getSite: 0,
        seq: row.seq,
      };
      this.#queues.set(queue, growth);
    }
    if (row.time >= growth.until) this.#advance(queue, growth, row.time);
    const actor = this.scene.actor(row.process);
    if (row.kind === KIND["put.grant"]) {
      growth.puts++;
      growth.putter = actor;
      growth.putSite = row.site;
      growth.seq = row.seq;
    } else {
      growth.gets++;
      growth.getter = actor;
      growth.getSite = row.site;
    }
  }

  override tick(now: number): void {
    for (const [queue, growth] of this.#queues) this.#advance(queue, growth, now);
  }

  #advance(queue: Thing, growth: Growth, now: number): void {
    while (growth.until <= now) {
      // A long pause fills all windows that there are.
      growth.until = Math.max(growth.until + WINDOW, now - WINDOWS * WINDOW);
      push(growth.rose, queue.depth > growth.before);
      push(growth.got, growth.gets > 0);
      push(growth.put, growth.puts > 0);
      growth.before = queue.depth;
      growth.gets = 0;
      growth.puts = 0;
      this.#judge(queue, growth);
    }
  }

  #judge(queue: Thing, growth: Growth): void {
    const { rose, got, put, putter, getter } = growth;
    if (queue.depth <= ITEMS || rose.filter(Boolean).length < RISING) return;
    // One that has stopped producing lets the others catch up; one whom nobody drains is filled on purpose.
    if (!put[0] || !got.some(Boolean) || !putter || putter.ended || queue.stuck || getter?.stuck) return;
    if (!this.first(queue.id)) return;
    this.say("queue-growth", {
      certainty: "possible",
      severity: "warning",
      text: "queue-growth",
      blanks: {
        object: queue.name,
        count: queue.depth,
        process: putter.name,
        other: getter?.name ?? "",
      },
      actors: [putter, getter],
      things: [queue],
      sites: [
        [growth.putSite, "other", putter],
        [growth.getSite, "other", getter],
      ],
      events: [growth.seq],
    });
  }
}

function push(list: boolean[], value: boolean): void {
  list.unshift(value);
  if (list.length > WINDOWS) list.pop();
}
