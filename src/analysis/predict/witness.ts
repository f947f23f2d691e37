/** A schedule as a person reads it: who does what, where, in which order. */
import { EVENT_KINDS, KIND, type Phase } from "../../protocol/events.ts";
import type { HintText } from "../../protocol/hints.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import { STEP_TEXTS } from "../texts.ts";
import { placeText } from "../words.ts";
import type { Collector } from "./collector.ts";
import { ARRIVAL } from "./event-log.ts";
import type { Found } from "./search.ts";

/** A longer schedule is told in summary. */
const STEPS_MOST = 40;

/** `site`: the text of a site. */
export function witness(run: Collector, found: Found, site: (id: number) => string): HintText[] {
  const { log } = run;
  const last = new Set(found.stands.values());
  const told = found.rows.filter((row) => last.has(row) || isTold(run, row));
  const waiting = [...found.stands.values()].filter((row) => !told.includes(row));
  const rows = [...told, ...waiting];
  const before: HintText[] = run.before
    ? [{ key: "before", blanks: { time: (run.since / 1e6).toFixed(3) } }]
    : [];
  if (rows.length <= STEPS_MOST)
    return [...before, ...rows.map((row) => sentence(run, row, last.has(row), site))];
  // Only how the core comes to hold what it holds, and to wait.
  const kept = new Set([...last, ...found.holds.map((hold) => hold.row)]);
  const steps = before;
  let skipped: number[] = [];
  const flush = () => {
    if (skipped.length === 0) return;
    const [first] = skipped;
    const alone = skipped.every((row) => log.process[row] === log.process[first!]);
    if (skipped.length === 1) steps.push(sentence(run, first!, false, site));
    else if (alone) {
      const process = nameOf(run, log.process[first!]!);
      steps.push({ key: "many", blanks: { process, count: skipped.length } });
    } else steps.push({ key: "everybody", blanks: { count: skipped.length } });
    skipped = [];
  };
  for (const row of rows) {
    if (!kept.has(row)) {
      skipped.push(row);
      continue;
    }
    flush();
    steps.push(sentence(run, row, last.has(row), site));
  }
  flush();
  return steps;
}

/** A request is told when it is answered, a start when its process begins. */
function isTold(run: Collector, row: number): boolean {
  const kind = run.log.kind[row]!;
  if (kind === KIND["process.start"] || kind === KIND["release.level"] || kind === ARRIVAL) return false;
  return WAIT_ROWS[kind]?.phase !== "ask";
}

function sentence(run: Collector, row: number, waits: boolean, site: (id: number) => string): HintText {
  const { log } = run;
  const kind = log.kind[row]!;
  const wait = WAIT_ROWS[kind];
  let key: string = kind === ARRIVAL ? "wait.ask" : (EVENT_KINDS[kind] ?? "other");
  if (waits) key = `${wait?.verb ?? (kind === ARRIVAL ? "wait" : "acquire")}.${"ask" satisfies Phase}`;
  const place = placeText(site(log.site[row]!));
  return {
    key: STEP_TEXTS[key] === undefined ? "other" : key,
    blanks: {
      process: nameOf(run, log.process[row]!),
      object: run.objects.get(log.object[row]!)?.name ?? "",
      other: nameOf(run, log.other[row]!),
      at: place && ` (${place})`,
    },
  };
}

export const nameOf = (run: Collector, process: number): string =>
  run.processes.get(process)?.info.name ?? "";
