/** The wait-for graph as a picture. */
import { create, type Selection } from "d3";
import type { FoundHint } from "../src/trace/found-hint.ts";
import { el } from "./dom.ts";
import { moment } from "./format.ts";
import { type Layout, layOut, type Placed } from "./graph-layout.ts";
import { type GraphEdge, type GraphNode, hintGraph, presentGraph, type WaitGraph } from "./graph-model.ts";
import { type IconName, icon } from "./icons.ts";
import { t } from "./l10n.ts";
import type { Links } from "./pieces.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";

const BAND = 14;
const AIR = 3;
const PAIR_GAP = 7;
/** How often the present graph of a live run is drawn, in milliseconds. */
const EVERY = 500;
const MANY_NODES = 60;
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
  #shown = "";
  #at = 0;

  constructor(store: Store, links: Links) {
    this.#store = store;
    this.#links = links;
  }

  /** Draws what the selected hint says, else the newest hint with waits, else who waits now. */
  draw(scene: Scene): void {
    const { model } = scene;
    const chosen =
      this.#store.selectedHint?.index ?? model.hints.findLastIndex(({ hint }) => hasWaits(hint.processes));
    const found = model.hints[chosen];
    const hint = found && hasWaits(found.hint.processes) ? found : undefined;
    const { clientWidth: width, clientHeight: height } = this.element;
    const key = `${this.#store.run.id} ${hint ? `hint ${chosen}` : `now ${model.events}`} ${width} ${height}`;
    const now = performance.now();
    if (key === this.#shown || (!hint && scene.live && now - this.#at < EVERY)) return;
    this.#shown = key;
    this.#at = now;
    const graph = hint ? hintGraph(hint.hint) : presentGraph(model);
    this.drawn = graph;
    if (graph.edges.length === 0) {
      const text =
        model.events === 0 ? t("Nothing has run yet.") : t("Nobody waits for anybody at this moment.");
      this.element.replaceChildren(el("p", { class: "empty-note", text }));
      return;
    }
    if (graph.nodes.length > MANY_NODES) {
      const text = t(
        "{0} processes and objects are too many for a picture; the tables have them all.",
        graph.nodes.length,
      );
      this.element.replaceChildren(el("p", { class: "empty-note", text }));
      return;
    }
    const layout = layOut(graph, width, height - 4);
    const svg = this.#picture(graph, layout);
    if (layout.ring && hint && isPlainCircle(graph)) this.#middle(svg, layout.ring, graph, hint);
    if (hint) this.#legend(svg, graph, layout);
    this.element.replaceChildren(svg.node()!);
  }

  #picture(graph: WaitGraph, layout: Layout) {
    const svg = create("svg")
      .attr("width", layout.width)
      .attr("height", layout.height)
      .attr("role", "img")
      .attr(
        "aria-label",
        graph.edges.map((edge) => t(WORDS[edge.kind], edge.from.label, edge.to.label)).join("; "),
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
      .attr("class", `node ${node.kind}${node.core ? " core" : ""}`)
      .attr("transform", `translate(${Math.round(x - width / 2)},${Math.round(y - height / 2)})`)
      .attr("data-label", node.label);
    group
      .append("rect")
      .attr("width", width)
      .attr("height", height)
      .attr("rx", node.kind === "process" ? 5 : node.kind === "any" ? 9 : 0);
    group.append("title").text(`${node.label}${node.note ? `, ${node.note}` : ""}`);
    const name = group
      .append("text")
      .attr("class", "name")
      .attr("text-anchor", "middle")
      .attr("x", width / 2);
    const letters =
      Math.floor((width - 12) / (node.core && node.kind === "process" ? 7 : 6.4)) -
      (node.kind === "object" ? 2 : 0);
    name.text(
      node.kind !== "any" && node.label.length > letters
        ? `${node.label.slice(0, letters - 1)}…`
        : node.label,
    );
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
      const text = svg.append("text").attr("class", "edge-label").attr("text-anchor", "middle");
      text
        .attr("x", (from.x + from.width / 2 + to.x - to.width / 2) / 2)
        .attr("y", (from.y + to.y) / 2 - 6)
        .text(t("joins"));
    }
  }

  #middle(svg: Svg, ring: NonNullable<Layout["ring"]>, graph: WaitGraph, { hint, closed }: FoundHint): void {
    const core = graph.nodes.filter((node) => node.core);
    const processes = core.filter((node) => node.kind === "process").length;
    const objects = core.filter((node) => node.kind === "object").length;
    const types = new Set(hint.objects.map((object) => object.type.toLowerCase()));
    const what = types.size === 1 ? [...types][0]! : "object";
    const lines = [
      t("A closed circle"),
      objects
        ? t("{0} processes, {1} {2}, nobody outside", processes, objects, objects === 1 ? what : `${what}s`)
        : t("{0} processes, nobody outside", processes),
      t("can release one. Since {0}.", moment(closed)),
    ];
    lines.forEach((text, index) => {
      svg
        .append("text")
        .attr("class", index === 0 ? "middle-title" : "middle")
        .attr("text-anchor", "middle")
        .attr("x", ring.x)
        .attr("y", ring.y - 14 + index * 18)
        .text(text);
    });
  }

  #legend(svg: Svg, graph: WaitGraph, layout: Layout): void {
    const y = layout.height - 14;
    let x = 14;
    const label = (text: string, key: string) => {
      svg
        .append("text")
        .attr("class", `legend ${key}`)
        .attr("x", x)
        .attr("y", y + 4)
        .text(text);
      x += text.length * 6.2 + 22;
    };
    const box = (kind: string, text: string) => {
      svg
        .append("rect")
        .attr("class", `key ${kind}`)
        .attr("x", x)
        .attr("y", y - 6)
        .attr("width", 12)
        .attr("height", 12)
        .attr("rx", 2);
      x += 18;
      label(text, kind);
    };
    if (graph.nodes.some((node) => node.core)) box("core", t("in the circle"));
    if (graph.nodes.some((node) => !node.core && node.kind === "process"))
      box("outside", t("waits behind it"));
    for (const [kind, text] of [
      ["waits", t("waits for")],
      ["held", t("held by")],
    ] as const) {
      if (!graph.edges.some((edge) => edge.core && edge.kind === kind)) continue;
      const size = kind === "held" ? 6 : 4.5;
      svg.append("path").attr("class", `edge core ${kind}`).attr("d", `M${x},${y}h10`);
      svg
        .append("path")
        .attr("class", `head core ${kind}`)
        .attr("d", `M0,${-size}L${size * 2},0L0,${size}z`)
        .attr("transform", `translate(${x + 7},${y})`);
      x += 26;
      label(text, kind);
    }
  }
}

