/** A picture as wide as its place, drawn by the functions that draw the lanes, and again when that width changes. */
import { el, fitCanvas } from "./dom.ts";
import { Paint } from "./paint.ts";
import type { Theme } from "./theme.ts";

/** The same for all: each is drawn at once. */
const paint = new Paint();

/** `says`: the picture in words; empty where they stand beside it. */
export function wideCanvas(
  theme: Theme,
  height: number,
  says: string,
  draw: (paint: Paint, width: number) => void,
): HTMLElement {
  const canvas = document.createElement("canvas");
  const attributes: Record<string, string> = says
    ? { role: "img", "aria-label": says }
    : { "aria-hidden": "true" };
  const element = el("div", { class: "wide-canvas", attributes }, [canvas]);
  element.style.height = `${height}px`;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === 0) return;
    const context = fitCanvas(canvas, width, height);
    paint.begin(context, theme, width, height);
    draw(paint, width);
    paint.finish();
  }).observe(element);
  return element;
}
