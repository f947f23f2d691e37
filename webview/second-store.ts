/** What is shown of a second run below the first: its own lanes and selection, the first one's time. */
import { type Selection, Store, type Tab } from "./store.ts";

export class SecondStore extends Store {
  readonly #leader: Store;
  readonly #turn: (second: boolean) => void;
  /** What is selected is so here, not in the first run. */
  #selecting = false;

  /** `turn`: to the run in which something is selected. */
  constructor(leader: Store, changed: () => void, turn: (second: boolean) => void) {
    super(changed);
    this.#leader = leader;
    this.#turn = turn;
    // One filter and one order for both.
    Object.assign(this, { lanes: leader.lanes });
    leader.selecting = (selection) => {
      if (this.#selecting) return;
      super.select(undefined);
      if (selection) turn(false);
    };
  }

  /** It is not shown any more. */
  end(): void {
    this.#leader.reach = 0;
    this.#leader.selecting = undefined;
  }

  override get follows(): boolean {
    return true;
  }

  /** Takes over where the first run's view is. */
  sync(): void {
    this.present = this.now();
    const { from, to, glide, pointer, pinned, playing, range, lead, pathShown, tab } = this.#leader;
    Object.assign(this, { from, to, glide, pointer, pinned, playing, range, lead, pathShown, tab });
  }

  /** One scale reaches as far as the longer of both. */
  override get whole(): number {
    return this.#leader.whole;
  }

  /** One tab is open, whichever run it is about. */
  override open(tab: Tab): void {
    this.#leader.open(tab);
  }

  override show(from: number, to: number, keepFollowing = false): void {
    this.#leader.show(from, to, keepFollowing);
  }

  override jump(from: number, to: number): void {
    this.#leader.jump(from, to);
  }

  override point(time: number | undefined): void {
    this.#leader.point(time);
  }

  override pin(time: number | undefined, playing = false): void {
    this.#leader.pin(time, playing);
  }

  override choose(range: { from: number; to: number } | undefined): void {
    this.#leader.choose(range);
  }

  /** One thing is selected, in one of the two runs. */
  override select(selection: Selection | undefined): void {
    this.#selecting = true;
    if (selection) {
      this.#leader.select(undefined);
      if (selection.kind === "hint") this.#leader.lead = "hint";
      this.#turn(true);
    }
    this.#selecting = false;
    super.select(selection);
  }
}
