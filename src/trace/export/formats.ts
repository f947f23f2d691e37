/** What a trace can be taken away as. */
import type { SvgTheme } from "./svg/palette.ts";

export const EXPORT_FORMATS = ["perfetto", "json", "csv", "svg", "html"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Usual extension of each format's files. */
export const FORMAT_EXTENSION: Record<ExportFormat, string> = {
  perfetto: ".json",
  json: ".jsonl",
  csv: ".csv",
  svg: ".svg",
  html: ".html",
};

export const SVG_THEMES: readonly SvgTheme[] = ["light", "dark"];
