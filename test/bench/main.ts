/**
 * `npm run bench`: how fast Interleave is, as ratios to what one would use otherwise. Prints a Markdown table and
 * keeps the figures in test/.out/bench.json. It judges nothing: a busy machine must not fail anybody's build.
 *
 *   --rounds N        alternations for each figure (default 5)
 *   --only ID[,ID…]   some figures only
 *   --update-readme   put the table into README.md
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FIGURES, type Figure, lessIsBetter } from "./figures.ts";
import { alternate, median, pythonVersion, type Ratio, ratio } from "./measure.ts";

const ROOT = join(import.meta.dirname, "..", "..");

interface Row {
  figure: string;
  title: string;
  unit: Figure["unit"];
  /** Medians over the rounds. */
  ours: number;
  peer: string;
  theirs: number;
  /** Ours divided by theirs, round by round. */
  ratio: Ratio;
  aim: number | null;
  met: boolean | null;
}

async function measure(figure: Figure, rounds: number, hasPython: boolean): Promise<Row[]> {
  const peers = figure.peers.filter((peer) => hasPython || !peer.python);
  if (peers.length === 0) return [];
  const results = await alternate(
    [figure.ours, ...peers].map((side) => async () => {
      const value = await side.measure();
      console.error(`${figure.id}: ${side.name}: ${format(value, figure.unit)}`);
      return value;
    }),
    rounds,
  );

  const row = (peer: string, theirs: number[], aim?: number): Row => {
    const ours = results.map((round) => round[0]!);
    const quotient = ratio(ours.map((value, i) => [value, theirs[i]!]));
    const met =
      aim === undefined ? null : lessIsBetter(figure) ? quotient.median <= aim : quotient.median >= aim;
    const { id, title, unit } = figure;
    return {
      figure: id,
      title,
      unit,
      ours: median(ours),
      peer,
      theirs: median(theirs),
      ratio: quotient,
      aim: aim ?? null,
      met,
    };
  };

  const rows = peers.map((peer, i) =>
    row(
      peer.name,
      results.map((round) => round[i + 1]!),
      peer.aim,
    ),
  );
  if (figure.best) {
    const best = lessIsBetter(figure) ? Math.min : Math.max;
    rows.push(
      row(
        figure.best.name,
        results.map(([, ...theirs]) => best(...theirs)),
        figure.best.aim,
      ),
    );
  }
  return rows;
}

const format = (value: number, unit: Figure["unit"]): string =>
  unit === "per s"
    ? `${Math.round(value).toLocaleString("en")} / s`
    : `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;

function table(rows: Row[]): string {
  const lines = rows.map(({ title, unit, ours, peer, theirs, ratio: { median, min, max }, aim, met }) => {
    const sign = unit === "per s" ? "≥" : "≤";
    return [
      title,
      format(ours, unit),
      `${peer}: ${format(theirs, unit)}`,
      `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`,
      aim === null ? "" : `${sign} ${aim}`,
      met === null ? "" : met ? "yes" : "no",
    ];
  });
  const head = ["Figure", "Interleave", "Compared with", "Ratio (range)", "Aim", "Met"];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function updateReadme(text: string): void {
  const file = join(ROOT, "README.md");
  const readme = readFileSync(file, "utf8");
  const marks = /(<!-- bench:begin -->\n)[\s\S]*?(<!-- bench:end -->)/;
  if (!marks.test(readme)) throw new Error("README.md has no <!-- bench:begin --> … <!-- bench:end -->");
  writeFileSync(
    file,
    readme.replace(marks, (_, begin, end) => `${begin}${text}\n${end}`),
  );
}

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    "update-readme": { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError("--rounds takes a whole number from 1 on");
const only = options.only?.split(",");
for (const id of only ?? [])
  if (!FIGURES.some((figure) => figure.id === id)) throw new RangeError(`no figure is called '${id}'`);
if (only && options["update-readme"]) throw new RangeError("--update-readme wants all figures");

const pythonFound = pythonVersion();
const rows: Row[] = [];
for (const figure of FIGURES)
  if (!only || only.includes(figure.id))
    rows.push(...(await measure(figure, rounds, pythonFound !== undefined)));

const machine = {
  node: process.version,
  python: pythonFound ?? null,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? "unknown",
  cpus: availableParallelism(),
};
const text = `${table(rows)}

Ours divided by theirs, median of ${rounds} alternating runs; the range in brackets. Everything of ours is recorded
unless stated. ${machine.platform}, ${machine.cpus} CPUs, Node ${machine.node}${pythonFound ? `, ${pythonFound}` : ""}.`;

console.log(text);
mkdirSync(join(ROOT, "test", ".out"), { recursive: true });
writeFileSync(
  join(ROOT, "test", ".out", "bench.json"),
  `${JSON.stringify({ machine, rounds, rows }, null, 2)}\n`,
);
if (options["update-readme"]) updateReadme(text);
