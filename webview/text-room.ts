/** How much room a text takes where it cannot be measured: in a picture that is not on the page yet. */

/** Letters that take about twice the room of a Latin one: from the radicals of Chinese on. */
const isWide = (letter: string): boolean => letter >= "\u2e80";
const WIDE = 1.8;

const roomOfLetter = (letter: string, latin: number): number => (isWide(letter) ? WIDE * latin : latin);

/** @param latin pixels of a Latin letter */
export const roomOf = (text: string, latin: number): number =>
  [...text].reduce((room, letter) => room + roomOfLetter(letter, latin), 0);

/** The text, cut with `…` where it needs more than these pixels. */
export function cutTo(text: string, pixels: number, latin: number): string {
  if (roomOf(text, latin) <= pixels) return text;
  let room = latin;
  let kept = "";
  for (const letter of text) {
    room += roomOfLetter(letter, latin);
    if (room > pixels) break;
    kept += letter;
  }
  return `${kept}…`;
}
