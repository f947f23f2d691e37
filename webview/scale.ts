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

/** Pixels of the screen for a CSS pixel of the view. */
export const pixelRatio = (): number => (window.devicePixelRatio || 1) * factor;
