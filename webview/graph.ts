/** The wait-for graph as a picture. */
import { create } from "d3";
import type { RunModel } from "../src/trace/model.ts";
import { STATE } from "../src/trace/states.ts";
import { el } from "./dom.ts";
import { moment } from "./format.ts";
import { type Layout, layOut, type Placed } from "./graph-layout.ts";
import { drawLegend, drawMiddle, type Svg } from "./graph-legend.ts";
import {
  type GraphEdge,
  type GraphNode,
  graphAt,
  hintGraph,
  presentGraph,
  type WaitGraph,
} from "./graph-model.ts";
import { route } from "./graph-route.ts";
import { Slots } from "./graph-slots.ts";
import { type IconName, icon } from "./icons.ts";
import { t } from "./l10n.ts";
import type { Links } from "./pieces.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";
import { cutTo } from "./text-room.ts";

const BAND = 14;
/** How often the present graph of a live run is drawn, in milliseconds. */
const EVERY = 500;
const MANY_NODES = 60;
/** Below it names cannot be read. */
const LEAST_SCALE = 0.6;
const GLYPHS: Record<string, IconName> = {
  Lock: "lock",
  Queue: "queue",
  JoinableQueue: "queue",
  Event: "event",
  Pool: "pool",
  SimpleQueue: "queue",
  Connection: "queue",
  RLock: "lock",
  Semaphore: "lock",
  BoundedSemaphore: "lock",
  Condition: "event",
  Barrier: "event",
};

export class Graph {
  readonly element = el("div", { class: "graph" });
  /** As drawn, for the snapshot. */
  drawn: WaitGraph = { nodes: [], edges: [] };
  readonly #store: Store;
  readonly #links: Links;
  readonly #slots = new Slots();
  #run = -1;
  #shown = "";
  #at = 0;

  constructor(store: Store, links: Links) {
    this.#store = store;
    this.#links = links;
  }

  /** Draws how it is at the cursor where that was put last; else what the selected or newest hint says, or who waits now. */
  draw(scene: Scene): void {
    const { model } = scene;
    const store = this.#store;
    if (this.#run !== store.run.id) this.#slots.clear();
    this.#run = store.run.id;
    const time = store.lead === "cursor" ? scene.pinned : undefined;
    const chosen = time === undefined ? this.#chosenHint(model) : stuckAt(model, time);
    const hint = model.hints[chosen];
    const { clientWidth: width, clientHeight: height } = this.element;
    const what = hint ? `hint ${chosen}` : time === undefined ? `now ${model.events}` : `at ${time}`;
    const key = `${store.run.id} ${what} ${model.processes.size} ${model.objects.size} ${width} ${height}`;
    const now = performance.now();
    if (key === this.#shown || (!hint && time === undefined && scene.live && now - this.#at < EVERY)) return;
    this.#shown = key;
    this.#at = now;
    const graph = hint
      ? hintGraph(hint.hint)
      : time === undefined
        ? presentGraph(model)
        : graphAt(model, time);
    this.drawn = graph;
    const note = noteOf(model, graph, time);
    if (note) {
      this.element.replaceChildren(el("p", { class: "empty-note", text: note }));
      return;
    }
    const layout = hint
      ? layOut(graph, width, height - 4)
      : this.#slots.layOut(graph, model, width, height - 4);
    const svg = this.#picture(graph, layout, hint ? fitting(layout, width, height - 4) : 1);
    if (layout.ring && hint && isPlainCircle(graph)) drawMiddle(svg, layout.ring, graph, hint);
    if (hint) drawLegend(svg, graph, layout);
    else if (time !== undefined) this.#caption(svg, graph, time);
    const focused = (document.activeElement as HTMLElement | null)?.dataset?.["node"];
    const had = focused !== undefined && this.element.contains(document.activeElement);
    this.element.replaceChildren(svg.node()!);
    // What has the keyboard's focus keeps it from one moment to the next.
    if (had) this.element.querySelector<SVGElement>(`[data-node="${CSS.escape(focused)}"]`)?.focus();
  }

  /** The selected hint, else the newest one with waits; −1 for none. */
  #chosenHint(model: RunModel): number {
    const selected = this.#store.selectedHint;
    if (selected) return hasWaits(selected.hint.processes) ? selected.index : -1;
    return model.hints.findLastIndex(({ hint }) => hasWaits(hint.processes));
  }

  #caption(svg: Svg, graph: WaitGraph, time: number): void {
    const text =
      graph.edges.length > 0
        ? t("At {0}", moment(time))
        : t("At {0}: nobody waits for anybody.", moment(time));
    svg.append("text").attr("class", "caption").attr("x", 12).attr("y", 18).text(text);
  }

