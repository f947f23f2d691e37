/**
 * Shows a run to a room: everything larger, nothing but lanes, graph and one line that says what happens; one key for
 * the next event.
 */
import { happeningText } from "./at-cursor.ts";
import { el, say } from "./dom.ts";
import type { Playback } from "./playback.ts";
import { PRESENTED, setScale } from "./scale.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";

/** What playing begins with: a room follows at a tenth of the speed. */
const SLOW = 0.1;
/** More than these cannot be read in the back row. */
const MOST_HAPPENINGS = 3;

export class Presenter {
  readonly #store: Store;
  readonly #playback: Playback;
  readonly #root: HTMLElement;
  readonly caption = el("div", { class: "said", attributes: { "aria-hidden": "true" } });
  /** What the line is about. */
  #said = "";
  /** How it was before. */
  #before: { speed: number; tab: Store["tab"] } | undefined;

  constructor(store: Store, playback: Playback, root: HTMLElement) {
    this.#store = store;
    this.#playback = playback;
    this.#root = root;
    this.caption.hidden = true;
  }

  get on(): boolean {
    return this.#before !== undefined;
  }

  /** Begins at the first event, or ends. */
  toggle(on = !this.on): void {
    if (on === this.on) return;
    const store = this.#store;
    const playback = this.#playback;
    if (on) {
      this.#before = { speed: playback.speed, tab: store.tab };
      playback.speed = SLOW;
      store.select(undefined);
      store.tab = "graph";
      if (store.pinned === undefined) playback.first();
    } else {
      playback.pause();
      playback.speed = this.#before!.speed;
      store.tab = this.#before!.tab;
      this.#before = undefined;
    }
    setScale(on ? PRESENTED : 1);
    this.#root.classList.toggle("presenting", on);
    this.caption.hidden = !on;
    store.changed();
  }

  /** What a key means while presenting, those of remote controls included; false: nothing of its own. */
  key(key: string): boolean {
    if (!this.on) return false;
    switch (key) {
      case " ":
      case "ArrowRight":
      case "PageDown":
        this.#playback.step(1);
        return true;
      case "ArrowLeft":
      case "PageUp":
        this.#playback.step(-1);
        return true;
      case "Home":
        this.#playback.first();
        return true;
      case "End":
        this.#playback.last();
        return true;
      case "Escape":
        this.toggle(false);
        return true;
      default:
        return false;
    }
  }

  draw({ model, pinned }: Scene): void {
    if (!this.on) return;
    const of = `${this.#playback.along.run.id} ${model.events} ${pinned}`;
    if (of === this.#said) return;
    this.#said = of;
    say(this.caption, pinned === undefined ? "" : happeningText(model, pinned, MOST_HAPPENINGS, "  ·  "));
  }
}
