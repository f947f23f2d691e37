/** Notes on the axis and on the overview: pennants, and a line over what they are about. */
import type { Scene } from "./scene.ts";

const WIDE = 7;
const TALL = 8;

/** On the axis, at the top; the note that was gone to is filled. */
export function drawNoteFlags(context: CanvasRenderingContext2D, scene: Scene, height: number): void {
  const { notes, theme, x, width } = scene;
  context.lineWidth = 1;
  for (const { id, from, to } of notes.list) {
    const left = Math.round(x(from * 1000));
    const right = Math.round(x((to ?? from) * 1000));
    if (right < -WIDE || left > width) continue;
    const chosen = id === notes.chosen;
    context.fillStyle = context.strokeStyle = chosen ? theme.colours.select : theme.colours.fg;
    if (right > left) context.fillRect(left, height - 2, right - left, 2);
    context.fillRect(left, 1, 1, height - 1);
    pennant(context, left + 1, 1.5);
    context.fill();
    if (!chosen) continue;
    // By more than its colour.
    context.strokeRect(left - 1.5, 0.5, WIDE + 4, TALL + 2);
  }
}

/** On the overview, at its lower edge; hints are at the upper one. */
export function drawNoteMarks(
  context: CanvasRenderingContext2D,
  { notes, theme }: Scene,
  width: number,
  height: number,
  length: number,
): void {
  context.fillStyle = theme.colours.fg;
  for (const { from } of notes.list) {
    const left = Math.round(((from * 1000) / length) * width);
    context.fillRect(left, height - TALL - 3, 1, TALL + 3);
    pennant(context, left + 1, height - TALL - 3);
    context.fill();
  }
}

function pennant(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + WIDE, y + TALL / 2);
  context.lineTo(x, y + TALL);
  context.closePath();
}

/** Where pennants are on the axis, in pixels: no label is to lie under them. */
export const pennants = ({ notes, x }: Scene): { left: number; right: number }[] =>
  notes.list.map(({ from }) => ({ left: x(from * 1000) - 3, right: x(from * 1000) + WIDE + 4 }));

/** The note whose pennant is at a point of the axis, `px` from its left. */
export function noteAt({ notes, x }: Scene, px: number): string | undefined {
  return notes.list.findLast(({ from }) => {
    const left = x(from * 1000);
    return px >= left - 3 && px <= left + WIDE + 3;
  })?.id;
}