  #picture(graph: WaitGraph, layout: Layout, scale: number) {
    const svg = create("svg")
      .attr("width", Math.floor(layout.width * scale))
      .attr("height", Math.floor(layout.height * scale))
      .attr("viewBox", `0 0 ${layout.width} ${layout.height}`)
      .attr("role", "img")
      .attr(
        "aria-label",
        graph.edges.map((edge) => t(WORDS[edge.kind], edge.from.label, edge.to.label)).join(t("; ")),
      );
    const { ring } = layout;
    if (ring)
      svg
        .append("ellipse")
        .attr("class", "band")
        .attr("cx", ring.x)
        .attr("cy", ring.y)
        .attr("rx", ring.rx)
        .attr("ry", ring.ry)
        .attr("stroke-width", BAND);
    for (const edge of graph.edges) this.#edge(svg, graph, edge, layout);
    for (const place of layout.placed.values()) this.#node(svg, place);
    return svg;
  }

  #node(svg: Svg, place: Placed): void {
    const { node, x, y, width, height } = place;
    const group = svg
      .append("g")
      .attr("class", `node ${node.kind}${node.core ? " core" : ""}${node.idle ? " idle" : ""}`)
      .attr("transform", `translate(${Math.round(x - width / 2)},${Math.round(y - height / 2)})`)
      .attr("data-label", node.label)
      .attr("data-node", node.id);
    group
      .append("rect")
      .attr("width", width)
      .attr("height", height)
      .attr("rx", node.kind === "process" ? 5 : node.kind === "any" ? 9 : 0);
    group.append("title").text(node.note ? t("{0}, {1}", node.label, node.note) : node.label);
    const name = group
      .append("text")
      .attr("class", "name")
      .attr("text-anchor", "middle")
      .attr("x", width / 2);
    const letter = node.core && node.kind === "process" ? 7 : 6.4;
    const room = width - 12 - (node.kind === "object" ? 2 * letter : 0);
    name.text(node.kind === "any" ? node.label : cutTo(node.label, room, letter));
    if (node.kind === "object") {
      const glyph = icon(GLYPHS[node.type] ?? "lock", 14);
      glyph.setAttribute("x", "4");
      glyph.setAttribute("y", String((height - 14) / 2));
      group.node()!.append(glyph);
      name.attr("x", width / 2 + 7);
    }
    name.attr("y", node.kind === "process" && node.note ? 16 : height / 2 + 4);
    if (node.note)
      group
        .append("text")
        .attr("class", "note")
        .attr("text-anchor", "middle")
        .attr("x", width / 2)
        .attr("y", 30)
        .text(node.note);
    if (node.kind === "any") return;
    group.attr("tabindex", 0).attr("role", "button");
    const choose = () =>
      this.#links.select(
        node.kind === "process"
          ? { kind: "process", process: node.number }
          : { kind: "object", object: node.number },
      );
    group.on("click", choose).on("keydown", (event: KeyboardEvent) => {
      if (event.key === "Enter" || event.key === " ") choose();
    });
    if (node.site) group.on("dblclick", () => this.#links.open(node.site));
  }

  #edge(svg: Svg, graph: WaitGraph, edge: GraphEdge, layout: Layout): void {
    const from = layout.placed.get(edge.from)!;
    const to = layout.placed.get(edge.to)!;
    const paired = graph.edges.some((other) => other.from === edge.to && other.to === edge.from);
    const line = route(from, to, layout, paired);
    const kind = `${edge.kind}${edge.core ? " core" : ""}${edge.any ? " any" : ""}`;
    svg.append("path").attr("class", `edge ${kind}`).attr("d", line.path);
    const { tip, angle } = line;
    const open = !edge.core;
    const size = edge.kind === "held" ? 7 : 5;
    svg
      .append("path")
      .attr("class", `head ${kind}${open ? " open" : ""}`)
      .attr("d", open ? "M-7,-4L0,0L-7,4" : `M${-size * 2 + 1},${-size}L0,0L${-size * 2 + 1},${size}z`)
      .attr(
        "transform",
        `translate(${tip[0].toFixed(1)},${tip[1].toFixed(1)})rotate(${((angle * 180) / Math.PI).toFixed(1)})`,
      );
    if (open && edge.kind === "waits" && edge.to.kind === "process") {
      svg
        .append("text")
        .attr("class", "edge-label")
        .attr("text-anchor", "middle")
        .attr("x", line.label[0])
        .attr("y", line.label[1])
        .text(t("joins"));
    }
  }
}

const WORDS = { waits: t("{0} waits for {1}"), held: t("{0} is held by {1}") };

/** Every core node waits for exactly one other: what it looks like needs no more words than these. */
const isPlainCircle = (graph: WaitGraph): boolean =>
  graph.edges.filter((edge) => edge.core && edge.to.core).length ===
  graph.nodes.filter((node) => node.core).length;

const hasWaits = (processes: { waits?: unknown[] }[]): boolean =>
  processes.some((process) => (process.waits?.length ?? 0) > 0);

/** The hint whose circle is closed at a moment, and still is; −1 for none. */
const stuckAt = (model: RunModel, time: number): number =>
  model.hints.findLastIndex(
    ({ hint, closed }) =>
      closed <= time &&
      hint.certainty === "certain" &&
      hasWaits(hint.processes) &&
      hint.processes.some(({ id, role }) => {
        const track = role === "core" ? model.processes.get(id)?.track : undefined;
        return track?.state[track.at(time)] === STATE.stuck;
      }),
  );

/** How much smaller a picture is drawn so that all of it is in sight; what would be too small to read is scrolled. */
const fitting = (layout: Layout, width: number, height: number): number =>
  Math.max(LEAST_SCALE, Math.min(1, width / layout.width, height / layout.height));

/** What is said instead of a picture; empty where there is one. */
function noteOf(model: RunModel, graph: WaitGraph, time: number | undefined): string {
  if (model.events === 0) return t("Nothing has run yet.");
  if (graph.edges.length === 0 && time === undefined) return t("Nobody waits for anybody at this moment.");
  if (graph.nodes.length <= MANY_NODES) return "";
  return t(
    "{0} processes and objects are too many for a picture; the tables have them all.",
    graph.nodes.length,
  );
}

export const graphLabels = (graph: WaitGraph): { nodes: string[]; edges: [string, string][] } => ({
  nodes: graph.nodes.map((node: GraphNode) => node.label),
  edges: graph.edges.map((edge) => [edge.from.label, edge.to.label]),
});
