/** All notes on the run as a table, with what can be done about them. */
import type { Note } from "../src/protocol/notes.ts";
import { el, say } from "./dom.ts";
import { duration, moment } from "./format.ts";
import { t } from "./l10n.ts";
import type { Store } from "./store.ts";
import { Table } from "./table.ts";
import { button } from "./ui.ts";

export interface NoteActions {
  /** Puts the cursor there and brings it into view. */
  go(note: Note): void;
  /** Opens one for writing; a new one when none is given. */
  write(note?: Note): void;
}

export class NoteTable {
  readonly #store: Store;
  readonly #table: Table<Note>;
  readonly #problem = el("p", { class: "note-problem", attributes: { role: "status" } });
  readonly #add;
  readonly #edit;
  readonly element: HTMLElement;
  #told = -1;

  constructor(store: Store, actions: NoteActions) {
    this.#store = store;
    const { notes } = store;
    const chosen = () => notes.list.find(({ id }) => id === notes.chosen);
    this.#add = button({
      label: t("Note here"),
      icon: "note",
      title: t("A note on the selected mark, the chosen part or the cursor (E)"),
      press: () => {
        notes.chosen = undefined;
        actions.write();
      },
    });
    this.#edit = button({
      label: t("Edit"),
      icon: "pencil",
      press: () => {
        const note = chosen();
        if (note) actions.write(note);
      },
    });
    this.#table = new Table<Note>({
      label: t("Notes"),
      empty: () => t("No notes on this run."),
      key: ({ id }) => id,
      choose: (note) => actions.go(note),
      open: (note) => actions.write(note),
      columns: [
        { name: t("At"), width: "90px", text: ({ from }) => moment(from * 1000), sort: ({ from }) => from },
        {
          name: t("Length"),
          width: "82px",
          text: ({ from, to }) => (to === undefined || to === from ? "–" : duration((to - from) * 1000)),
          sort: ({ from, to = from }) => to - from,
        },
        {
          name: t("About"),
          align: "left",
          width: "150px",
          text: (note) => this.#about(note),
          sort: (note) => this.#about(note),
        },
        { name: t("Note"), align: "left", text: ({ text }) => text },
      ],
    });
    this.element = el("div", { class: "notes" }, [
      el("div", { class: "notes-bar" }, [this.#add.element, this.#edit.element, this.#problem]),
      this.#table.element,
    ]);
  }

  #about({ process, object }: Note): string {
    const { model } = this.#store;
    if (process) return model.processName(process);
    return object ? model.objectName(object) : "";
  }

  draw(): void {
    const { notes, model } = this.#store;
    this.#add.enable(notes.writable && model.events > 0);
    this.#edit.enable(notes.writable && notes.chosen !== undefined);
    say(this.#problem, notes.problem ?? "");
    this.#table.update(notes.list, notes.chosen ?? "");
    if (this.#told === notes.version) return;
    this.#told = notes.version;
    this.element.querySelector(".selected")?.scrollIntoView({ block: "nearest" });
  }
}
