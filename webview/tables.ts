/** The tables: everything the picture shows, as rows. */

import type { FoundHint } from "../src/trace/found-hint.ts";
import {
  HELD,
  type LockLane,
  type ObjectLane,
  type ProcessLane,
  type QueueLane,
} from "../src/trace/lanes.ts";
import { STATE } from "../src/trace/states.ts";
import { nameOfWait } from "./describe.ts";
import { el } from "./dom.ts";
import { count, duration, moment, percent } from "./format.ts";
import { certaintyChip, hintName, SEVERITY_ICON } from "./hint-card.ts";
import { icon } from "./icons.ts";
import { t } from "./l10n.ts";
import { type Links, siteLink, siteText } from "./pieces.ts";
import type { Store } from "./store.ts";
import { type Parts, Swatch } from "./swatch.ts";
import { Table, type TableColumn } from "./table.ts";
import type { Theme } from "./theme.ts";
import { objectReadout, processState } from "./words.ts";

const SHARE_BAR = 150;
const SHARES = [
  STATE.running,
  STATE.lock,
  STATE.queue,
  STATE.process,
  STATE.signal,
  STATE.stuck,
  STATE.sleeping,
];

/** A link to a line in a cell. */
function siteColumn<T>(name: string, site: (item: T) => string, links: Links): TableColumn<T> {
  return {
    name,
    align: "left",
    width: "110px",
    sort: site,
    node: (item) => ({ element: siteLink(site(item), links), update: () => {} }),
  };
}

export function processTable(store: Store, theme: Theme, links: Links): Table<ProcessLane> {
  const life = (lane: ProcessLane) =>
    Math.max(1, (lane.exit?.time ?? store.now()) - (lane.track.length > 0 ? lane.track.start[0]! : 0));
  const share = (lane: ProcessLane, ...states: number[]) =>
    states.reduce((sum, state) => sum + lane.track.total(state, store.now()), 0) / life(lane);
  const figure = (name: string, ...states: number[]): TableColumn<ProcessLane> => ({
    name,
    width: "84px",
    text: (lane) => (share(lane, ...states) === 0 ? "–" : percent(share(lane, ...states))),
    sort: (lane) => share(lane, ...states),
  });
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
        width: "150px",
        text: (lane) => lane.name,
        sort: (lane) => lane.name,
      },
      {
        name: "pid",
        align: "left",
        width: "70px",
        text: (lane) => (lane.pid ? String(lane.pid) : "–"),
        sort: (lane) => lane.pid ?? 0,
      },
      {
        name: t("State"),
        align: "left",
        width: "140px",
        text: (lane) => processState(store.model, lane, store.pinned ?? store.now()),
      },
      {
        name: t("Where its time went"),
        align: "left",
        width: `${SHARE_BAR + 18}px`,
        node: () => {
          const bar = new Swatch(theme, SHARE_BAR);
          return {
            element: bar.canvas,
            update: (lane) => {
              const parts = SHARES.map((state) => [state, share(lane, state)] as const);
              bar.showParts(parts.filter(([, part]) => part > 0) as Parts);
            },
          };
        },
      },
      figure(t("Running"), STATE.running),
      figure(t("For locks"), STATE.lock),
      figure(t("For queues"), STATE.queue),
      figure(t("Stuck"), STATE.stuck),
      {
        name: t("Longest wait"),
        width: "92px",
        text: (lane) => (lane.longest ? duration(lane.longest.length) : "–"),
        sort: (lane) => lane.longest?.length ?? 0,
      },
      {
        name: t("For"),
        align: "left",
        text: (lane) => (lane.longest ? nameOfWait(store.model, lane.longest) : ""),
      },
    ],
  });
}

export function lockTable(store: Store, theme: Theme, links: Links): Table<LockLane> {
  const held = (lane: LockLane) =>
    [HELD.held, HELD.contended, HELD.forever].reduce(
      (sum, state) => sum + lane.holders.total(state, store.now()),
      0,
    );
  const mostly = (lane: LockLane) => [...lane.heldBy].sort((a, b) => b[1] - a[1])[0]?.[0] ?? lane.holder;
  return new Table<LockLane>({
    label: t("Locks"),
    empty: () => (store.model.events === 0 ? t("Nothing has run yet.") : t("The program has made no lock.")),
    key: (lane) => String(lane.id),
    choose: (lane) => links.select({ kind: "object", object: lane.id }),
    open: (lane) => links.open(store.model.site(lane.site)),
    columns: [
      {
        name: t("Lock"),
        align: "left",
        width: "120px",
        text: (lane) => lane.name,
        sort: (lane) => lane.name,
      },
      {
        name: t("Holder"),
        align: "left",
        width: "130px",
        text: (lane) => {
          const { text, more } = objectReadout(store.model, lane, store.pinned ?? store.now());
          return more ? t("{0}, {1} waiting", text, more) : text;
        },
      },
      { name: t("Acquired"), width: "80px", text: (lane) => count(lane.served), sort: (lane) => lane.served },
      {
        name: t("Had to wait"),
        width: "110px",
        text: (lane) =>
          lane.waited
            ? `${count(lane.waited)} (${percent(lane.waited / Math.max(lane.served, lane.waited))})`
            : "0",
        sort: (lane) => lane.waited,
      },
      waitTotal(theme, STATE.lock),
      {
        name: t("Longest"),
        width: "84px",
        text: (lane) => (lane.longest ? duration(lane.longest.length) : "–"),
        sort: (lane) => lane.longest?.length ?? 0,
      },
      { name: t("Held, total"), width: "90px", text: (lane) => duration(held(lane)), sort: held },
      {
        name: t("In use"),
        width: "66px",
        text: (lane) => percent(held(lane) / Math.max(1, store.now())),
        sort: held,
      },
      {
        name: t("Mostly held by"),
        align: "left",
        text: (lane) => (mostly(lane) ? store.model.processName(mostly(lane)) : "–"),
      },
      siteColumn(t("Made at"), (lane) => store.model.site(lane.site), links),
    ],
  });
}

