/** All processes as a table: where their time went, in the run or in the chosen part of it. */
import type { ProcessLane } from "../src/trace/lanes.ts";
import { STATE } from "../src/trace/states.ts";
import { figureColumn, figureOf, ms, rare } from "./columns.ts";
import { type Figures, statesWithin } from "./figures.ts";
import { count, duration, percent } from "./format.ts";
import { t } from "./l10n.ts";
import type { Links } from "./pieces.ts";
import { WHOLE_RUN } from "./questions.ts";
import type { Store } from "./store.ts";
import { type Parts, Swatch } from "./swatch.ts";
import { Table, type TableColumn } from "./table.ts";
import type { Theme } from "./theme.ts";
import { exitText, processState } from "./words.ts";

const SHARE_BAR = 120;
const SHARES = [
  STATE.running,
  STATE.lock,
  STATE.queue,
  STATE.process,
  STATE.signal,
  STATE.stuck,
  STATE.sleeping,
];

export function processTable(store: Store, figures: Figures, theme: Theme, links: Links): Table<ProcessLane> {
  const times = (lane: ProcessLane) => statesWithin(lane, store.range ?? WHOLE_RUN, store.now());
  const life = (all: Float64Array) =>
    Math.max(
      1,
      all.reduce((sum, each) => sum + each, 0),
    );
  /** The share of its life that a process ran. */
  const busy = (lane: ProcessLane) => {
    const all = times(lane);
    return all[STATE.running]! / life(all);
  };
  const spent = (lane: ProcessLane, states: readonly number[]) => {
    const all = times(lane);
    return states.reduce((sum, state) => sum + all[state]!, 0);
  };
  const time = (name: string, ...states: number[]): TableColumn<ProcessLane> => ({
    name,
    width: "74px",
    text: (lane) => {
      const length = spent(lane, states);
      return length === 0 ? "–" : duration(length);
    },
    sort: (lane) => spent(lane, states),
    blank: (lane) => spent(lane, states) === 0,
  });
  const report = (lane: ProcessLane) => figures.processes.get(lane.id);
  const tasks = (lane: ProcessLane) => report(lane)?.tasks;
  const longest = (lane: ProcessLane) => {
    const own = report(lane);
    return own && (own.longestWait?.length ?? Number.NaN);
  };
  const p95 = (lane: ProcessLane) => figureOf(report(lane)?.waits, "p95");
  const longestFor = (lane: ProcessLane) => report(lane)?.longestWait?.for ?? "";
  return new Table<ProcessLane>({
    label: t("Processes"),
    empty: () => t("No process has started yet."),
    key: (lane) => String(lane.id),
    choose: (lane) => links.select({ kind: "process", process: lane.id }),
    open: (lane) => links.open(store.model.site(lane.site)),
    columns: [
      {
        name: t("Process"),
        align: "left",
        width: "130px",
        text: (lane) => lane.name,
        sort: (lane) => lane.name,
      },
      {
        name: t("Where its time went"),
        align: "left",
        width: `${SHARE_BAR + 18}px`,
        sort: busy,
        node: () => {
          const bar = new Swatch(theme, SHARE_BAR);
          return {
            element: bar.canvas,
            update: (lane) => {
              const all = times(lane);
              const parts = SHARES.map((state) => [state, all[state]! / life(all)] as const);
              bar.showParts(parts.filter(([, part]) => part > 0) as Parts);
            },
          };
        },
      },
      {
        name: t("Busy"),
        width: "58px",
        text: (lane) => percent(busy(lane)),
        sort: busy,
      },
      time(t("Running"), STATE.running),
      time(t("For locks"), STATE.lock),
      time(t("For queues"), STATE.queue),
      time(t("For others"), STATE.process, STATE.signal),
      time(t("Stuck"), STATE.stuck),
      time(t("Sleeping"), STATE.sleeping),
      rare(figureColumn(t("Tasks"), 58, tasks, count), tasks),
      rare(figureColumn(t("Wait, p95"), 74, p95, ms), p95),
      rare(figureColumn(t("Longest wait"), 80, longest, ms), longest),
      rare({ name: t("For what"), align: "left", width: "90px", text: longestFor }, longestFor),
      {
        name: t("State"),
        align: "left",
        width: "150px",
        text: (lane) => processState(store.model, lane, store.pinned ?? store.now()),
      },
      {
        name: t("pid"),
        align: "left",
        width: "62px",
        text: (lane) => (lane.pid ? String(lane.pid) : "–"),
        sort: (lane) => lane.pid ?? 0,
      },
      {
        name: t("Exit"),
        align: "left",
        width: "110px",
        text: (lane) => (lane.exit ? exitText(lane.exit) : "–"),
        sort: (lane) => lane.exit?.code ?? Number.MAX_SAFE_INTEGER,
      },
    ],
  });
}
