/** A trace in another format, for tests. */

import type { TraceFault } from "../../../src/trace/careful-reader.ts";
import { type ExportOptions, TraceExport } from "../../../src/trace/export/export-trace.ts";
import type { ExportFormat } from "../../../src/trace/export/formats.ts";
import { TraceReader } from "../../../src/trace/reader.ts";
import { concat, TraceWriter } from "../../../src/trace/writer.ts";
import { TraceScript, traceOf } from "../script.ts";

/** Read in so many portions, so that messages are cut everywhere. */
const PORTIONS = 41;

export async function exported(
  bytes: Uint8Array,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<{ text: string; fault: TraceFault | undefined }> {
  const portion = Math.ceil(bytes.length / PORTIONS);
  const trace = new TraceExport(async function* () {
    for (let at = 0; at < bytes.length; at += portion) yield bytes.subarray(at, at + portion);
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

/** Two workers that hand a lock to and fro, each time for 50 µs. */
export function busyTrace(rounds: number): Uint8Array {
  const script = new TraceScript();
  const parts = [
    script.write(
      "0 - spawn main\n0 main run program\n1 main make lock log\n2 main spawn A\n2 main spawn B\n3 A run w\n3 B run w",
    ),
  ];
  for (let begin = 0; begin < rounds; begin += 500) {
    const lines: string[] = [];
    for (let round = begin; round < Math.min(rounds, begin + 500); round++) {
      const [at, one, other] = [4 + round / 10, round % 2 ? "A" : "B", round % 2 ? "B" : "A"];
      lines.push(
        `${at} ${one} acquire log`,
        `${at + 0.01} ${other} ask acquire log`,
        `${at + 0.05} ${one} release log`,
      );
      lines.push(`${at + 0.05} ${other} got acquire log`, `${at + 0.09} ${other} release log`);
    }
    parts.push(script.write(lines.join("\n")));
  }
  const end = 5 + rounds / 10;
  parts.push(script.write(`${end} A exit 0\n${end} B exit 0\n${end + 1} main exit 0\n${end + 2} - end 0`));
  return concat(parts);
}

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
