/** A second run below the first, on the same scale of time and aligned at the start: its names, lanes and facts. */
import type { RunState, ViewSnapshot } from "../src/protocol/view.ts";
import type { RunChange } from "../src/trace/change.ts";
import { describe } from "./describe.ts";
import { el, say } from "./dom.ts";
import { Figures } from "./figures.ts";
import { showFound } from "./finder.ts";
import { duration, moment } from "./format.ts";
import { Gutter } from "./gutter.ts";
import type { Host } from "./host.ts";
import { Inspector } from "./inspector.ts";
import type { FocusedLanes } from "./keys.ts";
import { t } from "./l10n.ts";
import { hopToHolder } from "./lane-hops.ts";
import { LaneOrder } from "./lane-order.ts";
import { ModelThread } from "./model-thread.ts";
import type { Pane } from "./picture.ts";
import type { Links } from "./pieces.ts";
import { layRows, type Row } from "./rows.ts";
import type { Hit, Scene } from "./scene.ts";
import { SceneMaker } from "./scene-maker.ts";
import { SecondStore } from "./second-store.ts";
import { lanesOf } from "./snapshot.ts";
import type { Store } from "./store.ts";
import type { Theme } from "./theme.ts";
import { Timeline } from "./timeline.ts";
import { toolButton } from "./ui.ts";

export interface SecondParts {
  leader: Store;
  theme: Theme;
  host: Host;
  /** Has a frame drawn. */
  request(): void;
  /** To those who hear the view instead of seeing it. */
  tell(text: string): void;
  hover(hit: Hit | undefined, scene: () => Scene, event: PointerEvent): void;
}

export class SecondRun {
  readonly store: SecondStore;
  readonly first: string;
  readonly gutter: Gutter;
  readonly inspector: Inspector;
  /** Over the first run's lanes and over its own: which is which. */
  readonly firstHead = el("div", { class: "run-head" });
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
  #selected = "";
  /** To be done once what has changed is drawn. */
  readonly #afterwards: (() => void)[] = [];

  /** `first`: what the first run is called beside this one. */
  constructor(run: RunState, first: string, parts: SecondParts, acknowledgedBytes: number) {
    this.first = first;
    const { leader, theme, host, request } = parts;
    this.#parts = parts;
    this.store = new SecondStore(leader, request);
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
    const links: Links = {
      select: (selection) => store.select(selection),
      open: (site) => void host.open(site),
    };
    this.#order = new LaneOrder(store);
    this.#order.watch(this.#lanes);
    this.#scenes = new SceneMaker(store, theme, ask, request);
    this.gutter = new Gutter(store, theme, this.#lanes, links.open, t("Lanes of the second run"));
    this.#timeline = new Timeline(store, this.#lanes, {
      open: links.open,
      hover: (hit, event) => parts.hover(hit, () => this.#scene!, event),
    });
    this.inspector = new Inspector(
      store,
      theme,
      links,
      new Figures(store, ask),
      ask,
      (text) => void navigator.clipboard.writeText(text),
    );
    this.#lanes.append(this.gutter.element, this.#timeline.element);
    this.#lanes.addEventListener("scroll", () => {
      parts.hover(undefined, () => this.#scene!, new PointerEvent("pointerleave"));
      request();
    });
    const close = toolButton("close", t("Show the first run alone"), () =>
      host.post({ type: "alone", run: run.id }),
    );
    this.firstHead.append(this.#firstTitle, this.#firstLength);
    this.firstHead.title = t("The overview and the tables are about this run.");
    this.element = el("div", { class: "second" }, [
      el("div", { class: "run-head" }, [this.#title, this.#length, close.element]),
      this.#lanes,
    ]);
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
    this.store.take(change, broken);
    this.store.progress(this.#thread.taken, this.#thread.given);
    this.#parts.leader.reach = this.store.model.end;
  }

  /** `width`: that of the first run's lanes. */
  draw(width: number, at: number): void {
    const { store } = this;
    const { leader } = this.#parts;
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
    this.gutter.draw(scene);
    this.#timeline.draw(scene);
    if (store.selection) this.inspector.draw(scene);
    this.#tell(scene);
    for (const act of this.#afterwards.splice(0)) act();
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

  #tell({ model, selection, now }: Scene): void {
    const selected = JSON.stringify(selection) ?? "";
    if (selected === this.#selected) return;
    this.#selected = selected;
    const told = selection && describe(model, selection, now);
    if (told) this.#parts.tell(t("{0}: {1}", this.store.run.title, told.title));
  }

  /** Goes from its selected wait to who holds that up; false when nothing is selected in it. */
  hop(): boolean {
    const { store } = this;
    if (!store.selection) return false;
    hopToHolder(store, (found) =>
      showFound(
        found,
        store,
        this.gutter,
        (selection) => store.select(selection),
        (act) => this.#afterwards.push(act),
      ),
    );
    return true;
  }

  /** Itself, where the focus is in its lanes. */
  get focused(): FocusedLanes | undefined {
    return this.gutter.focused && this;
  }

  get width(): number {
    return this.#lanes.clientWidth;
  }

  /** What is in sight of it, for a picture. */
  get panes(): Pane[] {
    return this.#scene ? [this.#timeline.pane(this.#scene)] : [];
  }

  snapshot(): Pick<ViewSnapshot, "beside"> {
    const { run, model } = this.store;
    const lanes = this.#scene ? lanesOf(this.#scene) : [];
    return { beside: { run, events: model.events, lanes } };
  }

  /** It is not shown any more. */
  end(): void {
    this.#thread.end();
    this.store.end();
    this.element.remove();
    this.firstHead.remove();
    this.inspector.element.remove();
  }
}
