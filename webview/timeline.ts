/** The lanes: one canvas over what is visible of all rows, with zoom, pan, hover and selection. */
import { type D3ZoomEvent, select, zoom, zoomIdentity } from "d3";
import { isWait } from "../src/trace/states.ts";
import { drawHandOver, drawHintArrows } from "./arrows.ts";
import { listenBrush } from "./brush.ts";
import { el, fitCanvas } from "./dom.ts";
import { hitAt } from "./hits.ts";
import { t } from "./l10n.ts";
import { LaneMarks } from "./lane-marks.ts";
import { drawHover, drawSelected, type Pen } from "./marks.ts";
import { unmergedSpan } from "./merged.ts";
import { drawPath } from "./path-marks.ts";
import type { Pane } from "./picture.ts";
import { barTop, type Row, rowsBetween } from "./rows.ts";
import { at, scale } from "./scale.ts";
import type { Hit, Scene } from "./scene.ts";
import { DRAWN_FROM } from "./shares.ts";
import type { Selection, Store } from "./store.ts";

/** Width in pixels of one second at zoom 1, which zooming counts from. */
const UNIT = 1000;
const SHORTEST = 10;

export interface TimelineEvents {
  open(site: string): void;
  hover(hit: Hit | undefined, event: PointerEvent): void;
}

export class Timeline {
  readonly canvas = document.createElement("canvas");
  /** Holds the canvas in place while the rows beside it scroll. */
  readonly element = el("div", { class: "plot" }, [this.canvas]);
  hovered: Hit | undefined;
  /** Whether the last frame merged marks. */
  merged = false;
  readonly #store: Store;
  readonly #scroller: HTMLElement;
  #scene: Scene | undefined;
  #zoom = zoom<HTMLCanvasElement, unknown>();
  readonly #marks = new LaneMarks();

