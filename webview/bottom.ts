/** The panel below the lanes: hints, wait-for graph and tables, and the selection where the view is narrow. */
import { LockLane, PoolLane, QueueLane } from "../src/trace/lanes.ts";
import type { CompareTable } from "./compare-table.ts";
import { el } from "./dom.ts";
import type { Ask } from "./enquiry.ts";
import type { Figures } from "./figures.ts";
import { Graph } from "./graph.ts";
import { hintTable } from "./hint-table.ts";
import { t } from "./l10n.ts";
import { MoreColumns } from "./more-columns.ts";
import { type NoteActions, NoteTable } from "./note-table.ts";
import { lockTable, poolTable, queueTable } from "./object-tables.ts";
import { OutputTable } from "./output-table.ts";
import type { Links } from "./pieces.ts";
import type { Playback } from "./playback.ts";
import { processTable } from "./process-table.ts";
import type { Scene } from "./scene.ts";
import { Scope } from "./scope.ts";
import type { Store, Tab } from "./store.ts";
import { StoryTable } from "./story-table.ts";
import type { Theme } from "./theme.ts";
import { Panels } from "./ui.ts";

/** How often tables are told anew while a run goes on, in milliseconds. */
const EVERY = 250;
/** Share of the view's height that a graph with a ring needs. */
const GRAPH_SHARE = 0.48;

/** Tabs whose tables show statistics. */
const FIGURES: readonly Tab[] = ["processes", "locks", "queues", "pools"];

/** Others that are about the chosen part of the run. */
const SCOPED: readonly Tab[] = ["story", "output", "compare"];

export interface BottomParts {
  store: Store;
  theme: Theme;
  links: Links;
  figures: Figures;
  playback: Playback;
  ask: Ask;
  notes: NoteActions;
}

export class Bottom {
  readonly element = el("div", { class: "bottom" });
  readonly graph: Graph;
  readonly #store: Store;
  readonly #panels: Panels;
  readonly #hints;
  readonly #processes;
  readonly #locks;
  readonly #queues;
  readonly #pools;
  readonly #story: StoryTable;
  readonly #output: OutputTable;
  readonly #notes: NoteTable;
  readonly #figures: Figures;
  /** Holds the table of differences while two runs are shown. */
  readonly #comparing = el("div", { class: "comparing" });
  #compare: CompareTable | undefined;
  readonly #scope: Scope;
  readonly #more = new MoreColumns(this.element);
  /** Holds the inspector while the view is narrow. */
  readonly selection = el("div", { class: "selection-tab" });
  #narrow: boolean | undefined;
  #at = 0;
  #shown = "";
  /** Events and the moment that the tables tell of. */
  #told = "";

