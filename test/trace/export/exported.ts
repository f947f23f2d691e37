/** A trace in another format, for tests. */

import type { TraceFault } from "../../../src/trace/careful-reader.ts";
import { type ExportOptions, TraceExport } from "../../../src/trace/export/export-trace.ts";
import type { ExportFormat } from "../../../src/trace/export/formats.ts";
import { TraceReader } from "../../../src/trace/reader.ts";
import { TraceWriter } from "../../../src/trace/writer.ts";
import { traceOf } from "../script.ts";

/** Read in portions of this size, so that messages are cut everywhere. */
const PORTION = 1000;

export async function exported(
  bytes: Uint8Array,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<{ text: string; fault: TraceFault | undefined }> {
  const trace = new TraceExport(async function* () {
    for (let at = 0; at < bytes.length; at += PORTION) yield bytes.subarray(at, at + PORTION);
  });
  let text = "";
  for await (const part of trace.text(format, options)) text += part;
  return { text, fault: trace.fault };
}

/** Names that break out of whatever does not escape them. */
export const HOSTILE = [
  `</script><script>globalThis.broken = true</script>`,
  `"><img src=x onerror=globalThis.broken=true>`,
  `]]></svg><script>globalThis.broken=true</script>`,
  `=HYPERLINK("http://example.invalid","x")`,
  `a,b"c`,
  "\u0000\u0007\ud800\u2028",
  "锁 🔒",
];

/** A run whose processes, locks, spans, targets and marks have these names. */
export function hostileTrace(names: readonly string[] = HOSTILE): Uint8Array {
  const lines = ["0 - spawn main", "0 main run program"];
  names.forEach((_, n) => {
    const own = `NAME${n}`;
    const events = [
      `main make lock ${own}`,
      `main spawn ${own}`,
      `${own} run ${own}`,
      `${own} acquire ${own}`,
      `main ask acquire ${own}`,
      `${own} begin ${own}`,
      `${own} mark ${own}`,
      `${own} end ${own}`,
      `${own} release ${own}`,
      `main got acquire ${own}`,
      `main release ${own}`,
    ];
    events.forEach((event, index) => {
      lines.push(`${n * 20 + index + 1} ${event} @main.ts:${n}:1`);
    });
  });
  const end = names.length * 20;
  return renamed(traceOf(`${lines.join("\n")}\n${end} main exit 0\n${end + 1} - end 0`), names);
}

/** The same events with other names: NAME0 is the first of them … */
function renamed(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const reader = new TraceReader();
  const batches = reader.push(bytes);
  const writer = new TraceWriter();
  const change = (text: string) => text.replace(/NAME(\d+)/g, (_, n: string) => names[Number(n)]!);
  const inJson = (text: string) =>
    text.replace(/NAME(\d+)/g, (_, n: string) => JSON.stringify(names[Number(n)]!).slice(1, -1));
  for (const dictionary of ["process", "object", "site"] as const)
    reader.names[dictionary].forEach((name, id) => {
      writer.name(dictionary, id, change(name));
    });
  for (const batch of batches)
    for (let at = 0; at < batch.length; at++) {
      const text = batch.text(at);
      const own = text?.startsWith("{") ? inJson(text) : text === null ? undefined : change(text);
      const { time, kind, process, branch, object, op, other, value, timeout, site } = batch;
      writer.add(
        time[at]!,
        kind[at]!,
        process[at]!,
        branch[at]!,
        object[at]!,
        op[at]!,
        other[at]!,
        value[at]!,
        timeout[at]!,
        site[at]!,
        own,
      );
    }
  return writer.flush()!;
}