  constructor(store: Store, scroller: HTMLElement, events: TimelineEvents) {
    this.#store = store;
    this.#scroller = scroller;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", t("Timeline; every mark is also in the tables below"));
    this.#listenZoom();
    listenBrush(this.canvas, store, (x) => this.#scene?.x.invert(x) ?? 0);
    this.canvas.addEventListener("pointermove", (event) => {
      this.hovered = this.#hit(event);
      store.point(this.#scene?.x.invert(at(event).x));
      events.hover(this.hovered, event);
    });
    this.canvas.addEventListener("pointerleave", (event) => {
      this.hovered = undefined;
      store.point(undefined);
      events.hover(undefined, event);
    });
    this.canvas.addEventListener("click", (event) => {
      const hit = this.#hit(event);
      store.pin(this.#scene?.x.invert(at(event).x));
      store.select(hit && (hit.selection ?? laneSelection(hit.row)));
    });
    this.canvas.addEventListener("dblclick", (event) => {
      const hit = this.#hit(event);
      if (!hit) return;
      const track =
        hit.row.kind === "process" ? hit.row.lane.track : hit.row.kind === "lock" && hit.row.lane.holders;
      if (hit.merged && track) {
        const span = unmergedSpan(this.#scene!, track, hit.merged, hit.time);
        store.jump(hit.time - span / 2, hit.time + span / 2);
      } else if (hit.site) events.open(hit.site);
    });
  }

  #hit(event: { offsetX: number; offsetY: number }): Hit | undefined {
    const { x, y } = at(event);
    return this.#scene && hitAt(this.#scene, x, y + this.#scroller.scrollTop);
  }

  #listenZoom(): void {
    const store = this.#store;
    this.#zoom
      .filter((event: MouseEvent | WheelEvent) => !event.button && !event.shiftKey)
      .wheelDelta(
        (event) =>
          -event.deltaY *
          (event.deltaMode === 1 ? 0.05 : event.deltaMode ? 1 : 0.002) *
          (event.ctrlKey ? 5 : 1),
      )
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        if (!event.sourceEvent) return;
        const { k, x } = event.transform;
        const span = (((this.#scene?.width ?? 1) * scale()) / (k * UNIT)) * 1e6;
        const from = (-x / (k * UNIT)) * 1e6;
        const wheel = event.sourceEvent.type === "wheel";
        store.show(from, from + span, wheel);
      });
    const selection = select(this.canvas).call(this.#zoom).on("dblclick.zoom", null);
    // Shift and the wheel, or a wheel that goes sideways, pans.
    selection.on("wheel.pan", (event: WheelEvent) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (!sideways || (!event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const store = this.#store;
      const by = (sideways / (this.#scene?.width ?? 1)) * (store.to - store.from);
      store.show(store.from + by, store.to + by);
    });
  }

  /** Tells the zoom behaviour where the view is: keys, the brush and a growing run move it as well. */
  #sync(scene: Scene): void {
    // It measures where the pointer is by itself, in pixels of the page.
    const width = scene.width * scale();
    const k = width / UNIT / ((scene.to - scene.from) / 1e6);
    const x = -(scene.from / 1e6) * k * UNIT;
    const whole = scene.whole / 1e6;
    this.#zoom
      .extent([
        [0, 0],
        [width, 1],
      ])
      .scaleExtent([(width / UNIT / whole) * 0.999, width / UNIT / (SHORTEST / 1e6)])
      .translateExtent([
        [0, Number.NEGATIVE_INFINITY],
        [whole * UNIT, Number.POSITIVE_INFINITY],
      ]);
    (this.canvas as unknown as { __zoom: unknown }).__zoom = zoomIdentity.translate(x, 0).scale(k);
  }

  draw(scene: Scene): void {
    this.#scene = scene;
    this.#sync(scene);
    this.#paintOn(this.canvas, scene, this.#scroller.scrollTop, this.#scroller.clientHeight, this.#marks);
  }

  /** What is in sight, or all of it, for a picture. */
  pane(scene: Scene, all: boolean, title = this.#store.run.title): Pane {
    const { scrollTop: top, clientHeight: height } = this.#scroller;
    return {
      scene,
      title,
      ...(all ? { top: 0, height: Number.POSITIVE_INFINITY } : { top, height }),
      lanes: (canvas, drawn, top, height) => this.#copy(canvas, drawn, top, height),
    };
  }

  /** Draws a part of the lanes on another canvas, as it is without the pointer. */
  #copy(canvas: HTMLCanvasElement, scene: Scene, top: number, height: number): void {
    const { hovered, merged } = this;
    this.hovered = undefined;
    this.#paintOn(canvas, scene, top, height, new LaneMarks());
    this.hovered = hovered;
    this.merged = merged;
  }

  /** The part of the lanes that begins so many pixels below the first row's top. */
  #paintOn(canvas: HTMLCanvasElement, scene: Scene, top: number, height: number, marks: LaneMarks): void {
    const context = fitCanvas(canvas, scene.width, height);
    const pen: Pen = { context, theme: scene.theme };
    const { colours } = scene.theme;
    if (scene.model.events === 0) return;
    for (const tick of scene.x.ticks(Math.max(2, Math.floor(scene.width / 110)))) {
      context.fillStyle = colours.grid;
      context.fillRect(Math.round(scene.x(tick)), 0, 1, height);
    }
    const rows = rowsBetween(scene.rows, top, top + height);
    const chosen = this.#store.selectedProcess;
    for (const row of rows) drawGround(pen, scene, row, row.top - top, chosen);
    const edges = rangeEdges(scene);
    const veils: (readonly [number, number])[] = edges
      ? [
          [0, Math.max(0, edges[0])],
          [edges[1], Math.max(0, scene.width - edges[1])],
        ]
      : [];
    const { hideTasks } = this.#store.lanes.choice;
    this.merged = marks.draw(context, scene, { top, height, veils, hideTasks });
    this.#gaps(pen, scene, height);
    if (scene.path) drawPath(pen, scene, scene.path, top);
    this.#lines(pen, scene, height);
    this.#concerned(pen, scene, rows, top);
    this.#outlines(pen, scene, rows, top);
    const found = scene.arrows === undefined ? undefined : scene.model.hints[scene.arrows];
    if (found) drawHintArrows(pen, scene, found, top);
    else drawHandOver(pen, scene, top);
  }

  /** What concerns the lock or queue under the pointer is outlined in the processes' lanes. */
  #concerned(pen: Pen, scene: Scene, rows: readonly Row[], top: number): void {
    const hovered = this.hovered?.row;
    if (!hovered || !("lane" in hovered) || hovered.kind === "process" || hovered.kind === "task") return;
    for (const row of rows) {
      if (row.kind !== "process") continue;
      const { track } = row.lane;
      const last = track.at(scene.to);
      for (let i = Math.max(0, track.at(scene.from)); i <= last; i++) {
        if (track.object[i] !== hovered.lane.id || !isWait(track.state[i]!)) continue;
        const x0 = Math.max(-2, scene.x(track.start[i]!));
        const x1 = Math.min(scene.width + 2, scene.x(track.end(i, scene.now)));
        if (x1 - x0 >= DRAWN_FROM) drawHover(pen, x0, x1, row.top - top + barTop(row), row.bar);
      }
    }
  }

  /** Where events were lost, over all lanes. */
  #gaps({ context, theme }: Pen, scene: Scene, height: number): void {
    for (const gap of scene.model.gaps) {
      const x0 = Math.round(scene.x(gap.from));
      const x1 = Math.max(x0 + 2, Math.round(scene.x(gap.to)));
      if (x1 < 0 || x0 > scene.width) continue;
      context.fillStyle = theme.pattern("gap", context);
      context.fillRect(x0, 0, x1 - x0, height);
    }
  }

  #lines({ context, theme }: Pen, scene: Scene, height: number): void {
    const line = (time: number, colour: string) => {
      if (time < scene.from || time > scene.to) return;
      context.fillStyle = colour;
      context.fillRect(Math.min(scene.width - 1, Math.round(scene.x(time))), 0, 1, height);
    };
    for (const { hint, closed } of scene.model.hints)
      if (hint.severity === "error" && hint.certainty === "certain") line(closed, theme.colours.stuck);
    for (const edge of rangeEdges(scene) ?? []) {
      context.fillStyle = theme.colours.select;
      if (edge >= 0 && edge <= scene.width) context.fillRect(edge, 0, 1, height);
    }
    if (scene.live) line(scene.now, theme.colours.fg);
    if (scene.cursorShown) line(scene.cursor, theme.colours.fg);
  }

  #outlines(pen: Pen, scene: Scene, rows: readonly Row[], top: number): void {
    const chosen = scene.selection;
    for (const row of rows) {
      if (row.kind === "section") continue;
      const edges = chosen && edgesOf(scene, row, chosen);
      const y = row.top - top + barTop(row);
      if (edges) {
        const x0 = Math.max(-8, scene.x(edges[0]));
        const x1 = Math.min(scene.width + 8, scene.x(edges[1]));
        if (x1 >= 0 && x0 <= scene.width) drawSelected(pen, x0, x1, y, row.bar);
      }
      const hovered = this.hovered?.row.key === row.key ? (this.hovered.merged ?? this.hovered) : undefined;
      if (hovered && hovered.to > hovered.from) {
        const x0 = Math.max(-2, scene.x(hovered.from));
        drawHover(pen, x0, Math.min(scene.width + 2, scene.x(hovered.to)), y, row.bar);
      }
    }
  }
}

