/** Locks, queues and pools as tables: what happened to them in the run, or in the chosen part of it. */
import type { LockLane, ObjectLane, PoolLane, QueueLane } from "../src/trace/lanes.ts";
import { STATE } from "../src/trace/states.ts";
import { emptyText, figureColumn, figureOf, ms, nameColumn, siteColumn, tallyColumns } from "./columns.ts";
import { courseLine } from "./course-line.ts";
import { el, say } from "./dom.ts";
import type { Figures } from "./figures.ts";
import { count, percent } from "./format.ts";
import { t } from "./l10n.ts";
import type { Links } from "./pieces.ts";
import type { Store } from "./store.ts";
import { Swatch } from "./swatch.ts";
import { Table, type TableColumn } from "./table.ts";
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

/** Time waited by all, in milliseconds, with a sample of the state in front. */
function waitTotal<T>(
  theme: Theme,
  name: string,
  state: number,
  total: (lane: T) => number | undefined,
): TableColumn<T> {
  return {
    name,
    width: "110px",
    sort: (lane) => total(lane) || 0,
    blank: (lane) => total(lane) === 0,
    node: () => {
      const swatch = new Swatch(theme);
      const text = el("span");
      return {
        element: el("span", { class: "cell-bar" }, [swatch.canvas, text]),
        update: (lane) => {
          const length = total(lane);
          swatch.show(length ? state : STATE.none);
          say(text, length === undefined ? "…" : length ? ms(length) : t("none"));
        },
      };
    },
  };
}

export function lockTable(store: Store, figures: Figures, theme: Theme, links: Links): Table<LockLane> {
  const report = (lane: LockLane) => figures.locks.get(lane.id);
  return new Table<LockLane>({
    ...basics<LockLane>(store, links, t("Locks"), t("The program has made no lock.")),
    columns: [
      nameColumn(t("Lock")),
      {
        name: t("Holder"),
        align: "left",
        width: "160px",
        text: (lane) => {
          const { text, more } = objectReadout(store.model, lane, store.pinned ?? store.now());
          return more ? t("{0}, {1} waiting", text, more) : text;
        },
      },
      figureColumn(t("Acquired"), 76, (lane) => report(lane)?.acquired, count),
      {
        name: t("Had to wait"),
        width: "100px",
        text: (lane) => {
          const own = report(lane);
          if (!own) return "…";
          const asked = Math.max(1, own.acquired + own.givenUp);
          return own.contended ? `${count(own.contended)} (${percent(own.contended / asked)})` : "0";
        },
        sort: (lane) => report(lane)?.contended ?? 0,
      },
      waitTotal(theme, t("Wait, total"), STATE.lock, (lane) => report(lane)?.wait.total),
      ...tallyColumns<LockLane>([t("Wait, mean"), t("Wait, longest")], (lane) => report(lane)?.wait),
      figureColumn(t("Held, total"), 88, (lane) => figureOf(report(lane)?.hold, "total"), ms),
      ...tallyColumns<LockLane>([t("Held, mean"), t("Held, longest")], (lane) => report(lane)?.hold),
      figureColumn(t("In use"), 62, (lane) => report(lane)?.inUse, percent),
      {
        name: t("Mostly held by"),
        align: "left",
        width: "120px",
        text: (lane) => report(lane)?.heldBy[0]?.name ?? "–",
      },
      madeAt(store, links),
    ],
  });
}

export function queueTable(store: Store, figures: Figures, theme: Theme, links: Links): Table<QueueLane> {
  const report = (lane: QueueLane) => figures.queues.get(lane.id);
  return new Table<QueueLane>({
    ...basics<QueueLane>(store, links, t("Queues"), t("The program has made no queue.")),
    columns: [
      nameColumn(t("Queue")),
      { name: t("Kind"), align: "left", width: "108px", text: (lane) => lane.info.type },
      {
        name: t("Items"),
        width: "60px",
        text: (lane) => count(lane.depth.valueAt(store.pinned ?? store.now())),
        sort: (lane) => lane.depth.valueAt(store.pinned ?? store.now()),
      },
      {
        name: t("Bound"),
        width: "62px",
        text: (lane) => (lane.bound ? count(lane.bound) : t("none")),
        sort: (lane) => lane.bound,
        blank: (lane) => !lane.bound,
      },
      figureColumn(
        t("Mean"),
        62,
        (lane) => report(lane)?.depth.mean,
        (mean) => mean.toFixed(1),
      ),
      figureColumn(t("Most"), 62, (lane) => report(lane)?.depth.most, count),
      figureColumn(t("Put"), 66, (lane) => report(lane)?.puts, count),
      figureColumn(t("Got"), 66, (lane) => report(lane)?.gets, count),
      figureColumn(
        t("Per second"),
        84,
        (lane) => report(lane)?.throughput,
        (rate) => rate.toFixed(1),
      ),
      ...tallyColumns<QueueLane>([t("Stay, mean"), t("Stay, longest")], (lane) => report(lane)?.stay),
      waitTotal(theme, t("For items"), STATE.queue, (lane) => report(lane)?.getWait.total),
      waitTotal(theme, t("For room"), STATE.queue, (lane) => report(lane)?.putWait.total),
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
      ...tallyColumns<PoolLane>([t("Queued, mean"), t("Queued, longest")], (lane) => report(lane)?.queued),
      ...tallyColumns<PoolLane>([t("Task, mean"), t("Task, longest")], (lane) => report(lane)?.task),
      madeAt(store, links),
    ],
  });
}
