/** Locks, queues and pools as tables: what happened to them in the run, or in the chosen part of it. */
import type { LockFigures, LockProcess } from "../src/analysis/statistics/lock-usage.ts";
import type { LockLane, ObjectLane, PoolLane, QueueLane } from "../src/trace/lanes.ts";
import { STATE } from "../src/trace/states.ts";
import {
  emptyText,
  figureColumn,
  figureOf,
  ms,
  nameColumn,
  siteColumn,
  tallyColumns,
  waitTotal,
} from "./columns.ts";
import { courseLine } from "./course-line.ts";
import type { Figures } from "./figures.ts";
import { count, percent } from "./format.ts";
import { t } from "./l10n.ts";
import type { Links } from "./pieces.ts";
import type { Store } from "./store.ts";
import { Table } from "./table.ts";
import type { Theme } from "./theme.ts";
import { objectReadout } from "./words.ts";

/** What all tables of objects have in common. */
function basics<T extends ObjectLane>(store: Store, links: Links, label: string, none: string) {
  return {
    label,
    empty: () => emptyText(store.model.events, none),
    key: (lane: T) => String(lane.id),
    choose: (lane: T) => links.select({ kind: "object", object: lane.id }),
    open: (lane: T) => links.open(store.model.site(lane.site)),
  };
}

const madeAt = <T extends ObjectLane>(store: Store, links: Links) =>
  siteColumn<T>(t("Made at"), (lane) => store.model.site(lane.site), links);

/** A lock, or what one process had to do with it. */
export interface LockRow {
  lane: LockLane;
  part?: LockProcess;
}

export function lockTable(store: Store, figures: Figures, theme: Theme, links: Links): Table<LockRow> {
  const whole = (row: LockRow) => figures.locks.get(row.lane.id);
  const report = (row: LockRow): LockFigures | undefined => row.part ?? whole(row);
  const site = ({ lane, part }: LockRow) => part?.site ?? store.model.site(lane.site);
  const inUse = (row: LockRow) => {
    const own = whole(row);
    if (!own || !row.part) return own?.inUse;
    return own.hold.total > 0 ? (own.inUse * row.part.hold.total) / own.hold.total : 0;
  };
  const kind = ({ lane, part }: LockRow) => {
    if (!part) return lane.info.size === undefined ? lane.info.type : `${lane.info.type}(${lane.info.size})`;
    const [first] = part.behind;
    return first ? t("behind {0}", first.name) : "";
  };
  return new Table<LockRow>({
    label: t("Locks"),
    empty: () => emptyText(store.model.events, t("The program has made no lock.")),
    key: ({ lane, part }) => (part ? `${lane.id} ${part.process}` : String(lane.id)),
    choose: ({ lane, part }) =>
      links.select(part ? { kind: "process", process: part.process } : { kind: "object", object: lane.id }),
    open: (row) => links.open(site(row)),
    parts: ({ lane, part }) =>
      part ? [] : (figures.locks.get(lane.id)?.processes ?? []).map((part) => ({ lane, part })),
    order: t("Wait, total"),
    columns: [
      {
        name: t("Lock"),
        align: "left",
        width: "110px",
        text: ({ lane, part }) => (part ?? lane).name,
        sort: ({ lane, part }) => (part ?? lane).name,
      },
      { name: t("Kind"), align: "left", width: "96px", text: kind, sort: kind },
      figureColumn(t("Acquired"), 66, (row) => report(row)?.acquired, count),
      {
        name: t("Had to wait"),
        width: "96px",
        text: (row) => {
          const own = report(row);
          if (!own) return "…";
          const asked = Math.max(1, own.acquired + own.givenUp);
          return own.contended ? `${count(own.contended)} (${percent(own.contended / asked)})` : "0";
        },
        sort: (row) => report(row)?.contended ?? 0,
      },
      waitTotal(theme, t("Wait, total"), STATE.lock, (row) => report(row)?.wait.total),
      ...tallyColumns<LockRow>(
        [t("Wait, mean"), t("Wait, p95"), t("Wait, longest")],
        (row) => report(row)?.wait,
      ),
      figureColumn(t("Held, total"), 74, (row) => figureOf(report(row)?.hold, "total"), ms),
      figureColumn(t("In use"), 56, inUse, percent),
      {
        name: t("Mostly held by"),
        align: "left",
        width: "110px",
        text: (row) => (row.part ? "" : (whole(row)?.heldBy[0]?.name ?? "–")),
      },
      {
        name: t("Holder"),
        align: "left",
        width: "130px",
        text: ({ lane, part }) => {
          if (part) return "";
          const { text, more } = objectReadout(store.model, lane, store.pinned ?? store.now());
          return more ? t("{0}, {1} waiting", text, more) : text;
        },
      },
      figureColumn(t("Held, mean"), 74, (row) => figureOf(report(row)?.hold, "mean"), ms),
      figureColumn(t("Held, longest"), 74, (row) => figureOf(report(row)?.hold, "longest"), ms),
      // Where it was made; by process, where it is taken.
      siteColumn<LockRow>(t("Where"), site, links),
    ],
  });
}

