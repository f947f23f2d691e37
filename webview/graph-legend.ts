/** The words of a wait-for graph: what its circle is, and what its looks mean. */
import type { Selection } from "d3";
import type { FoundHint } from "../src/trace/found-hint.ts";
import { many, moment } from "./format.ts";
import type { Layout } from "./graph-layout.ts";
import type { WaitGraph } from "./graph-model.ts";
import { t } from "./l10n.ts";
import { roomOf } from "./text-room.ts";

export type Svg = Selection<SVGSVGElement, undefined, null, undefined>;

/** Pixels of a letter of the legend. */
const LEGEND_LETTER = 6.2;

const OBJECTS = [t("{0} object"), t("{0} objects")] as const;
const LOCKS = [t("{0} lock"), t("{0} locks")] as const;
const SEMAPHORES = [t("{0} semaphore"), t("{0} semaphores")] as const;
/** What several of a kind are called; others are objects. */
const OBJECT_WORDS: Partial<Record<string, readonly [one: string, several: string]>> = {
  Lock: LOCKS,
  RLock: LOCKS,
  Semaphore: SEMAPHORES,
  BoundedSemaphore: SEMAPHORES,
  Queue: [t("{0} queue"), t("{0} queues")],
};

/** What a circle is, in words, within its ring. */
export function drawMiddle(
  svg: Svg,
  ring: NonNullable<Layout["ring"]>,
  graph: WaitGraph,
  { hint, closed }: FoundHint,
): void {
  const core = graph.nodes.filter((node) => node.core);
  const processes = core.filter((node) => node.kind === "process").length;
  const objects = core.filter((node) => node.kind === "object").length;
  const types = new Set(hint.objects.map((object) => object.type));
  const [one, several] = (types.size === 1 && OBJECT_WORDS[[...types][0]!]) || OBJECTS;
  const things = many(objects, one, several);
  const lines =
    hint.kind === "deadlock-predicted"
      ? [
          t("A circle that did not close"),
          objects ? t("{0} processes, {1}", processes, things) : t("{0} processes", processes),
          hint.certainty === "proven"
            ? t("It closes in another order of events.")
            : t("It may close in another order of events."),
        ]
      : [
          t("A closed circle"),
          objects
            ? t("{0} processes, {1}, nobody outside", processes, things)
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

/** What the looks of nodes and edges mean, along the lower edge. */
export function drawLegend(svg: Svg, graph: WaitGraph, layout: Layout): void {
  const y = layout.height - 14;
  let x = 14;
  const label = (text: string, key: string) => {
    svg
      .append("text")
      .attr("class", `legend ${key}`)
      .attr("x", x)
      .attr("y", y + 4)
      .text(text);
    x += roomOf(text, LEGEND_LETTER) + 22;
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
  if (graph.nodes.some((node) => !node.core && node.kind === "process")) box("outside", t("waits behind it"));
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