/** The edges of the chosen part of the run, in whole pixels. */
function rangeEdges({ range, x }: Scene): [number, number] | undefined {
  return range && [Math.round(x(range.from)), Math.round(x(range.to))];
}

/** What marks stand on: the band of a section, and that of the lane that is chosen. */
function drawGround({ context, theme }: Pen, scene: Scene, row: Row, y: number, chosen: number): void {
  if (row.kind === "section") {
    context.fillStyle = theme.colours.section;
    context.fillRect(0, y, scene.width, row.height);
    context.fillStyle = theme.colours.rule;
    if (row.top > 0) context.fillRect(0, y, scene.width, 1);
  } else if ((row.kind === "process" || row.kind === "task") && row.lane.id === chosen) {
    context.fillStyle = theme.colours["row-selected"];
    context.fillRect(0, y, scene.width, row.height);
  }
}

/** What is selected by choosing a whole row. */
export function laneSelection(row: Row): Selection | undefined {
  if (row.kind === "section") return undefined;
  if (row.kind === "process" || row.kind === "task") return { kind: "process", process: row.lane.id };
  return { kind: "object", object: row.lane.id };
}

/** Edges of the selected mark, if it is in this row. */
export function edgesOf(scene: Scene, row: Row, chosen: Selection): [number, number] | undefined {
  if (chosen.kind === "interval" && row.kind === "process" && row.lane.id === chosen.process) {
    const { track } = row.lane;
    return [track.start[chosen.index]!, track.end(chosen.index, scene.now)];
  }
  if (
    chosen.kind === "box" &&
    row.kind === "task" &&
    row.lane.id === chosen.process &&
    row.level === chosen.row
  ) {
    const boxes = row.lane.boxes.rows[row.level]!;
    return [boxes.start[chosen.index]!, Math.min(boxes.end[chosen.index]!, scene.now)];
  }
  if (chosen.kind === "hold" && row.kind === "lock" && row.lane.id === chosen.object)
    return [row.lane.holders.start[chosen.index]!, row.lane.holders.end(chosen.index, scene.now)];
  return undefined;
}