export function queueTable(store: Store, figures: Figures, theme: Theme, links: Links): Table<QueueLane> {
  const report = (lane: QueueLane) => figures.queues.get(lane.id);
  return new Table<QueueLane>({
    ...basics<QueueLane>(store, links, t("Queues"), t("The program has made no queue.")),
    columns: [
      nameColumn(t("Queue")),
      {
        name: t("Items"),
        width: "56px",
        text: (lane) => count(lane.depth.valueAt(store.pinned ?? store.now())),
        sort: (lane) => lane.depth.valueAt(store.pinned ?? store.now()),
      },
      {
        name: t("Bound"),
        width: "56px",
        text: (lane) => (lane.bound ? count(lane.bound) : t("none")),
        sort: (lane) => lane.bound,
        blank: (lane) => !lane.bound,
      },
      figureColumn(
        t("Mean"),
        52,
        (lane) => report(lane)?.depth.mean,
        (mean) => mean.toFixed(1),
      ),
      figureColumn(t("Most"), 52, (lane) => report(lane)?.depth.most, count),
      waitTotal(theme, t("For items"), STATE.queue, (lane) => report(lane)?.getWait.total),
      waitTotal(theme, t("For room"), STATE.queue, (lane) => report(lane)?.putWait.total),
      figureColumn(t("Put"), 56, (lane) => report(lane)?.puts, count),
      figureColumn(t("Got"), 56, (lane) => report(lane)?.gets, count),
      figureColumn(
        t("Per second"),
        74,
        (lane) => report(lane)?.throughput,
        (rate) => rate.toFixed(1),
      ),
      ...tallyColumns<QueueLane>(
        [t("Stay, mean"), t("Stay, p95"), t("Stay, longest")],
        (lane) => report(lane)?.stay,
      ),
      { name: t("Kind"), align: "left", width: "108px", text: (lane) => lane.info.type },
      madeAt(store, links),
    ],
  });
}

export function poolTable(store: Store, figures: Figures, links: Links): Table<PoolLane> {
  const report = (lane: PoolLane) => figures.pools.get(lane.id);
  return new Table<PoolLane>({
    ...basics<PoolLane>(store, links, t("Pools"), t("The program has made no pool.")),
    columns: [
      nameColumn(t("Pool")),
      {
        name: t("State"),
        align: "left",
        width: "150px",
        text: (lane) => objectReadout(store.model, lane, store.pinned ?? store.now()).text,
      },
      figureColumn(t("Workers"), 70, (lane) => lane.info.size ?? Number.NaN, count),
      figureColumn(t("Utilisation"), 84, (lane) => report(lane)?.utilisation, percent),
      {
        name: t("Tasks at once, over time"),
        align: "left",
        width: "166px",
        sort: (lane) => report(lane)?.parallelism.mean ?? 0,
        node: () => {
          const line = courseLine();
          return {
            element: line.element,
            update: (lane) => line.show(report(lane)?.parallelism.over.values ?? [], lane.info.size ?? 0),
          };
        },
      },
      figureColumn(
        t("Mean"),
        62,
        (lane) => report(lane)?.parallelism.mean,
        (mean) => mean.toFixed(2),
      ),
      figureColumn(t("Most"), 62, (lane) => report(lane)?.parallelism.most, count),
      figureColumn(t("Tasks"), 66, (lane) => report(lane)?.submitted, count),
      figureColumn(t("Failed"), 66, (lane) => report(lane)?.failed, count),
      ...tallyColumns<PoolLane>(
        [t("Queued, mean"), t("Queued, p95"), t("Queued, longest")],
        (lane) => report(lane)?.queued,
      ),
      ...tallyColumns<PoolLane>(
        [t("Task, mean"), t("Task, p95"), t("Task, longest")],
        (lane) => report(lane)?.task,
      ),
      madeAt(store, links),
    ],
  });
}