type Svg = Selection<SVGSVGElement, undefined, null, undefined>;
const WORDS = { waits: t("{0} waits for {1}"), held: t("{0} is held by {1}") };

const hasWaits = (processes: { waits?: unknown[] }[]): boolean =>
  processes.some((process) => (process.waits?.length ?? 0) > 0);

interface Route {
  path: string;
  tip: [number, number];
  /** Direction at the tip, in radians. */
  angle: number;
}

/** Along the ring between neighbours on it, else a straight line between the frames. */
function route(from: Placed, to: Placed, { ring }: Layout, paired: boolean): Route {
  if (ring && from.angle !== undefined && to.angle !== undefined) {
    let turn = to.angle - from.angle;
    while (turn <= 0) turn += 2 * Math.PI;
    if (turn < Math.PI * 0.8) {
      const point = (angle: number): [number, number] => [
        ring.x + ring.rx * Math.cos(angle),
        ring.y + ring.ry * Math.sin(angle),
      ];
      const steps = 80;
      const points: [number, number][] = [];
      for (let i = 0; i <= steps; i++) {
        const at = point(from.angle + (turn * i) / steps);
        if (!within(at, from, AIR) && !within(at, to, AIR + 1)) points.push(at);
      }
      if (points.length > 4) {
        const tip = points.at(-1)!;
        const before = points.at(-4)!;
        const shaft = points.slice(0, -3);
        const path = `M${shaft.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}`;
        return { path, tip, angle: Math.atan2(tip[1] - before[1], tip[0] - before[0]) };
      }
    }
  }
  // Two edges between the same two nodes run beside each other.
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const aside = paired ? PAIR_GAP : 0;
  const shift = ([x, y]: [number, number]): [number, number] => [
    x - Math.sin(angle) * aside,
    y + Math.cos(angle) * aside,
  ];
  const start = shift(border(from, angle, AIR));
  const tip = shift(border(to, angle + Math.PI, AIR + 1));
  const end = [tip[0] - 5 * Math.cos(angle), tip[1] - 5 * Math.sin(angle)];
  return { path: `M${start.map(figure).join()}L${end.map(figure).join()}`, tip, angle };
}

const figure = (value: number): string => value.toFixed(1);

/** Every core node waits for exactly one other: what it looks like needs no more words than these. */
const isPlainCircle = (graph: WaitGraph): boolean =>
  graph.edges.filter((edge) => edge.core && edge.to.core).length ===
  graph.nodes.filter((node) => node.core).length;

const within = ([x, y]: [number, number], place: Placed, air: number): boolean =>
  Math.abs(x - place.x) < place.width / 2 + air && Math.abs(y - place.y) < place.height / 2 + air;

/** Where a ray from a node's middle leaves its frame. */
function border(place: Placed, angle: number, air: number): [number, number] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const reach = Math.min(
    (place.width / 2 + air) / Math.max(1e-6, Math.abs(cos)),
    (place.height / 2 + air) / Math.max(1e-6, Math.abs(sin)),
  );
  return [place.x + cos * reach, place.y + sin * reach];
}

export const graphLabels = (graph: WaitGraph): { nodes: string[]; edges: [string, string][] } => ({
  nodes: graph.nodes.map((node: GraphNode) => node.label),
  edges: graph.edges.map((edge) => [edge.from.label, edge.to.label]),
});
