/** The keyboard: moving in time, in lanes and along intervals. */
import { el } from "./dom.ts";
import { foldAll } from "./folds.ts";
import type { Gutter } from "./gutter.ts";
import { t } from "./l10n.ts";
import type { Playback } from "./playback.ts";
import type { Presenter } from "./presenter.ts";
import type { Row } from "./rows.ts";
import type { Selection, Store } from "./store.ts";
import { laneSelection } from "./timeline.ts";

const PAN = 0.12;
const ZOOM = 1.3;

export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["W, + / S, −", t("zoom in, out")],
  ["A, ← / D, →", t("earlier, later")],
  ["0, F", t("zoom to fit")],
  ["Home / End", t("beginning, present")],
  ["L", t("follow live")],
  ["↑ / ↓", t("lane above, below")],
  [t("← / → in a lane"), t("mark before, after")],
  ["Enter", t("select the lane, fold a section")],
  ["P", t("play, pause")],
  ["N / B", t("next event, event before")],
  ["Shift+B / Shift+N", t("first event, last event")],
  ["< / >", t("slower, faster")],
  ["I / U", t("choose the part from, until the cursor")],
  [t("Shift + drag"), t("choose a part of the run")],
  ["C", t("critical path")],
  ["M", t("present to a room; Space or → for the next event, Esc to end")],
  ["/", t("filter and sort lanes")],
  ["Z / Shift+Z", t("fold or unfold the lane, all lanes")],
  ["T", t("tasks and spans, hidden or shown")],
  ["H", t("from what waits to who holds it up")],
  [". / ,", t("next wait of the process, wait before")],
  ["Ctrl/Cmd+F", t("search")],
  ["E", t("note on the mark, the chosen part or the cursor")],
  ["J / Shift+J", t("next note, note before")],
  ["X", t("of two runs the other: details, search, overview")],
  ["Y", t("copy a picture of the lanes")],
  ["O", t("open the line of the selection")],
  ["Esc", t("select nothing")],
  ["?", t("these keys")],
];

/** What tabs and tables need themselves. */
const OWN_KEYS = /^(Arrow|Page|Home$|End$|Enter$| $)/;

export interface KeyActions {
  playback: Playback;
  presenter: Presenter;
  search(): void;
  filter(): void;
  holder(): void;
  nextWait(by: 1 | -1): void;
  copyPicture(): void;
  /** Writes a note on what is selected, or at the cursor. */
  note(): void;
  nextNote(by: 1 | -1): void;
  /** To the other of two runs. */
  turn(): void;
  openSelection(): void;
  help(): void;
}

/** The lanes that have the focus, or would get it: of one of two runs. */
export interface FocusedLanes {
  store: Store;
  gutter: Gutter;
}

/** Listens on the whole page; fields, tabs and tables keep their keys. */
export function listenKeys(store: Store, lanes: () => FocusedLanes, actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "f") {
      event.preventDefault();
      actions.search();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    // The list of keys is closed by Escape, and by nothing that happens behind it.
    if (target.closest("dialog")) return;
    if (target.closest("input, textarea, select, [role=dialog]") && event.key !== "Escape") return;
    if (actions.presenter.key(event.key)) {
      event.preventDefault();
      return;
    }
    if (OWN_KEYS.test(event.key) && target.closest("vscode-panel-tab, .bottom table")) return;
    const { store: own, gutter } = lanes();
    const row = gutter.focused;
    if ((row && laneKey(event.key, row, own, gutter)) || viewKey(event.key, store, gutter, actions))
      event.preventDefault();
  });
}

