/** An edge that can be dragged, or moved with the arrow keys. */
import { el } from "./dom.ts";
import { scale } from "./scale.ts";

export interface SplitterOptions {
  label: string;
  /** Which way it moves. */
  direction: "upright" | "sideways";
  /** The size as it is now, in pixels. */
  size(): number;
  resize(size: number): void;
  /** The sized part lies after the edge, so that dragging forward makes it smaller. */
  after: boolean;
  done(): void;
  /** Puts it where it was at first: on a double click, or Enter. */
  reset?(): void;
}

const STEP = 16;

export function splitter(options: SplitterOptions): HTMLElement {
  const sideways = options.direction === "sideways";
  const element = el("div", {
    class: `splitter ${options.direction}`,
    attributes: {
      role: "separator",
      "aria-orientation": sideways ? "vertical" : "horizontal",
      "aria-label": options.label,
      tabindex: "0",
    },
  });
  const sign = options.after ? -1 : 1;
  let begin: { at: number; size: number } | undefined;
  const position = (event: PointerEvent) => (sideways ? event.clientX : event.clientY) / scale();
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    begin = { at: position(event), size: options.size() };
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    if (begin) options.resize(begin.size + sign * (position(event) - begin.at));
  });
  for (const name of ["pointerup", "pointercancel"] as const)
    element.addEventListener(name, () => {
      if (begin) options.done();
      begin = undefined;
    });
  element.addEventListener("dblclick", () => options.reset?.());
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && options.reset) {
      event.preventDefault();
      event.stopPropagation();
      options.reset();
    }
    const by = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    options.resize(options.size() + sign * by);
    options.done();
  });
  return element;
}
