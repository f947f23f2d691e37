/**
 * The marks of all rows in sight. From frame to frame they stay as long as they would be drawn alike: scrolling moves
 * them, and draws only what comes into sight.
 */
import { drawEvent, drawLock, drawPool, drawQueue } from "./object-lanes.ts";
import { Paint } from "./paint.ts";
import { drawPrinted } from "./printed-marks.ts";
import { drawBoxes, drawCrew, drawProcess } from "./process-lane.ts";
import { barTop, type Row, rowsBetween } from "./rows.ts";
import { pixelRatio } from "./scale.ts";
import type { Scene } from "./scene.ts";

export class LaneMarks {
  readonly #paint = new Paint();
  /** All that decides what is drawn, but for the height. */
  #drawnFor: readonly unknown[] = [];
  #top = 0;
  /** Rows that are drawn, and whether marks were merged in them. */
  readonly #rows = new Map<Row, boolean>();

  /**
   * Draws those between two heights of all rows; true when marks are merged. `veils`: stretches from left to right
   * whose marks are veiled, in pixels. `hideTasks`: tasks have no rows of their own.
   */
  draw(
    context: CanvasRenderingContext2D,
    scene: Scene,
    {
      top,
      height,
      veils,
      hideTasks,
    }: { top: number; height: number; veils: Paint["veils"]; hideTasks: boolean },
  ): boolean {
    const { rows, theme, from, to, now, width, arrows, printed } = scene;
    const paint = this.#paint;
    const looks = [theme.version, pixelRatio(), hideTasks, arrows, printed.version];
    const drawnFor = [rows, from, to, now, width, height, ...looks];
    const anew = drawnFor.some((part, i) => part !== this.#drawnFor[i]);
    if (anew) {
      this.#drawnFor = drawnFor;
      this.#rows.clear();
      paint.begin(context, theme, width, height, top);
    } else {
      // What was cut off at an edge has to be drawn anew to be seen whole.
      if (top !== this.#top) this.#forgetCut();
      paint.again(context, top);
      if (top !== this.#top) this.#forgetCut();
    }
    this.#top = top;
    let merged = false;
    for (const row of rowsBetween(rows, top, top + height)) {
      if (row.kind === "section") continue;
      const known = this.#rows.get(row);
      if (known === undefined) {
        paint.part(row);
        paint.pixels.clear(row.top, row.top + row.height);
        this.#rows.set(row, drawRow(paint, scene, row, hideTasks));
      }
      merged ||= this.#rows.get(row)!;
    }
    paint.veils = veils;
    paint.finish();
    return merged;
  }

  #forgetCut(): void {
    for (const row of this.#rows.keys()) {
      if (this.#paint.pixels.holds(row.top, row.top + row.height)) continue;
      this.#rows.delete(row);
      this.#paint.forget(row);
    }
  }
}

/** True when marks were merged. */
function drawRow(paint: Paint, scene: Scene, row: Row, hideTasks: boolean): boolean {
  const y = row.top;
  const bar = y + barTop(row);
  switch (row.kind) {
    case "process": {
      const untold = row.open !== true || row.aside || hideTasks;
      const named = untold && row.lane.boxes.rows.length > 0;
      const merged = drawProcess(paint, scene, row.lane, bar, row.bar, named);
      drawPrinted(paint, scene, row.lane.id, bar, bar - y);
      return merged;
    }
    case "lock":
      return drawLock(paint, scene, row.lane, bar, row.bar, y + row.height);
    case "task":
      drawBoxes(paint, scene, row.lane, row.level, bar, row.bar);
      return false;
    case "queue":
      drawQueue(paint, scene, row.lane, y, row.height);
      return false;
    case "event":
      drawEvent(paint, scene, row.lane, bar, row.bar);
      return false;
    case "crew":
      drawCrew(paint, scene, row, bar, row.bar);
      return true;
    case "pool":
      drawPool(paint, scene, row.lane, y, row.height);
      return false;
    case "section":
      return false;
  }
}
