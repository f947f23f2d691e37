/**
 * Who ended a wait: the release before a grant, the put of an item, the set of an event, the end of a process. Looks at
 * rows in their order and keeps only what can still become a cause.
 */
import { KIND, type Verb, waitKind } from "../../protocol/events.ts";
import type { Row } from "../event-row.ts";

/** Something that a process did. Time in microseconds of the run. */
export interface Deed {
  process: number;
  time: number;
  seq: number;
}

const PUTS = [waitKind("put", "grant"), waitKind("send", "grant")];
const GETS = [waitKind("get", "grant"), waitKind("recv", "grant")];

export class Causes {
  /** The latest of each kind, by object. */
  readonly #releases = new Map<number, Deed>();
  readonly #signals = new Map<number, Deed>();
  readonly #gets = new Map<number, Deed>();
  readonly #dones = new Map<number, Deed>();
  /** By object and item, until it is got. */
  readonly #puts = new Map<string, Deed>();
  readonly #exits = new Map<number, Deed>();
  /** By task: until it begins, and from its end on. */
  readonly #submits = new Map<number, Deed>();
  readonly #taskEnds = new Map<number, Deed>();
  readonly #spawns = new Map<number, Deed>();
  readonly #terminations = new Map<number, Deed>();

  /** To be called with every row, before anybody asks about it. */
  row({ process, object, other, time, seq }: Row, kind: number): void {
    const deed: Deed = { process, time, seq };
    switch (kind) {
      case KIND["release"]:
        this.#releases.set(object, deed);
        break;
      case KIND["event.set"]:
      case KIND["notify"]:
        this.#signals.set(object, deed);
        break;
      case KIND["task.done"]:
        this.#dones.set(object, deed);
        break;
      case KIND["process.exit"]:
        this.#exits.set(process, deed);
        break;
      case KIND["process.spawn"]:
        this.#spawns.set(other, deed);
        break;
      case KIND["process.terminate"]:
        this.#terminations.set(other, deed);
        break;
      case KIND["task.submit"]:
        this.#submits.set(other, deed);
        break;
      case KIND["task.end"]:
        this.#taskEnds.set(other, deed);
        break;
      default:
        if (PUTS.includes(kind)) this.#puts.set(`${object} ${other}`, deed);
        else if (GETS.includes(kind)) this.#gets.set(object, deed);
    }
  }

  /** Who let this wait end with a grant. */
  ofGrant(verb: Verb, { object, other, time, seq }: Row): Deed | undefined {
    switch (verb) {
      case "acquire":
        return this.#releases.get(object);
      case "get":
      case "recv": {
        const key = `${object} ${other}`;
        const put = this.#puts.get(key);
        this.#puts.delete(key);
        return put;
      }
      case "put":
      case "send":
        return this.#gets.get(object);
      case "wait":
        // Whoever comes last to a barrier is recorded by this very row.
        return this.#signals.get(object) ?? (other ? { process: other, time, seq } : undefined);
      case "join":
      case "any":
        return this.#exits.get(other);
      case "drain":
        return this.#dones.get(object);
      case "result":
        return this.#taskEnds.get(other);
      default:
        return undefined;
    }
  }

  /** Who submitted the task that begins. */
  ofTask({ other }: Row): Deed | undefined {
    const submit = this.#submits.get(other);
    this.#submits.delete(other);
    return submit;
  }

  /** Who asked for a process's end, if anybody did. */
  ofExit(process: number): Deed | undefined {
    return this.#terminations.get(process);
  }

  spawnOf(process: number): Deed | undefined {
    return this.#spawns.get(process);
  }
}
