/** What one would write at first: a Gantt chart of D3 and SVG, an element per bar, placed anew at every zoom. */
import { scaleLinear, select, type ZoomTransform, zoom } from "d3";

const WIDTH = 830;
const ROW = 16;
const COLOURS = ["#3b6ea5", "#cca700", "#89d185", "#b180d7"];

interface Bar {
  lane: number;
  from: number;
  to: number;
  state: number;
}

/** So many bars, side by side in so many lanes. */
function bars(count: number, lanes: number): Bar[] {
  const each = Math.ceil(count / lanes);
  return Array.from({ length: count }, (_, i) => {
    const [lane, at] = [Math.floor(i / each), i % each];
    return { lane, from: at, to: at + 0.6 + ((i * 7) % 5) / 12, state: (i * 13) % COLOURS.length };
  });
}

function draw(count: number, lanes: number): void {
  const x = scaleLinear()
    .domain([0, Math.ceil(count / lanes)])
    .range([0, WIDTH]);
  const svg = select(document.body)
    .append("svg")
    .attr("width", WIDTH)
    .attr("height", lanes * ROW);
  const marks = svg
    .selectAll("rect")
    .data(bars(count, lanes))
    .join("rect")
    .attr("y", (bar) => bar.lane * ROW + 2)
    .attr("height", ROW - 4)
    .attr("fill", (bar) => COLOURS[bar.state]!);
  const place = (scale: (time: number) => number) => {
    marks
      .attr("x", (bar) => scale(bar.from))
      .attr("width", (bar) => Math.max(0.5, scale(bar.to) - scale(bar.from)));
  };
  place(x);
  svg.call(
    zoom<SVGSVGElement, unknown>().on("zoom", ({ transform }: { transform: ZoomTransform }) => {
      place(transform.rescaleX(x));
    }),
  );
}

(globalThis as unknown as { drawGantt: typeof draw }).drawGantt = draw;
