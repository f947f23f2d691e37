/** A second run below the first, on the same scale of time and aligned at the start: its names, lanes and facts. */
import type { RunState, ViewSnapshot } from "../src/protocol/view.ts";
import type { RunChange } from "../src/trace/change.ts";
import { Details } from "./details.ts";
import { el, say } from "./dom.ts";
import { duration, moment } from "./format.ts";
import { Gutter } from "./gutter.ts";
import type { Host } from "./host.ts";
import type { FocusedLanes } from "./keys.ts";
import { t } from "./l10n.ts";
import { LaneOrder } from "./lane-order.ts";
import { ModelThread } from "./model-thread.ts";
import type { Pane } from "./picture.ts";
import type { Playback } from "./playback.ts";
import { tellAnew } from "./retold.ts";
import { layRows, type Row } from "./rows.ts";
import type { Hit, Scene } from "./scene.ts";
import { SceneMaker } from "./scene-maker.ts";
import { SecondStore } from "./second-store.ts";
import { lanesOf } from "./snapshot.ts";
import type { Theme } from "./theme.ts";
import { Timeline } from "./timeline.ts";
import { toolButton } from "./ui.ts";

export interface SecondParts {
  /** Of the first run. */
  details: Details;
  playback: Playback;
  theme: Theme;
  host: Host;
  /** Has a frame drawn. */
  request(): void;
  /** To those who hear the view instead of seeing it. */
  tell(text: string): void;
  hover(hit: Hit | undefined, scene: () => Scene, event: PointerEvent): void;
  /** Has the panel, the search, the overview and the notes be about this run, or about the first. */
  turn(second: boolean): void;
}

export class SecondRun {
  readonly store: SecondStore;
  readonly first: string;
  readonly gutter: Gutter;
  readonly details: Details;
  /** Over the first run's lanes and over its own: which is which. */
  readonly firstHead = el("div", { class: "run-head" });
  readonly #head = el("div", { class: "run-head" });
  readonly element: HTMLElement;
  readonly #parts: SecondParts;
  readonly #thread: ModelThread;
  readonly #timeline: Timeline;
  readonly #lanes = el("div", { class: "lanes" });
  readonly #title = el("strong");
  readonly #firstTitle = el("strong");
  readonly #length = el("span");
  readonly #firstLength = el("span");
  readonly #order: LaneOrder;
  readonly #scenes: SceneMaker;
  #acknowledged = 0;
  #rows: Row[] = [];
  #rowsOf = "";
  #scene: Scene | undefined;
  /** To be done once what has changed is drawn. */
  readonly #afterwards: (() => void)[] = [];