/** Time waited by all, with a sample of the state in front. */
function waitTotal<T extends ObjectLane>(theme: Theme, state: number): TableColumn<T> {
  return {
    name: t("Wait, total"),
    width: "100px",
    sort: (lane) => lane.waitTotal,
    node: () => {
      const swatch = new Swatch(theme);
      const text = el("span");
      return {
        element: el("span", { class: "cell-bar" }, [swatch.canvas, text]),
        update: (lane) => {
          swatch.show(lane.waited ? state : STATE.none);
          text.textContent = lane.waited ? duration(lane.waitTotal) : t("none");
        },
      };
    },
  };
}

export function queueTable(store: Store, theme: Theme, links: Links): Table<QueueLane> {
  return new Table<QueueLane>({
    label: t("Queues"),
    empty: () => (store.model.events === 0 ? t("Nothing has run yet.") : t("The program has made no queue.")),
    key: (lane) => String(lane.id),
    choose: (lane) => links.select({ kind: "object", object: lane.id }),
    open: (lane) => links.open(store.model.site(lane.site)),
    columns: [
      {
        name: t("Queue"),
        align: "left",
        width: "150px",
        text: (lane) => lane.name,
        sort: (lane) => lane.name,
      },
      { name: t("Kind"), align: "left", width: "110px", text: (lane) => lane.info.type },
      {
        name: t("Items"),
        width: "70px",
        text: (lane) => count(lane.depth.valueAt(store.pinned ?? store.now())),
        sort: (lane) => lane.depth.valueAt(store.pinned ?? store.now()),
      },
      {
        name: t("Most"),
        width: "70px",
        text: (lane) => count(lane.depth.max),
        sort: (lane) => lane.depth.max,
      },
      {
        name: t("Bound"),
        width: "70px",
        text: (lane) => (lane.bound ? count(lane.bound) : t("none")),
        sort: (lane) => lane.bound,
      },
      { name: t("Put"), width: "80px", text: (lane) => count(lane.puts), sort: (lane) => lane.puts },
      { name: t("Got"), width: "80px", text: (lane) => count(lane.gets), sort: (lane) => lane.gets },
      { name: t("Waits"), width: "70px", text: (lane) => count(lane.waited), sort: (lane) => lane.waited },
      waitTotal(theme, STATE.queue),
      {
        name: t("Longest"),
        width: "84px",
        text: (lane) => (lane.longest ? duration(lane.longest.length) : "–"),
        sort: (lane) => lane.longest?.length ?? 0,
      },
      siteColumn(t("Made at"), (lane) => store.model.site(lane.site), links),
    ],
  });
}

export interface HintRow extends FoundHint {
  index: number;
}

export function hintTable(store: Store, links: Links): Table<HintRow> {
  const firstSite = ({ hint }: HintRow) => (hint.sites[0] ? siteText(hint.sites[0]) : "");
  return new Table<HintRow>({
    label: t("Hints"),
    empty: () =>
      store.model.events === 0
        ? t("Nothing has run yet.")
        : t("No hints. {0} events looked at.", count(store.model.events)),
    key: (row) => String(row.index),
    choose: (row) => links.select({ kind: "hint", hint: row.index }),
    open: (row) => links.open(firstSite(row)),
    columns: [
      {
        name: t("Hint"),
        align: "left",
        width: "200px",
        sort: ({ hint }) => hint.kind,
        node: ({ hint }) => ({
          element: el("span", { class: "hint-name" }, [
            el("span", { class: `glyph ${hint.severity}` }, [icon(SEVERITY_ICON[hint.severity])]),
            el("span", { text: hintName(hint.kind) }),
          ]),
          update: () => {},
        }),
      },
      {
        name: t("Certainty"),
        align: "left",
        width: "84px",
        sort: ({ hint }) => hint.certainty,
        node: ({ hint }) => ({ element: certaintyChip(hint.certainty), update: () => {} }),
      },
      { name: t("Since"), width: "80px", text: (row) => moment(row.closed), sort: (row) => row.closed },
      { name: t("What"), align: "left", text: ({ hint }) => hint.message },
      siteColumn(t("Where"), firstSite, links),
    ],
  });
}
