/** Small drawings of 16 × 16 in the text's colour. */

/** Lines, and shapes that are filled. */
const SHAPES = {
  play: { fill: "M5 3v10l8-5z" },
  pause: { fill: "M4.5 3h2.5v10H4.5zM9 3h2.5v10H9z" },
  first: { fill: "M3 3h1.6v10H3zM13 3v10L5.6 8z" },
  last: { fill: "M11.4 3H13v10h-1.6zM3 3v10l7.4-5z" },
  previous: { line: "m10 3.5-5 4.5 5 4.5" },
  next: { line: "m6 3.5 5 4.5-5 4.5" },
  stop: { fill: "M4 4h8v8H4z" },
  restart: { line: "M12.5 8a4.5 4.5 0 1 1-1.4-3.3M12.5 2.5v3h-3" },
  live: {
    line: "M5 11a4.2 4.2 0 0 1 0-6M11 5a4.2 4.2 0 0 1 0 6M3 13a7 7 0 0 1 0-10M13 3a7 7 0 0 1 0 10",
    fill: "M8 6.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 1 1 0-3.6z",
  },
  path: { line: "M2.5 12.5h4v-9h4v6h3M11.4 7.4l2.1 2.1-2.1 2.1" },
  search: { line: "M7 2.8a4.2 4.2 0 1 1 0 8.4A4.2 4.2 0 1 1 7 2.8zM10.2 10.2l3.6 3.6" },
  export: { line: "M8 10V2.5M5 5.3l3-3 3 3M3 9.5v3.7h10V9.5" },
  filter: { line: "M2.5 4h11M4.5 8h7M6.5 12h3" },
  unused: { line: "M8 2.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 1 1 8 2.6zM4.3 11.7l7.4-7.4" },
  tasks: { line: "M2.5 3.5h11M4.5 7h6v5.5h-6z" },
  foldAll: { line: "m5 2.5 3 3 3-3M5 13.5l3-3 3 3M2.5 8h11" },
  unfoldAll: { line: "m5 5.5 3-3 3 3M5 10.5l3 3 3-3M2.5 8h11" },
  note: { line: "M4.5 13.5v-11l7 3-7 3" },
  pencil: { line: "m3.5 12.5.6-2.6 6.4-6.4 2 2-6.4 6.4zM9 5l2 2" },
  plus: { line: "M8 3.5v9M3.5 8h9" },
  minus: { line: "M3.5 8h9" },
  fit: { line: "M2.5 3.5v9M13.5 3.5v9M5 8h6M6.6 6.2 4.8 8l1.8 1.8M9.4 6.2 11.2 8 9.4 9.8" },
  open: { line: "m4.5 6.5 3.5 3.5 3.5-3.5" },
  folded: { line: "m6.5 4.5 3.5 3.5-3.5 3.5" },
  lock: { line: "M4 7.5h8v5.5H4zM5.8 7.5V5.2a2.2 2.2 0 0 1 4.4 0v2.3" },
  queue: { line: "M2.8 5h2.8v6H2.8zM6.6 5h2.8v6H6.6zM10.4 5h2.8v6h-2.8z" },
  event: { line: "M4.5 13.5v-11M4.5 3.5h7l-2 2.5 2 2.5h-7" },
  pool: { line: "M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z" },
  process: {
    line: "M4.5 4.5h7v7h-7zM6.5 2.3v2.2M9.5 2.3v2.2M6.5 11.5v2.2M9.5 11.5v2.2M2.3 6.5h2.2M2.3 9.5h2.2M11.5 6.5h2.2M11.5 9.5h2.2",
  },
  command: { line: "M2.5 3.5h11v9h-11zM4.8 6l2 2-2 2M8.2 10.2h3" },
  error: { line: "M8 2.3a5.7 5.7 0 1 1 0 11.4A5.7 5.7 0 1 1 8 2.3zM6 6l4 4M10 6l-4 4" },
  warning: { line: "M8 2.6 14 13H2zM8 6.4v3.2M8 11.1v.4" },
  info: { line: "M8 2.3a5.7 5.7 0 1 1 0 11.4A5.7 5.7 0 1 1 8 2.3zM8 7.4v3.4M8 5v.4" },
  bulb: { line: "M6.2 11.2c0-1.5-1.9-2.3-1.9-4.7a3.7 3.7 0 0 1 7.4 0c0 2.4-1.9 3.2-1.9 4.7zM6.5 13.5h3" },
  copy: { line: "M5.5 5.5h7.5V13H5.5zM10.5 5.5V3H3v7.5h2.5" },
  close: { line: "m4.5 4.5 7 7M11.5 4.5l-7 7" },
  check: { line: "m3.2 8.6 3.2 3.2 6.4-7" },
  keys: { line: "M2.5 4.5h11v7h-11zM5 7h.4M7.8 7h.4M10.6 7h.4M5.5 9.5h5" },
} satisfies Record<string, { line?: string; fill?: string }>;
export type IconName = keyof typeof SHAPES;

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: IconName, size = 16): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("width", String(size));
  svg.setAttribute("height", String(size));
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const [kind, path] of Object.entries(SHAPES[name])) {
    const shape = document.createElementNS(SVG, "path");
    shape.setAttribute("d", path);
    shape.setAttribute("class", kind);
    svg.append(shape);
  }
  return svg;
}

/** The drawing of an icon on a canvas, as stroked and filled paths. */
export function iconPaths(name: IconName): { line: Path2D | undefined; fill: Path2D | undefined } {
  const shape: { line?: string; fill?: string } = SHAPES[name];
  return {
    line: shape.line ? new Path2D(shape.line) : undefined,
    fill: shape.fill ? new Path2D(shape.fill) : undefined,
  };
}
