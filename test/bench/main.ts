/**
 * `npm run bench`: how fast Interleave is, as ratios to what one would use otherwise. Prints a Markdown table and
 * keeps the figures in test/.out/bench.json. It judges nothing: a busy machine must not fail anybody's build.
 *
 *   --rounds N        alternations for each figure (default 5, and for some figures no more than 3)
 *   --only ID[,ID…]   some figures only, or groups of figures
 *   --update-readme   put the most telling rows into README.md and all into docs/performance.md
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findChromium } from "../vscode/chromium.ts";
import { FIGURES, type Figure, lessIsBetter } from "./figures.ts";
import { alternate, median, othersShare, pythonVersion, ratio } from "./measure.ts";
import { format, type Row, table, update } from "./table.ts";

const OUT = join(import.meta.dirname, "..", ".out");

/** More than this share of the processors' time in others' hands, and the figures are not to be believed. */
const MOST_OTHERS = 0.2;

async function measure(figure: Figure, most: number, hasPython: boolean): Promise<Row[]> {
  const rounds = Math.min(most, figure.rounds ?? most);
  const peers = figure.peers.filter((peer) => hasPython || !peer.python);
  if (peers.length === 0 && figure.peers.length > 0) return [];
  const results = await alternate(
    [figure.ours, ...peers].map((side) => async () => {
      const value = await side.measure();
      console.error(`${figure.id}: ${side.name}: ${format(value, figure.unit)}`);
      return value;
    }),
    rounds,
  );

  const ours = results.map((round) => round[0]!);
  const { id, title, unit } = figure;
  const meets = (value: number, aim?: number): boolean | null =>
    aim === undefined ? null : lessIsBetter(figure) ? value <= aim : value >= aim;
  const own = { figure: id, title, unit, ours: median(ours), rounds };
  const row = (peer: string, theirs: number[], aim?: number): Row => {
    const quotient = ratio(ours.map((value, i) => [value, theirs[i]!]));
    return {
      ...own,
      peer,
      theirs: median(theirs),
      ratio: quotient,
      aim: aim ?? null,
      met: meets(quotient.median, aim),
      steady: quotient.max <= 2 * quotient.min,
      readme: figure.readme === true && aim !== undefined,
    };
  };

  if (peers.length === 0) {
    const { aim } = figure;
    const alone = { peer: null, theirs: null, ratio: null, steady: true };
    const readme = figure.readme === true && aim !== undefined;
    return [{ ...own, ...alone, aim: aim ?? null, met: meets(own.ours, aim), readme }];
  }
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
const named = ({ id, group }: Figure, names: string[]) =>
  names.includes(id) || (group !== undefined && names.includes(group));
for (const id of only ?? [])
  if (!FIGURES.some((figure) => named(figure, [id]))) throw new RangeError(`no figure is called '${id}'`);
if (only && options["update-readme"]) throw new RangeError("--update-readme wants all figures");

const pythonFound = pythonVersion();
const chromiumFound = findChromium() !== undefined;
const machine = {
  node: process.version,
  python: pythonFound ?? null,
  chromium: chromiumFound,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? "unknown",
  cpus: availableParallelism(),
  /** What others took of the processors just before and after. */
  others: [await othersShare()],
};
const rows: Row[] = [];
for (const figure of FIGURES)
  if ((!only || named(figure, only)) && (chromiumFound || !figure.chromium))
    rows.push(...(await measure(figure, rounds, pythonFound !== undefined)));

machine.others.push(await othersShare());
const busy = machine.others.some((share) => share > MOST_OTHERS);
const note = `Ours divided by theirs, median of alternating rounds; the range in brackets. Everything of ours is recorded
unless stated. ${machine.platform}, ${machine.cpus} CPUs, Node ${machine.node}${pythonFound ? `, ${pythonFound}` : ""}.${
  chromiumFound
    ? ""
    : "\nThere is no Chromium, Chrome or Edge here: the rows of timeline and editor are missing."
}${busy ? "\n\n**The machine was busy with something else: measure again.**" : ""}`;

const all = `${table(rows)}\n\n${note}`;
console.log(all);
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, "bench.json"), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
if (options["update-readme"]) {
  update("README.md", `${table(rows.filter((row) => row.readme))}\n\n${note}`);
  update("docs/performance.md", all);
}
