/** Text in a picture whose font nobody can measure beforehand. */

export const FONT = `system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif`;

/** Widths of characters at 11 px, as wide as the usual faces have them. */
const NARROW = /[ijlI.,:;'|!()[\]ft1-]/;
const WIDE = /[mwMW@%—…]/;
const CAPITAL = /[A-Z0-9_#&]/;

/** Pixels that a text takes at 11 px, rather too many than too few. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      character > "\u02ff"
        ? 11.5
        : NARROW.test(character)
          ? 4.2
          : WIDE.test(character)
            ? 10.2
            : CAPITAL.test(character)
              ? 7.6
              : 6.5;
  return width;
}

/** The first label that fits; else the shortest, cut if four characters remain; else nothing. */
export function fitText(labels: readonly string[], room: number): string {
  for (const label of labels) if (textWidth(label) <= room) return label;
  const last = [...(labels.at(-1) ?? "")];
  for (let length = last.length - 1; length >= 4; length--) {
    const cut = `${last.slice(0, length).join("").trimEnd()}…`;
    if (textWidth(cut) <= room) return cut;
  }
  return "";
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as XML has it; characters that XML cannot have become U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** A coordinate with at most two decimals. */
export const px = (value: number): string => String(Math.round(value * 100) / 100);

export function textAt(text: string, x: number, y: number, fill: string, more = ""): string {
  return `<text x="${px(x)}" y="${px(y)}" fill="${fill}"${more}>${escapeXml(text)}</text>`;
}

export const rectAt = (x: number, y: number, w: number, h: number, fill: string, more = ""): string =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" fill="${fill}"${more}/>`;
