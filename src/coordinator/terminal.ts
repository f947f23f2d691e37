/** A hint as a person reads it in a terminal. */
import type { Hint } from "../protocol/hints.ts";

/** Several lines, the last with a line end. */
export function hintLine(hint: Hint): string {
  const lines = [
    `interleave: ${hint.kind} (${hint.certainty}) at ${(hint.time / 1000).toFixed(3)} s: ${hint.message}`,
  ];
  const name = (id: number) => hint.objects.find((object) => object.id === id)?.name ?? "";
  for (const process of hint.processes) {
    for (const wait of process.waits ?? []) {
      const on = wait.on.map(
        (id) => hint.processes.find((other) => other.id === id)?.name ?? `process ${id}`,
      );
      const what =
        wait.object === undefined ? `${wait.verb} ${on.join(", ")}` : `${wait.verb} ${name(wait.object)}`;
      const by =
        wait.object === undefined || on.length === 0
          ? ""
          : wait.any
            ? `, which only ${on.join(" or ")} could give`
            : `, held by ${on.join(", ")}`;
      const at = wait.site ? ` at ${wait.site.file}:${wait.site.line}:${wait.site.column}` : "";
      const behind = process.role === "collateral" ? " (waits behind them)" : "";
      lines.push(`  ${process.name}: ${what}${by}${at}${behind}`);
    }
  }
  for (const [at, step] of (hint.witness ?? []).entries()) lines.push(`  ${at + 1}. ${step}`);
  lines.push(`  ${hint.fix}`);
  return `${lines.map((line) => clean(line)).join("\n")}\n`;
}

/** Names come from the program: no control characters reach the terminal. */
function clean(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}
