/** Colours as numbers: mixing, and contrast as WCAG defines it. */

/** Red, green, blue from 0 to 255, and opacity from 0 to 1. */
export type Colour = readonly [number, number, number, number];

let probe: CanvasRenderingContext2D | undefined;

/** Any CSS colour; undefined when it is none. */
export function parse(css: string): Colour | undefined {
  if (css.trim() === "") return undefined;
  probe ??= document.createElement("canvas").getContext("2d")!;
  // An unknown colour leaves what was there: two different grounds tell.
  const read = (ground: string) => {
    probe!.fillStyle = ground;
    probe!.fillStyle = css.trim();
    return String(probe!.fillStyle);
  };
  const first = read("#000001");
  if (first !== read("#000002")) return undefined;
  if (first.startsWith("#")) {
    const value = Number.parseInt(first.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255, 1];
  }
  const parts = first.match(/[\d.]+/g)?.map(Number);
  return parts && parts.length >= 3 ? [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1] : undefined;
}

/** `share` of the first over the second, both opaque. */
export function mix(over: Colour, under: Colour, share: number): Colour {
  const part = share * over[3];
  const at = (i: 0 | 1 | 2) => Math.round(over[i] * part + under[i] * (1 - part));
  return [at(0), at(1), at(2), 1];
}

export const css = (colour: Colour): string =>
  colour[3] === 1
    ? `rgb(${colour[0]}, ${colour[1]}, ${colour[2]})`
    : `rgba(${colour[0]}, ${colour[1]}, ${colour[2]}, ${colour[3]})`;

function luminance(colour: Colour): number {
  const linear = (channel: number) => {
    const c = channel / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

export function contrast(a: Colour, b: Colour): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
