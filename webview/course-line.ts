/** How a number went over time, as a small picture in a cell. */
import { t } from "./l10n.ts";

const WIDTH = 132;
const HEIGHT = 16;
const SVG = "http://www.w3.org/2000/svg";

export interface CourseLine {
  element: SVGSVGElement;
  /** Values in equal steps of time; `most` is the full height, unless one of them is higher. */
  show(values: readonly number[], most: number): void;
}

export function courseLine(): CourseLine {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("class", "course");
  element.setAttribute("width", String(WIDTH));
  element.setAttribute("height", String(HEIGHT));
  element.setAttribute("role", "img");
  const area = document.createElementNS(SVG, "path");
  element.append(area);
  let shown = "";
  return {
    element,
    show: (values, most) => {
      const key = `${most} ${values.join()}`;
      if (key === shown) return;
      shown = key;
      const full = Math.max(most, ...values, 1);
      const step = WIDTH / Math.max(1, values.length);
      const height = (value: number) => (HEIGHT - 1 - (value / full) * (HEIGHT - 2)).toFixed(1);
      const points = values.map(
        (value, index) =>
          `${(index * step).toFixed(1)},${height(value)} ${((index + 1) * step).toFixed(1)},${height(value)}`,
      );
      area.setAttribute(
        "d",
        values.length === 0 ? "" : `M0,${HEIGHT - 1}L${points.join(" ")} ${WIDTH},${HEIGHT - 1}z`,
      );
      const highest = values.length === 0 ? 0 : Math.max(...values);
      element.setAttribute("aria-label", t("at most {0}", highest.toFixed(1)));
    },
  };
}
