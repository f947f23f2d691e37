/** Where the nodes of a wait-for graph stand: a core of three or more on a ring, the others outside. */
import type { GraphNode, WaitGraph } from "./graph-model.ts";

export interface Placed {
  node: GraphNode;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Angle on the ring, undefined outside of it. */
  angle: number | undefined;
}
export interface Layout {
  placed: Map<GraphNode, Placed>;
  width: number;
  height: number;
  ring: { x: number; y: number; rx: number; ry: number } | undefined;
  /** The nodes stand in two columns, so that edges within one go around. */
  columns?: boolean;
}

export const SIZE = {
  process: { width: 126, height: 38 },
  object: { width: 74, height: 24 },
  any: { width: 44, height: 18 },
} as const;
const MARGIN = 24;
const COLUMN = 190;
const ROW = 56;
const MIN_RX = 200;
const MAX_RX = 290;
const MIN_RY = 108;

/** `width` and `height` are what there is to fill; the layout may need more. */
export function layOut(graph: WaitGraph, width: number, height: number): Layout {
  const core = ringOrder(graph);
  return core.length >= 3 && hasCircle(graph)
    ? ringLayout(graph, core, width, height)
    : layers(graph, width, height);
}

/** The core's nodes in the order of their waits, as far as they form one chain; the others after them. */
function ringOrder(graph: WaitGraph): GraphNode[] {
  const core = graph.nodes.filter((node) => node.core);
  const order: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  for (const start of core) {
    for (let node: GraphNode | undefined = start; node && !seen.has(node); ) {
      seen.add(node);
      order.push(node);
      const at: GraphNode = node;
      node = graph.edges.find((edge) => edge.from === at && edge.to.core && !seen.has(edge.to))?.to;
    }
  }
  return order;
}

/** Whether some core node waits, over others, for itself. */
function hasCircle(graph: WaitGraph): boolean {
  const next = (node: GraphNode) =>
    graph.edges.flatMap((edge) => (edge.from === node && edge.to.core ? [edge.to] : []));
  return graph.nodes.some((start) => {
    if (!start.core) return false;
    const seen = new Set<GraphNode>();
    const open = next(start);
    for (let node = open.pop(); node; node = open.pop()) {
      if (node === start) return true;
      if (seen.has(node)) continue;
      seen.add(node);
      open.push(...next(node));
    }
    return false;
  });
}

function ringLayout(graph: WaitGraph, core: GraphNode[], width: number, height: number): Layout {
  const placed = new Map<GraphNode, Placed>();
  const outside = levels(graph, new Set(core));
  const columns = outside.length;
  const left = columns * COLUMN;
  const room = Math.max(width - left, 2 * MIN_RX);
  const rx = Math.min(MAX_RX, Math.max(MIN_RX, (room - SIZE.process.width) / 2 - MARGIN));
  const ry = Math.max(MIN_RY, Math.min(rx, (height - SIZE.process.height) / 2 - MARGIN), core.length * 11);
  const total = Math.max(width, left + 2 * rx + SIZE.process.width + 2 * MARGIN);
  const tall = Math.max(height, 2 * ry + SIZE.process.height + 2 * MARGIN);
  const x = Math.max(left + rx + SIZE.process.width / 2 + MARGIN, total / 2);
  const y = tall / 2;
  // Whoever is waited for from outside stands on the left, beside them.
  const wanted =
    graph.edges.find((edge) => !core.includes(edge.from) && core.includes(edge.to))?.to ?? core[0]!;
  const first = core.indexOf(wanted);
  core.forEach((node, index) => {
    const angle = Math.PI + ((index - first) / core.length) * 2 * Math.PI;
    placed.set(node, {
      node,
      x: x + rx * Math.cos(angle),
      y: y + ry * Math.sin(angle),
      ...SIZE[node.kind],
      angle,
    });
  });
  const edge = x - rx - SIZE.process.width / 2;
  outside.forEach((nodes, level) => {
    nodes.forEach((node, index) => {
      placed.set(node, {
        node,
        x: edge - (level + 1) * COLUMN + COLUMN / 2 - 24,
        y: y + (index - (nodes.length - 1) / 2) * ROW,
        ...SIZE[node.kind],
        angle: undefined,
      });
    });
  });
  return { placed, width: total, height: Math.max(tall, ...heights(outside)), ring: { x, y, rx, ry } };
}

const heights = (columns: GraphNode[][]): number[] => columns.map((nodes) => nodes.length * ROW + 2 * MARGIN);

/** Nodes outside of a set by how many steps they are away from it; what has no way to it is farthest. */
function levels(graph: WaitGraph, inside: ReadonlySet<GraphNode>): GraphNode[][] {
  const result: GraphNode[][] = [];
  const seen = new Set(inside);
  for (;;) {
    const next = graph.nodes.filter(
      (node) => !seen.has(node) && graph.edges.some((edge) => edge.from === node && seen.has(edge.to)),
    );
    if (next.length === 0) break;
    for (const node of next) seen.add(node);
    result.push(next);
  }
  const rest = graph.nodes.filter((node) => !seen.has(node));
  if (rest.length > 0) result.push(rest);
  return result;
}

/** Without a ring: those who wait on the left, what they wait for to the right of them. */
function layers(graph: WaitGraph, width: number, height: number): Layout {
  const core = graph.nodes.filter((node) => node.core);
  const sinks = graph.nodes.filter((node) => !graph.edges.some((edge) => edge.from === node));
  // A core of two stands side by side, so that both of its edges are seen.
  const base = core.length === 2 ? core : sinks.length > 0 ? sinks : graph.nodes.slice(-1);
  const last = core.length === 2 ? core.map((node) => [node]) : [base];
  const columns = [...levels(graph, new Set(base)).reverse(), ...last];
  const placed = new Map<GraphNode, Placed>();
  const tall = Math.max(height, ...heights(columns));
  const wide = Math.max(width, columns.length * COLUMN + 2 * MARGIN);
  const begin = (wide - (columns.length - 1) * COLUMN) / 2;
  columns.forEach((nodes, column) => {
    nodes.forEach((node, index) => {
      placed.set(node, {
        node,
        x: begin + column * COLUMN,
        y: tall / 2 + (index - (nodes.length - 1) / 2) * ROW,
        ...SIZE[node.kind],
        angle: undefined,
      });
    });
  });
  return { placed, width: wide, height: tall, ring: undefined };
}
