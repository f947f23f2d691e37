/** The panel below the lanes: hints, wait-for graph and tables, and the selection where the view is narrow. */
import { LockLane, QueueLane } from "../src/trace/lanes.ts";
import { el } from "./dom.ts";
import { Graph } from "./graph.ts";
import { t } from "./l10n.ts";
import type { Links } from "./pieces.ts";
import type { Scene } from "./scene.ts";
import type { Store, Tab } from "./store.ts";
import { hintTable, lockTable, processTable, queueTable } from "./tables.ts";
import type { Theme } from "./theme.ts";
import { Panels } from "./ui.ts";

/** How often tables are told anew while a run goes on, in milliseconds. */
const EVERY = 250;
/** Share of the view's height that a graph with a ring needs. */
const GRAPH_SHARE = 0.48;

export class Bottom {
  readonly element = el("div", { class: "bottom" });
  readonly graph: Graph;
  readonly #store: Store;
  readonly #panels: Panels;
  readonly #hints;
  readonly #processes;
  readonly #locks;
  readonly #queues;
  /** Holds the inspector while the view is narrow. */
  readonly selection = el("div", { class: "selection-tab" });
  #narrow: boolean | undefined;
  #at = 0;
  #shown = "";
  /** Events and the moment that the tables tell of. */
  #told = "";

  constructor(store: Store, theme: Theme, links: Links) {
    this.#store = store;
    this.graph = new Graph(store, links);
    this.#hints = hintTable(store, links);
    this.#processes = processTable(store, theme, links);
    this.#locks = lockTable(store, theme, links);
    this.#queues = queueTable(store, theme, links);
    this.#panels = new Panels(t("Details"), (tab) => {
      if (store.tab === tab) return;
      store.tab = tab as Tab;
      store.changed();
    });
    this.#panels.add("hints", t("Hints"), this.#hints.element);
    this.#panels.add("graph", t("Wait-for graph"), this.graph.element);
    this.#panels.add("processes", t("Processes"), this.#processes.element);
    this.#panels.add("locks", t("Locks"), this.#locks.element);
    this.#panels.add("queues", t("Queues"), this.#queues.element);
    this.element.append(this.#panels.element);
  }

  /** The tab order: the inspector is the first of them while there is no room beside the lanes. */
  setNarrow(narrow: boolean): void {
    if (narrow === this.#narrow) return;
    this.#narrow = narrow;
    if (narrow) this.#panels.add("selection", t("Selection"), this.selection, true);
    else {
      this.#panels.remove("selection");
      if (this.#store.tab === "selection") this.#store.tab = "hints";
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
    this.#panels.select(store.tab);
    const lanes = [...model.objects.values()];
    const locks = lanes.filter((lane) => lane instanceof LockLane);
    const queues = lanes.filter((lane) => lane instanceof QueueLane);
    this.#panels.count("hints", model.hints.length);
    this.#panels.count("processes", model.processes.size);
    this.#panels.count("locks", locks.length);
    this.#panels.count("queues", queues.length);
    if (store.tab === "graph") this.graph.draw(scene);
    const now = performance.now();
    const key = `${store.run.id} ${store.tab} ${JSON.stringify(scene.selection)} ${model.hints.length} ${scene.theme.version}`;
    const told = `${scene.live ? "live" : model.events} ${scene.pinned}`;
    const moving = scene.growing || scene.playing;
    if (key === this.#shown && (moving ? now - this.#at < EVERY : told === this.#told)) return;
    this.#shown = key;
    this.#told = told;
    this.#at = now;
    const chosen = scene.selection;
    const process = chosen && "process" in chosen ? String(chosen.process) : "";
    const object = chosen && "object" in chosen ? String(chosen.object) : "";
    if (store.tab === "hints")
      this.#hints.update(
        model.hints.map((found, index) => ({ ...found, index })),
        chosen?.kind === "hint" ? String(chosen.hint) : "",
      );
    else if (store.tab === "processes") this.#processes.update([...model.processes.values()], process);
    else if (store.tab === "locks") this.#locks.update(locks, object);
    else if (store.tab === "queues") this.#queues.update(queues, object);
  }
}