function viewKey(key: string, store: Store, gutter: Gutter, actions: KeyActions): boolean {
  switch (key) {
    case "w":
    case "W":
    case "+":
    case "=":
      store.zoom(1 / ZOOM, store.pointer);
      return true;
    case "s":
    case "S":
    case "-":
      store.zoom(ZOOM, store.pointer);
      return true;
    case "a":
    case "A":
    case "ArrowLeft":
      store.pan(-PAN);
      return true;
    case "d":
    case "D":
    case "ArrowRight":
      store.pan(PAN);
      return true;
    case "ArrowDown":
    case "ArrowUp":
      gutter.move(key === "ArrowDown" ? 1 : -1);
      return true;
    case "0":
    case "f":
    case "F":
      store.fit();
      return true;
    case "l":
    case "L":
      store.follow(!store.following);
      return true;
    case "Home":
      store.jump(0, store.to - store.from);
      return true;
    case "End": {
      const span = store.to - store.from;
      const end = Math.max(store.now(), store.reach);
      store.jump(end - span, end);
      if (store.live) store.follow(true);
      return true;
    }
    case "p":
    case "P":
      actions.playback.toggle();
      return true;
    case "n":
      actions.playback.step(1);
      return true;
    case "b":
      actions.playback.step(-1);
      return true;
    case "N":
      actions.playback.last();
      return true;
    case "B":
      actions.playback.first();
      return true;
    case "<":
    case ">":
      actions.playback.faster(key === ">" ? 1 : -1);
      return true;
    case "i":
    case "I":
      store.choose({ from: store.cursor, to: store.range?.to ?? Math.max(store.present, store.reach) });
      return true;
    case "u":
    case "U":
      store.choose({ from: store.range?.from ?? 0, to: store.cursor });
      return true;
    case "c":
    case "C":
      store.showPath(!store.pathShown);
      return true;
    case "m":
    case "M":
      actions.presenter.toggle();
      return true;
    case "/":
      actions.filter();
      return true;
    case "Z":
      foldAll(store, store.folded.size === 0);
      return true;
    case "t":
    case "T":
      store.lanes.change({ hideTasks: !store.lanes.choice.hideTasks });
      store.changed();
      return true;
    case "h":
    case "H":
      actions.holder();
      return true;
    case ".":
    case ",":
      actions.nextWait(key === "." ? 1 : -1);
      return true;
    case "e":
    case "E":
      actions.note();
      return true;
    case "j":
    case "J":
      actions.nextNote(key === "j" ? 1 : -1);
      return true;
    case "x":
    case "X":
      actions.turn();
      return true;
    case "y":
    case "Y":
      actions.copyPicture();
      return true;
    case "o":
    case "O":
      actions.openSelection();
      return true;
    case "Escape":
      actions.playback.pause();
      store.pin(undefined);
      // From what was selected in a chosen part it goes back to that part first.
      if (!store.selection) store.choose(undefined);
      store.select(undefined);
      return true;
    case "?":
      actions.help();
      return true;
    default:
      return false;
  }
}

function laneKey(key: string, row: Row, store: Store, gutter: Gutter): boolean {
  switch (key) {
    case "ArrowDown":
    case "ArrowUp":
      gutter.move(key === "ArrowDown" ? 1 : -1);
      return true;
    case "Enter":
    case " ":
      if (row.kind === "section") store.fold(row.key);
      else store.select(laneSelection(row));
      return true;
    case "z":
      if (row.open !== undefined) store.fold(row.key);
      return true;
    case "ArrowLeft":
    case "ArrowRight": {
      const by = key === "ArrowRight" ? 1 : -1;
      if (row.kind === "section") {
        if (row.open !== by > 0) store.fold(row.key);
        return true;
      }
      const next = neighbour(row, store, by);
      if (next) select(store, next);
      return true;
    }
    default:
      return false;
  }
}

interface Stop {
  selection: Selection;
  from: number;
  to: number;
}

/** The mark before or after the selected one in this row; the one at the cursor when none is selected. */
function neighbour(row: Row, store: Store, by: number): Stop | undefined {
  const chosen = store.selection;
  const now = store.now();
  if (row.kind === "process") {
    const { track, id } = row.lane;
    const at =
      chosen?.kind === "interval" && chosen.process === id ? chosen.index + by : track.at(store.cursor);
    const index = Math.min(Math.max(0, at), track.length - 1);
    return {
      selection: { kind: "interval", process: id, index },
      from: track.start[index]!,
      to: track.end(index, now),
    };
  }
  if (row.kind === "task") {
    const boxes = row.lane.boxes.rows[row.level]!;
    const same = chosen?.kind === "box" && chosen.process === row.lane.id && chosen.row === row.level;
    const index = Math.min(Math.max(0, same ? chosen.index + by : boxes.at(store.cursor)), boxes.length - 1);
    const selection = { kind: "box", process: row.lane.id, row: row.level, index } as const;
    return { selection, from: boxes.start[index]!, to: Math.min(boxes.end[index]!, now) };
  }
  if (row.kind !== "lock") return undefined;
  const { holders, id } = row.lane;
  const same = chosen?.kind === "hold" && chosen.object === id;
  let index = same ? chosen.index + by : holders.at(store.cursor);
  // Free stretches are no marks.
  while (index >= 0 && index < holders.length && holders.state[index] === 0) index += by;
  if (index < 0 || index >= holders.length) return undefined;
  return {
    selection: { kind: "hold", object: id, index },
    from: holders.start[index]!,
    to: holders.end(index, now),
  };
}

/** Selects a mark and brings it into view. */
function select(store: Store, { selection, from, to }: Stop): void {
  store.select(selection);
  store.pin(from);
  if (to > store.from && from < store.to) return;
  const span = store.to - store.from;
  store.jump(from - span * 0.3, from + span * 0.7);
}

/** The list of keys, in front of everything until it is closed. */
export function keyHelp(): HTMLDialogElement {
  const list = el("dl", { class: "keys" });
  for (const [keys, what] of KEYS) list.append(el("dt", { text: keys }), el("dd", { text: what }));
  const dialog = el("dialog", { class: "help", attributes: { "aria-label": t("Keys") } }, [
    el("h2", { text: t("Keys") }),
    list,
  ]);
  dialog.addEventListener("click", () => dialog.close());
  return dialog;
}
