/** Where a note is written, below the lanes. */
import { LONGEST_NOTE, type Note } from "../src/protocol/notes.ts";
import type { FromWebview } from "../src/protocol/view.ts";
import { el, giveFocusBack, say } from "./dom.ts";
import { moment, rangeText } from "./format.ts";
import { t } from "./l10n.ts";
import { noteHere } from "./notes.ts";
import type { Store } from "./store.ts";
import { button, toolButton } from "./ui.ts";

export class NoteBar {
  readonly #store: Store;
  readonly #post: (message: FromWebview) => void;
  readonly #tell: (text: string) => void;
  readonly #where = el("strong");
  readonly #text = el("textarea", {
    class: "note-text",
    attributes: {
      rows: "2",
      maxlength: String(LONGEST_NOTE),
      "aria-label": t("Note"),
      placeholder: t("What is to be seen here? Nothing is fine, too."),
    },
  });
  readonly #drop;
  readonly element: HTMLElement;
  #note: Note | undefined;
  /** What had the focus before. */
  #before: HTMLElement | undefined;

  /** `tell`: to those who hear the view instead of seeing it, and why nothing can be noted. */
  constructor(store: Store, post: (message: FromWebview) => void, tell: (text: string) => void) {
    this.#store = store;
    this.#post = post;
    this.#tell = tell;
    const save = button({
      label: t("Keep"),
      look: "primary",
      title: t("Keep the note (Enter)"),
      press: () => this.#save(),
    });
    this.#drop = button({ label: t("Remove"), look: "secondary", press: () => this.#remove() });
    const close = toolButton("close", t("Close (Escape)"), () => this.close());
    this.element = el("div", { class: "note-bar", attributes: { role: "group", "aria-label": t("Note") } }, [
      el("div", { class: "note-head" }, [this.#where, close.element]),
      el("div", { class: "note-body" }, [this.#text, save.element, this.#drop.element]),
    ]);
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && !event.shiftKey && event.target === this.#text) this.#save();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** For the note that is there, or for a new one. */
  open(note = noteHere(this.#store)): void {
    const { notes, model } = this.#store;
    if (model.events === 0) return;
    if (!notes.writable) {
      this.#store.open("notes");
      this.#tell(notes.problem ?? t("The notes of this page cannot be changed."));
      return;
    }
    this.#note = note;
    if (this.element.hidden) this.#before = document.activeElement as HTMLElement | undefined;
    say(this.#where, placeOf(note, this.#store));
    this.#text.value = note.text;
    this.#drop.show(notes.list.some(({ id }) => id === note.id));
    this.element.hidden = false;
    this.#text.focus();
    this.#text.setSelectionRange(note.text.length, note.text.length);
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.#note = undefined;
    giveFocusBack(this.#before);
  }

  #save(): void {
    const store = this.#store;
    const note = this.#note;
    if (!note) return;
    store.notes.put({ ...note, text: this.#text.value.trim() }, store, this.#post);
    if (note.to === undefined) store.pin(note.from * 1000);
    store.open("notes");
    this.close();
  }

  #remove(): void {
    if (this.#note) this.#store.notes.drop(this.#note.id, this.#store, this.#post);
    this.close();
    this.#store.changed();
  }

  /** Another run: what was being written is about nothing that is there. */
  draw(): void {
    if (this.#note && !this.#store.notes.writable) this.close();
  }
}

/** What a note is about, in words. */
export function placeOf({ from, to, process, object }: Note, { model }: Store): string {
  const when = to === undefined || to === from ? moment(from * 1000) : rangeText(from * 1000, to * 1000);
  const about = process ? model.processName(process) : object ? model.objectName(object) : "";
  return about ? t("{0}, {1}", about, when) : when;
}
