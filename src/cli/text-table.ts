/** Tables for a terminal: columns as wide as they have to be, empty ones left out. */
import { printable } from "../analysis/words.ts";

export interface Column<T> {
  name: string;
  /** Text of a cell; empty where there is nothing to say. */
  text: (item: T) => string;
  align?: "left" | "right";
  /** Longer texts are cut, with `…` at the end. */
  most?: number;
}

const MOST = 28;
const GAP = "  ";

/** The lines of a table; columns that are empty in all rows are left out. */
export function textTable<T>(items: readonly T[], columns: readonly Column<T>[]): string[] {
  const shown = columns
    .map((column) => ({
      column,
      cells: items.map((item) => cut(printable(column.text(item)), column.most ?? MOST)),
    }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const widths = shown.map(({ column, cells }) => Math.max(column.name.length, ...cells.map(width)));
  const line = (cell: (index: number) => string) =>
    shown
      .map(({ column }, index) => {
        const text = cell(index);
        const air = " ".repeat(Math.max(0, widths[index]! - width(text)));
        return column.align === "right" ? air + text : text + air;
      })
      .join(GAP)
      .trimEnd();
  return [
    line((index) => shown[index]!.column.name),
    ...items.map((_, row) => line((index) => shown[index]!.cells[row]!)),
  ];
}

const width = (text: string): number => [...text].length;

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
