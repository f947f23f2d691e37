/** What all hazards have in common: they look at rows and say, at most once per cause, what they found. */
import type { EventKind } from "../../protocol/events.ts";
import type { Blank, Certainty, Hint, HintKind, HintSite, Severity } from "../../protocol/hints.ts";
import { placeOf } from "../../protocol/place.ts";
import type { Row } from "../../trace/event-row.ts";
import { tell } from "../tell.ts";
import type { TextKey } from "../texts.ts";
import type { Actor } from "./actor.ts";
import type { Scene } from "./scene.ts";
import type { Thing } from "./thing.ts";

/** A place in the program: its site, what is done there, and by whom. */
export type Evidence = readonly [site: number, role: HintSite["role"], actor?: Actor | undefined];

export interface Finding {
  certainty: Certainty;
  severity: Severity;
  text: TextKey;
  blanks?: Record<string, Blank>;
  actors: readonly (Actor | undefined)[];
  things: readonly (Thing | undefined)[];
  sites: readonly Evidence[];
  events: readonly number[];
}

export abstract class Hazard {
  protected readonly scene: Scene;
  readonly #report: (hint: Hint) => void;
  readonly #said = new Set<string>();

  /** Kinds of rows that it wants to see. */
  abstract readonly kinds: readonly EventKind[];

  constructor(scene: Scene, report: (hint: Hint) => void) {
    this.scene = scene;
    this.#report = report;
  }

  /** A row of one of its kinds; the scene has taken it in already. */
  abstract row(row: Row): void;

  /** Time has passed: it is now so many microseconds of the run, and nothing earlier will come. */
  tick(_now: number): void {}

  /** The run is over. */
  end(): void {}

  /** True the first time that it is asked for this cause. */
  protected first(...cause: (string | number)[]): boolean {
    const key = cause.join(" ");
    if (this.#said.has(key)) return false;
    this.#said.add(key);
    return true;
  }

  protected say(kind: HintKind, finding: Finding, time = this.scene.now): void {
    const { actors, things, sites, events } = finding;
    const { message, fix, text } = tell(finding.text, finding.blanks ?? {});
    const who = new Set(actors.filter((actor) => actor !== undefined));
    const what = new Set(things.filter((thing) => thing !== undefined));
    this.#report({
      kind,
      certainty: finding.certainty,
      severity: finding.severity,
      message,
      fix,
      text,
      processes: [...who].map(({ id, name, pid }) => ({ id, name, pid })),
      objects: [...what].map(({ id, type, name }) => ({ id, type, name })),
      sites: sites
        .map(([site, role, actor]) => {
          const place = placeOf(this.scene.names.site[site] ?? "");
          return place && { ...place, role, ...(actor ? { process: actor.name } : {}) };
        })
        .filter((site) => site !== undefined),
      events: [...new Set(events)].filter((seq) => seq > 0).sort((a, b) => a - b),
      time: time / 1000,
    });
  }
}
