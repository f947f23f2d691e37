/** Puts the parts together and draws one frame from one state. */
import type { WebviewCommand } from "../src/protocol/view.ts";
import { Announcer } from "./announcer.ts";
import { drawAxis } from "./axis.ts";
import { Beside } from "./beside.ts";
import { Corners } from "./corners.ts";
import { describe } from "./describe.ts";
import { Details } from "./details.ts";
import { el, reducedMotion } from "./dom.ts";
import { edges } from "./edges.ts";
import type { Ask } from "./enquiry.ts";
import { Frames } from "./frames.ts";
import { Gutter } from "./gutter.ts";
import type { Host } from "./host.ts";
import { keyHelp, listenKeys } from "./keys.ts";
import { t } from "./l10n.ts";
import { LaneBar } from "./lane-bar.ts";
import { hopToHolder, hopToWait } from "./lane-hops.ts";
import { LaneOrder } from "./lane-order.ts";
import { listenPennants } from "./note-desk.ts";
import { EmptyNotice, ErrorNotice, LoadingLine } from "./notices.ts";
import { Overview } from "./overview.ts";
import { takePicture } from "./picture.ts";
import { answerPicture } from "./picture-out.ts";
import { Playback } from "./playback.ts";
import { Presenter } from "./presenter.ts";
import { layRows, type Row } from "./rows.ts";
import type { Scene } from "./scene.ts";
import { SceneMaker } from "./scene-maker.ts";
import { SearchBar } from "./search-bar.ts";
import { Sizes } from "./sizes.ts";
import { snapshot } from "./snapshot.ts";
import { Store } from "./store.ts";
import type { Theme } from "./theme.ts";
import { Timeline } from "./timeline.ts";
import { Toolbar } from "./toolbar.ts";
import { Tooltip } from "./tooltip.ts";

const NARROW = 1000;
const REDUCED_TICK = 1000;
/** While presenting: the least that names need, the panel's bounds as shares, and what lies above and below the lanes. */
const PRESENTED_SIZES = { gutter: 232, least: 0.4, most: 0.6, rest: 112 };
const FIRST_SIZES = { gutter: 196, narrowGutter: 178, inspector: 316, hintInspector: 388, bottom: 240 };

export class View {
  readonly store: Store;
  readonly playback: Playback;
  readonly presenter: Presenter;
  readonly #host: Host;
  readonly #sizes: Sizes;
  readonly #root = el("div", { class: "view" });
  readonly #axis = document.createElement("canvas");
  readonly #corners: Corners;
  readonly #lanes = el("div", { class: "lanes" });
  readonly #stage = el("div", { class: "stage" });
  readonly beside: Beside;
  readonly #aside = el("aside", { class: "inspector", attributes: { "aria-label": t("Selection") } });
  readonly #announcer = new Announcer();
  readonly #toolbar: Toolbar;
  readonly #overview: Overview;
  readonly #timeline: Timeline;
  readonly #gutter: Gutter;
  readonly #tooltip: Tooltip;
  /** Of the run that is shown, the first of two. */
  readonly #details: Details;
  /** Holds the panel of the run that is told of. */
  readonly #panel = el("div", { class: "panel" });
  readonly #empty: EmptyNotice;
  readonly #error: ErrorNotice;
  readonly #loading: LoadingLine;
  readonly #frames: Frames;
  #steppedAt = 0;
  #rows: Row[] = [];
  /** What the rows were laid for. */
  #rowsOf = "";
  #scene: Scene | undefined;
  #requests: number[] = [];
  #narrow: boolean | undefined;
  #panelHeight = 0;
  readonly #scenes: SceneMaker;
  readonly #search: SearchBar;
  readonly #order: LaneOrder;
  readonly #laneBar: LaneBar;
  /** To be done once what has changed is drawn. */
  readonly #afterwards: (() => void)[] = [];

