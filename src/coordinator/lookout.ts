/** Has the run's events looked at for hazards, as they are recorded, and says what is found. */
import { Hazards } from "../analysis/hazards/hazards.ts";
import type { Hint, HintKind } from "../protocol/hints.ts";
import { nowMicros } from "./clock.ts";
import type { Session } from "./session.ts";
import type { Wait } from "./wait.ts";

/** How often to look for what shows in time passing. */
const LOOK_MS = 250;

export class Lookout {
  readonly #session: Session;
  readonly #hazards: Hazards;
  /** Found and not told yet: nothing may be recorded while a batch is looked at, and a hint is. */
  readonly #due: Hint[] = [];

  /** `enabled` false: nothing is looked at, so that nothing is found. */
  constructor(session: Session, enabled: boolean) {
    const { recorder } = session;
    this.#session = session;
    this.#hazards = new Hazards(recorder.names);
    if (!enabled) return;
    recorder.observe((batch) => {
      this.#due.push(...this.#hazards.push(batch));
      if (this.#due.length > 0) queueMicrotask(() => this.#tell([]));
    });
    setInterval(() => {
      recorder.flush();
      this.#tell(this.#hazards.tick(nowMicros() - recorder.start));
    }, LOOK_MS).unref();
  }

  /** The last process has ended: says what could be said only now. */
  end(): void {
    this.#session.recorder.flush();
    this.#tell(this.#hazards.end());
  }

  /** Why a wait will never end, as far as what happened before tells. */
  explain(wait: Wait): HintKind[] {
    this.#session.recorder.flush();
    return this.#hazards.explain(wait.member.id, wait.op);
  }

  #tell(hints: Hint[]): void {
    for (const hint of [...this.#due.splice(0), ...hints]) this.#session.hint(hint);
  }
}
