/** One event per line as comma-separated values (RFC 4180, lines end with a line feed), with a head line. */
import type { EventBatch } from "../reader.ts";
import type { Exporter, TraceNames } from "./exporter.ts";

const HEAD = [
  "seq",
  "time_us",
  "kind",
  "process_id",
  "process",
  "branch",
  "object_id",
  "object",
  "op",
  "other",
  "value",
  "timeout_ms",
  "site",
  "text",
];

export class Csv implements Exporter {
  readonly #names: TraceNames;
  #begun = false;

  constructor(names: TraceNames) {
    this.#names = names;
  }

  push(batch: EventBatch): string {
    const names = this.#names;
    let lines = this.#head();
    for (let at = 0; at < batch.length; at++) {
      const process = batch.process[at]!;
      const object = batch.object[at]!;
      const cells = [
        batch.seq[at]!,
        batch.time[at]!,
        names.kind[batch.kind[at]!] ?? "",
        process,
        cell(names.process[process] ?? ""),
        batch.branch[at]!,
        object,
        cell(names.object[object] ?? ""),
        batch.op[at]!,
        batch.other[at]!,
        number(batch.value[at]!),
        number(batch.timeout[at]!),
        cell(names.site[batch.site[at]!] ?? ""),
        cell(batch.text(at) ?? ""),
      ];
      lines += `${cells.join(",")}\n`;
    }
    return lines;
  }

  end(): string {
    return this.#head();
  }

  #head(): string {
    if (this.#begun) return "";
    this.#begun = true;
    return `${HEAD.join(",")}\n`;
  }
}

const number = (value: number): string => (Number.isNaN(value) ? "" : String(value));

/** Text as a cell. What a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
