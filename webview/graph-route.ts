/** The ways of a graph's edges: along the ring, straight, or around what stands between. */
import type { Layout, Placed } from "./graph-layout.ts";

const AIR = 3;
const PAIR_GAP = 7;
/** How far an edge between two nodes of one column goes around, in pixels: more, the farther they are apart. */
const AROUND = 26;
const AROUND_MORE = 0.12;

export interface Route {
  path: string;
  tip: [number, number];
  /** Direction at the tip, in radians. */
  angle: number;
  /** Where a word on it stands. */
  label: [number, number];
}

/** Along the ring between neighbours on it, around within a column, else a straight line between the frames. */
export function route(from: Placed, to: Placed, { ring, columns }: Layout, paired: boolean): Route {
  if (columns && from.x === to.x) return around(from, to, paired);
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
        const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
        return { path, tip, angle, label: shaft[shaft.length >> 1]! };
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
  const label: [number, number] = [
    (from.x + from.width / 2 + to.x - to.width / 2) / 2,
    (from.y + to.y) / 2 - 6,
  ];
  return { path: `M${start.map(figure).join()}L${end.map(figure).join()}`, tip, angle, label };
}

/** From the left side of one to the left side of another that stands above or below. */
function around(from: Placed, to: Placed, paired: boolean): Route {
  const x = from.x - from.width / 2 - AIR;
  const apart = Math.abs(to.y - from.y);
  const out = x - AROUND - apart * AROUND_MORE - (paired && to.y < from.y ? 2 * PAIR_GAP : 0);
  const [y0, y1] = [from.y, to.y + (to.y < from.y ? PAIR_GAP : -PAIR_GAP)];
  const path = `M${figure(x)},${figure(y0)}C${figure(out)},${figure(y0)} ${figure(out)},${figure(y1)} ${figure(x - 5)},${figure(y1)}`;
  return { path, tip: [x, y1], angle: 0, label: [(x + 3 * out) / 4, (y0 + y1) / 2 - 4] };
}

const figure = (value: number): string => value.toFixed(1);

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
