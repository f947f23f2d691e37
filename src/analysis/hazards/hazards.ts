/**
 * All hazards but deadlocks, found in a run's rows in their order: live in the coordinator, and afterwards wherever a
 * trace is read. Each kind of row goes only to those who look at it.
 */
import { KIND, type Verb } from "../../protocol/events.ts";
import type { Hint, HintKind } from "../../protocol/hints.ts";
import { rowOf } from "../../trace/event-row.ts";
import type { EventBatch } from "../../trace/reader.ts";
import type { Pending } from "./actor.ts";
import { BarrierBroken } from "./barrier-broken.ts";
import { BrokenCycle } from "./broken-cycle.ts";
import { BusyWait } from "./busy-wait.ts";
import { CheckThenAct } from "./check-then-act.ts";
import { Convoy } from "./convoy.ts";
import { CutOff } from "./cut-off.ts";
import { FragileWait } from "./fragile-wait.ts";
import type { Hazard } from "./hazard.ts";
import { JoinBeforeDrain } from "./join-before-drain.ts";
import { KilledSharing } from "./killed-sharing.ts";
import { type Leftovers, leftoversOf } from "./leftovers.ts";
import { LongHold } from "./long-hold.ts";
import { NestedTasks } from "./nested-tasks.ts";
import { Notifies } from "./notifies.ts";
import { OverRelease } from "./over-release.ts";
import { QueueGrowth } from "./queue-growth.ts";
import { type Names, Scene } from "./scene.ts";
import { Starvation } from "./starvation.ts";
import { TasksDone } from "./tasks-done.ts";
import { Updates } from "./updates.ts";
import { WrongRelease } from "./wrong-release.ts";

/** Hints that are about how long something takes. */
const BY_THE_CLOCK: ReadonlySet<HintKind> = new Set<HintKind>([
  "convoy",
  "long-hold",
  "starvation",
  "busy-wait",
  "queue-growth",
]);

export class Hazards {
  readonly scene: Scene;
  readonly #all: Hazard[];
  /** By kind of row. */
  readonly #routes: Hazard[][] = [];
  readonly #notifies: Notifies;
  readonly #checks: CheckThenAct;
  #found: Hint[] = [];
  #ended = false;
  /** A debugger has stopped a process: how long something takes says nothing of the program any more. */
  #paused = false;

  /** `names` are the trace reader's or recorder's, which grow while it goes on. */
  constructor(names: Names) {
    this.scene = new Scene(names);
    const report = (hint: Hint) => {
      if (!this.scene.quiet && !(this.#paused && BY_THE_CLOCK.has(hint.kind))) this.#found.push(hint);
    };
    this.#notifies = new Notifies(this.scene, report);
    this.#checks = new CheckThenAct(this.scene, report);
    const kinds = [
      BarrierBroken,
      BrokenCycle,
      BusyWait,
      LongHold,
      Convoy,
      CutOff,
      FragileWait,
      JoinBeforeDrain,
      KilledSharing,
      NestedTasks,
      OverRelease,
      QueueGrowth,
      Starvation,
      TasksDone,
      Updates,
      WrongRelease,
    ];
    this.#all = [this.#notifies, this.#checks, ...kinds.map((Kind) => new Kind(this.scene, report))];
    for (const hazard of this.#all)
      for (const kind of hazard.kinds) {
        this.#routes[KIND[kind]] ??= [];
        this.#routes[KIND[kind]]!.push(hazard);
      }
  }

  /** Takes in more rows, in the trace's order; answers what was found. */
  push(batch: EventBatch): Hint[] {
    const { scene } = this;
    for (let at = 0; at < batch.length; at++) {
      const row = rowOf(batch, at);
      scene.take(row);
      if (scene.over) continue;
      if (row.kind === KIND["process.pause"]) this.#paused = true;
      const interested = this.#routes[row.kind];
      if (interested) for (const hazard of interested) hazard.row(row);
    }
    // What depends on time is found even if nobody looks at the clock.
    if (batch.length > 0 && !this.#ended) this.#tick(scene.now);
    return this.#take();
  }

  /** It is now so many microseconds of the run, and all rows until then have been taken in. */
  tick(now: number): Hint[] {
    if (now > this.scene.now) this.scene.now = now;
    this.#tick(now);
    return this.#take();
  }

  /** The run is over. */
  end(): Hint[] {
    if (!this.#ended && !this.scene.over) for (const hazard of this.#all) hazard.end();
    this.#ended = true;
    return this.#take();
  }

  /** Why this wait will never end, as far as rows tell, most special first; for the hint on a deadlock. */
  explain(process: number, op: number): HintKind[] {
    const pending = this.scene.actors.get(process)?.waits.get(op);
    if (!pending) return [];
    return [EXPLAINERS[pending.verb]?.(this.#notifies, this.#checks, pending)].filter(
      (kind) => kind !== undefined,
    );
  }

  /** What is left, now or at the end. */
  leftovers(): Leftovers {
    return leftoversOf(this.scene);
  }

  #tick(now: number): void {
    if (this.scene.over) return;
    for (const hazard of this.#all) hazard.tick(now);
  }

  #take(): Hint[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}

type Explain = (notifies: Notifies, checks: CheckThenAct, pending: Pending) => HintKind | undefined;
const EXPLAINERS: Partial<Record<Verb, Explain>> = {
  wait: (notifies, _checks, pending) => notifies.explain(pending),
  get: (_notifies, checks, pending) => checks.explain(pending),
  put: (_notifies, checks, pending) => checks.explain(pending),
};