  constructor(host: Host, theme: Theme, ask: Ask) {
    this.#host = host;
    this.#frames = new Frames({
      advance: (at) => this.playback.advance(at),
      draw: (at) => this.#frame(at),
      goesOn: () => this.store.live || this.store.playing,
      fault: (error) => host.fault(error),
    });
    this.store = new Store(() => this.request());
    this.#scenes = new SceneMaker(this.store, theme, ask, () => this.request());
    this.playback = new Playback(this.store);
    this.presenter = new Presenter(this.store, this.playback, this.#root);
    this.#corners = new Corners(this.playback);
    this.#sizes = new Sizes(host, () => this.request());
    this.#sizes.restore(this.store);
    this.#order = new LaneOrder(this.store);
    const command = (name: WebviewCommand) => host.post({ type: "command", command: name });
    const help = keyHelp();
    const { store, playback } = this;
    this.#details = new Details({
      store,
      theme,
      host,
      ask,
      playback,
      tell: (text) => {
        this.#announcer.instead(text);
        this.request();
      },
      reveal: (row) => void this.#afterwards.push(() => void this.#gutter.reveal(row)),
    });
    const { links } = this.#details;
    this.#search = new SearchBar(() => this.beside.details);
    this.#laneBar = new LaneBar(
      this.store,
      this.#order,
      (text) => this.#announcer.say(text),
      () => this.#gutter.enter(),
    );
    this.#toolbar = new Toolbar(
      this.store,
      command,
      () => this.#laneBar.toggle(),
      () => this.#search.open(),
      () => help.showModal(),
    );
    this.#overview = new Overview(this.store);
    this.#gutter = new Gutter(this.store, theme, this.#lanes, links.open);
    this.#tooltip = new Tooltip(theme);
    this.#timeline = new Timeline(this.store, this.#lanes, {
      open: links.open,
      hover: (hit, event) => this.#tooltip.over(hit, () => this.#scene!, event.clientX, event.clientY),
    });
    this.#empty = new EmptyNotice(this.store, command);
    this.#error = new ErrorNotice(this.store, command);
    this.#loading = new LoadingLine(this.store);
    this.beside = new Beside(this.#stage, this.#sizes, {
      details: this.#details,
      playback,
      theme,
      host,
      request: () => this.request(),
      tell: (text) => {
        this.#announcer.instead(text);
        this.request();
      },
      turned: (name) => this.#search.turn(name),
      hover: (hit, scene, event) => this.#tooltip.over(hit, scene, event.clientX, event.clientY),
    });
    this.#assemble(help);
    listenPennants(this.#axis, () => this.beside.details.notes);
    const lanes = () => this.beside.second?.focused ?? { store: this.store, gutter: this.#gutter };
    listenKeys(this.store, lanes, {
      playback: this.playback,
      presenter: this.presenter,
      search: () => this.#search.open(),
      filter: () => this.#laneBar.open(),
      note: () => this.beside.details.notes.write(),
      nextNote: (by) => this.beside.details.notes.next(by),
      turn: () => this.beside.turn(),
      copyPicture: () => command("copyPicture"),
      holder: () => {
        const { store, show } = this.beside.selected;
        hopToHolder(store, show);
      },
      nextWait: (by) => {
        const { store, show } = this.beside.selected;
        hopToWait(store, show, by);
      },
      help: () => help.showModal(),
      openSelection: () => {
        const { store } = this.beside.selected;
        const told = store.selection && describe(store.model, store.selection, store.now());
        if (told?.site) links.open(told.site);
      },
    });
    new ResizeObserver(() => this.request()).observe(this.#root);
    this.#lanes.addEventListener("scroll", () => {
      // What it tells of is not under the pointer any more.
      this.#tooltip.hide();
      this.request();
    });
    this.#order.watch(this.#lanes);
  }

  #assemble(help: HTMLElement): void {
    this.#lanes.append(this.#gutter.element, this.#timeline.element);
    // The wheel over the names scrolls the lanes; over the lanes it zooms.
    const edge = edges(this.#sizes, {
      bottom: this.#panel,
      inspector: this.#aside,
      gutter: this.#gutter.element,
    });
    this.#stage.append(
      this.#lanes,
      this.#empty.element,
      this.#laneBar.nothing,
      this.#search.element,
      this.#details.notes.bar.element,
    );
    const left = el("div", { class: "left" }, [
      el("div", { class: "strip overview" }, [this.#corners.overview, this.#overview.canvas]),
      el("div", { class: "strip axis" }, [this.#corners.axis, this.#axis]),
      this.#laneBar.element,
      this.#stage,
      edge.bottom,
      this.beside.element,
      this.#panel,
      this.presenter.caption,
      edge.gutter,
    ]);
    this.#root.append(
      this.#toolbar.element,
      this.#loading.element,
      this.#error.element,
      el("div", { class: "main" }, [left, edge.inspector, this.#aside]),
    );
    document.body.append(this.#root, this.#tooltip.element, help, ...this.#announcer.elements);
  }

  /** Shows the newest hint and its graph. */
  showHint(index = this.store.model.hints.length - 1): void {
    if (index < 0) return;
    this.#details.select({ kind: "hint", hint: index });
    this.store.open("graph");
  }

  announce(index: number): void {
    this.#announcer.hint(this.store, index);
  }

  /** Answers with a snapshot after the next frame. */
  requestSnapshot(request: number): void {
    this.#requests.push(request);
    this.request();
  }

  /** Answers with a picture of what the next frame shows, or of `all` lanes, or has it copied. */
  requestPicture({ request, copy, all = false }: { request: number; copy: boolean; all?: boolean }): void {
    this.#afterwards.push(() => {
      const take = takePicture({
        gutter: this.#gutter.element.clientWidth + 1,
        panes: [
          this.#timeline.pane(this.#scene!, all, this.beside.second?.first),
          ...(this.beside.second?.panes(all) ?? []),
        ],
      });
      void answerPicture(this.#host, request, take, copy);
    });
    this.request();
  }

  /** Has a frame drawn. */
  request(): void {
    this.#frames.request();
  }

  /** A room does not scroll: the panel has what the lanes leave, within bounds, and does not jump with the cursor. */
  #presentedHeight(whole: number): number {
    const { least, most, rest } = PRESENTED_SIZES;
    const last = this.#rows.at(-1);
    const lanes = last ? last.top + last.height : 0;
    return Math.round(Math.min(whole * most, Math.max(whole * least, whole - rest - lanes)));
  }

  #layout(): number {
    const narrow = this.#root.clientWidth < NARROW;
    if (narrow !== this.#narrow) {
      this.#narrow = narrow;
      this.#root.classList.toggle("narrow", narrow);
    }
    const { beside } = this;
    const { bottom } = beside.details;
    bottom.setNarrow(narrow);
    hold(this.#panel, bottom.element);
    const selected = beside.selected.inspector.element;
    hold(narrow ? bottom.selection : this.#aside, selected);
    const hint = beside.selected.store.selection?.kind === "hint";
    const chosen = this.#sizes.state;
    const inspector = chosen.inspector ?? (hint ? FIRST_SIZES.hintInspector : FIRST_SIZES.inspector);
    const named = chosen.gutter ?? (narrow ? FIRST_SIZES.narrowGutter : FIRST_SIZES.gutter);
    const presented = this.presenter.on;
    const gutter = presented ? Math.max(named, PRESENTED_SIZES.gutter) : named;
    const whole = this.#root.clientHeight;
    const height = presented
      ? this.#presentedHeight(whole)
      : bottom.height(chosen.bottom ?? FIRST_SIZES.bottom, whole);
    this.#sizes.apply(this.#root, { gutter, inspector, bottom: height });
    this.#panelHeight = height;
    return Math.max(50, Math.min(this.#lanes.clientWidth, this.beside.width) - gutter);
  }

  #frame(at: number): void {
    const { store } = this;
    // Where motion is to be spared, following goes on in steps.
    if (
      !reducedMotion() ||
      !store.live ||
      at - this.#steppedAt >= REDUCED_TICK ||
      store.newHints.length > 0
    ) {
      this.#steppedAt = at;
      store.frameRange();
    }
    if (store.live) for (const { index } of store.newHints) this.#scenes.fadeIn(index, at);
    this.#order.update(at);
    const key = `${store.run.id} ${store.model.events} ${store.selectedProcess} ${this.#order.version} ${[...store.folded]}`;
    if (key !== this.#rowsOf) {
      this.#rowsOf = key;
      this.#rows = layRows(store, this.#order);
    }
    // The bar takes room from the lanes: measure with it as it is.
    this.#laneBar.draw();
    const width = this.#layout();
    const height = this.#panelHeight;
    const scene = this.#scenes.make(this.#rows, width, at);
    this.#scene = scene;
    this.#toolbar.draw(scene);
    this.#error.draw();
    this.#loading.draw(at);
    this.#empty.draw();
    this.#gutter.fit(scene);
    // Canvases first: to write on one, the browser lays out whatever was changed in the page before.
    this.#timeline.draw(scene);
    const told = this.beside.draw(scene, at);
    this.playback.along = told.details.store;
    this.#overview.draw(told.scene, told.name);
    drawAxis(this.#axis, told.scene);
    this.#gutter.draw(scene);
    this.#corners.draw(told.scene, this.#timeline.merged);
    const { selected } = this.beside;
    selected.inspector.draw(selected === this.#details ? scene : this.beside.second!.scene);
    told.details.draw(told.scene);
    // The first graph of a run changes how high the panel is: measure again with it.
    if (this.store.tab === "graph" && (this.#layout() !== width || this.#panelHeight !== height))
      this.request();
    this.#announcer.draw(told.scene, told.name);
    this.presenter.draw(told.scene);
    store.countShown();
    for (const act of this.#afterwards.splice(0)) act();
    for (const request of this.#requests.splice(0))
      this.#host.post({
        type: "snapshot",
        request,
        snapshot: {
          ...snapshot(store, scene, told.details.bottom.graph.drawn),
          ...this.beside.snapshot(),
        },
      });
    this.#sizes.keep(store);
  }
}

/** Has a place hold this and nothing else, without touching the page when it does. */
function hold(place: HTMLElement, element: HTMLElement): void {
  if (element.parentElement !== place) place.replaceChildren(element);
}
