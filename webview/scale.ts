/** How large the view is shown: larger than the page has it while it is presented. */

/** While presenting: the `zoom` of `.presenting` in style.css. */
export const PRESENTED = 1.5;

let factor = 1;

export const setScale = (scale: number): void => {
  factor = scale;
};

/** CSS pixels of the page for one of the view. */
export const scale = (): number => factor;

/** Where on its target a pointer is, in CSS pixels of the view. */
export const at = (event: { offsetX: number; offsetY: number }): { x: number; y: number } => ({
  x: event.offsetX / factor,
  y: event.offsetY / factor,
});

let forced: number | undefined;

/** Pixels of the screen for a CSS pixel of the view. */
export const pixelRatio = (): number => forced ?? (window.devicePixelRatio || 1) * factor;

/** Draws something at another ratio than the screen's. */
export function atRatio<T>(ratio: number, draw: () => T): T {
  forced = ratio;
  try {
    return draw();
  } finally {
    forced = undefined;
  }
}