  /** `first`: what the first run is called beside this one. */
  constructor(run: RunState, first: string, parts: SecondParts, acknowledgedBytes: number) {
    this.first = first;
    const { theme, host, playback, request, tell, turn } = parts;
    this.#parts = parts;
    this.store = new SecondStore(parts.details.store, request, turn);
    const { store } = this;
    store.begin(run, false);
    this.#thread = new ModelThread({
      change: (change, broken) => {
        this.#take(change, broken);
        if (this.#thread.taken - this.#acknowledged < acknowledgedBytes) return;
        this.#acknowledged = this.#thread.taken;
        host.post({ type: "taken", run: run.id, bytes: this.#acknowledged });
      },
      fault: (error) => host.fault(error),
    });
    this.#thread.begin();
    const ask: ModelThread["ask"] = (question) => this.#thread.ask(question);
    const reveal = (row: string) => void this.#afterwards.push(() => void this.gutter.reveal(row));
    this.details = new Details({ store, theme, host, ask, playback, tell, reveal });
    const { links } = this.details;
    this.#order = new LaneOrder(store);
    this.#order.watch(this.#lanes);
    this.#scenes = new SceneMaker(store, theme, ask, request);
    this.gutter = new Gutter(store, theme, this.#lanes, links.open, t("Lanes of the second run"));
    this.#timeline = new Timeline(store, this.#lanes, {
      open: links.open,
      hover: (hit, event) => parts.hover(hit, () => this.#scene!, event),
    });
    this.#lanes.append(this.gutter.element, this.#timeline.element);
    this.#lanes.addEventListener("scroll", () => {
      parts.hover(undefined, () => this.#scene!, new PointerEvent("pointerleave"));
      request();
    });
    const close = toolButton("close", t("Show the first run alone"), () =>
      host.post({ type: "alone", run: run.id }),
    );
    this.firstHead.append(this.#firstTitle, this.#firstLength);
    this.#head.append(this.#title, this.#length, close.element);
    this.firstHead.addEventListener("click", () => turn(false));
    this.#head.addEventListener("click", (event) => {
      if (!close.element.contains(event.target as Node)) turn(true);
    });
    this.element = el("div", { class: "second" }, [this.#head, this.#lanes]);
  }

  push(bytes: Uint8Array): void {
    this.#thread.push(bytes);
    this.store.progress(this.#thread.taken, this.#thread.given);
  }

  setRun(run: RunState): void {
    const { title } = this.store.run;
    this.#thread.afterwards(() => this.store.setRun({ ...run, title }));
  }

  /** Does something once all its bytes so far are taken in. */
  afterwards(act: () => void): void {
    this.#thread.afterwards(act);
  }

  #take(change: RunChange | undefined, broken: string | undefined): void {
    const hints = this.store.model.hints.length;
    this.store.take(change, broken);
    tellAnew(this.store.model, hints);
    this.store.progress(this.#thread.taken, this.#thread.given);
    this.#parts.details.store.reach = this.store.model.end;
  }

  /** `width`: that of the first run's lanes; `told`: the panel, the search and so on are about it. */
  draw(width: number, at: number, told: boolean): void {
    const { store } = this;
    const leader = this.#parts.details.store;
    store.sync();
    this.#order.update(at);
    const { run, model } = store;
    const key = `${run.id} ${model.events} ${store.selectedProcess} ${this.#order.version} ${[...store.folded]}`;
    if (key !== this.#rowsOf) {
      this.#rowsOf = key;
      this.#rows = layRows(store, this.#order);
    }
    const scene = this.#scenes.make(this.#rows, width, at);
    this.#scene = scene;
    this.gutter.fit(scene);
    this.#timeline.draw(scene);
    this.gutter.draw(scene);
    for (const act of this.#afterwards.splice(0)) act();
    this.firstHead.classList.toggle("told", !told);
    this.#head.classList.toggle("told", told);
    say(this.#firstTitle, this.first);
    say(this.#firstLength, moment(leader.model.end));
    say(this.#title, run.title);
    const by = model.end - leader.model.end;
    const longer = by > 0 ? t("{0} longer", duration(by)) : t("{0} shorter", duration(-by));
    const whole = store.loading === undefined && leader.loading === undefined;
    say(
      this.#length,
      store.run.error?.message ??
        store.broken ??
        (whole && by !== 0 ? t("{0}, {1}", moment(model.end), longer) : moment(model.end)),
    );
  }

  /** Itself, where the focus is in its lanes. */
  get focused(): FocusedLanes | undefined {
    return this.gutter.focused && this;
  }

  get width(): number {
    return this.#lanes.clientWidth;
  }

  /** What is in sight of it, or all of it, for a picture. */
  panes(all: boolean): Pane[] {
    return this.#scene ? [this.#timeline.pane(this.#scene, all)] : [];
  }

  snapshot(told: boolean): Pick<ViewSnapshot, "beside"> {
    const { run, model } = this.store;
    const lanes = this.#scene ? lanesOf(this.#scene) : [];
    return { beside: { run, events: model.events, lanes, told } };
  }

  /** As it was drawn last; the cursor may be beyond its end. */
  get scene(): Scene {
    const scene = this.#scene!;
    return scene.cursorShown ? { ...scene, cursor: this.#parts.details.store.cursor } : scene;
  }

  /** It is not shown any more. */
  end(): void {
    this.#thread.end();
    this.store.end();
    this.element.remove();
    this.firstHead.remove();
    this.details.notes.bar.element.remove();
  }
}