  constructor(parts: BottomParts) {
    const { store, theme, links, figures } = parts;
    this.#figures = figures;
    this.#scope = new Scope(store);
    this.#store = store;
    this.graph = new Graph(store, links);
    this.#hints = hintTable(store, links);
    this.#processes = processTable(store, figures, theme, links);
    this.#locks = lockTable(store, figures, theme, links);
    this.#queues = queueTable(store, figures, theme, links);
    this.#pools = poolTable(store, figures, links);
    this.#story = new StoryTable(store, parts.ask, (time) => parts.playback.go(time));
    this.#output = new OutputTable(store, theme, links, (time) => parts.playback.go(time));
    this.#panels = new Panels(t("Details"), (tab) => {
      if (store.tab !== tab) store.open(tab as Tab);
    });
    this.#panels.add("hints", t("Hints"), this.#hints.element);
    this.#panels.add("graph", t("Wait-for graph"), this.graph.element);
    this.#panels.add("processes", t("Processes"), this.#processes.element);
    this.#panels.add("locks", t("Locks"), this.#locks.element);
    this.#panels.add("queues", t("Queues"), this.#queues.element);
    this.#panels.add("pools", t("Pools"), this.#pools.element);
    this.#panels.add("story", t("Story"), this.#story.element);
    this.#panels.add("output", t("Output"), this.#output.element);
    this.#notes = new NoteTable(store, parts.notes);
    this.#panels.add("notes", t("Notes"), this.#notes.element);
    this.element.append(this.#panels.element, this.#more.element, this.#scope.element);
  }

  /** Shows a printed line, by its place in the log; the cursor has been put to its moment. */
  showLine(index: number): void {
    this.#output.mark(index);
    this.#store.open("output");
  }

  /** What is different between two runs, or nothing any more. */
  compare(table: CompareTable | undefined): void {
    if (table && !this.#compare) this.#panels.add("compare", t("Compare"), this.#comparing);
    if (!table && this.#compare) {
      this.#panels.remove("compare");
      if (this.#store.tab === "compare") this.#store.open("hints");
    }
    this.#compare = table;
  }

  /** The tab order: the inspector is the first of them while there is no room beside the lanes. */
  setNarrow(narrow: boolean): void {
    if (narrow === this.#narrow) return;
    this.#narrow = narrow;
    if (narrow) this.#panels.add("selection", t("Selection"), this.selection, true);
    else {
      this.#panels.remove("selection");
      if (this.#store.tab === "selection") this.#store.open("hints");
    }
  }

  /** Height for the present tab, out of what the view has. */
  height(chosen: number, available: number): number {
    const most = Math.max(120, available - 150);
    // At the cursor edges come and go: the panel does not jump with them.
    const graph = this.graph.drawn.edges.length > 0 || this.#store.lead === "cursor";
    const wanted = this.#store.tab === "graph" && graph ? available * GRAPH_SHARE : 0;
    return Math.round(Math.min(most, Math.max(chosen, wanted)));
  }

  draw(scene: Scene): void {
    const { model } = scene;
    const store = this.#store;
    // Two runs may be shown again once the second has come.
    const tab = store.tab === "compare" && !this.#compare ? "hints" : store.tab;
    this.#panels.select(tab);
    const lanes = [...model.objects.values()];
    const locks = lanes.filter((lane) => lane instanceof LockLane);
    const queues = lanes.filter((lane) => lane instanceof QueueLane);
    const pools = lanes.filter((lane) => lane instanceof PoolLane);
    this.#panels.count("hints", model.hints.length);
    this.#panels.count("processes", model.processes.size);
    this.#panels.count("locks", locks.length);
    this.#panels.count("queues", queues.length);
    this.#panels.count("pools", pools.length);
    this.#panels.count("output", model.output.length + model.output.forgotten);
    this.#panels.count("notes", store.notes.list.length);
    if (tab === "notes") this.#notes.draw();
    const figures = FIGURES.includes(tab);
    this.#scope.element.hidden = !figures && !SCOPED.includes(tab);
    this.#scope.draw();
    if (figures) this.#figures.want();
    if (tab === "compare" && this.#compare) {
      // It goes with the panel that is shown.
      if (this.#compare.element.parentElement !== this.#comparing)
        this.#comparing.append(this.#compare.element);
      this.#compare.draw();
    }
    const retold = tab === "story" && this.#story.want();
    if (tab === "graph") this.graph.draw(scene);
    // It draws no more than what is in sight, and keeps up with the cursor.
    if (tab === "output") this.#output.draw();
    const now = performance.now();
    const key = `${store.run.id} ${tab} ${JSON.stringify(scene.selection)} ${model.hints.length} ${this.#figures.version} ${scene.theme.version}`;
    const told = `${scene.live ? "live" : model.events} ${scene.pinned} ${JSON.stringify(scene.range)}`;
    const moving = scene.growing || scene.playing;
    if (!retold && key === this.#shown && (moving ? now - this.#at < EVERY : told === this.#told)) return;
    this.#shown = key;
    this.#told = told;
    this.#at = now;
    this.#more.look();
    const chosen = scene.selection;
    const process = chosen && "process" in chosen ? String(chosen.process) : "";
    const object = chosen && "object" in chosen ? String(chosen.object) : "";
    if (tab === "hints")
      this.#hints.update(
        model.hints.map((found, index) => ({ ...found, index })),
        chosen?.kind === "hint" ? String(chosen.hint) : "",
      );
    else if (tab === "processes") this.#processes.update([...model.processes.values()], process);
    else if (tab === "locks")
      this.#locks.update(
        locks.map((lane) => ({ lane })),
        object,
      );
    else if (tab === "queues") this.#queues.update(queues, object);
    else if (tab === "pools") this.#pools.update(pools, object);
    else if (tab === "story") this.#story.draw();
  }
}
