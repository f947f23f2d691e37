/** All that is done with notes in the view: writing them, going to them, finding them on the axis. */
import type { Note } from "../src/protocol/notes.ts";
import type { FromWebview } from "../src/protocol/view.ts";
import { NoteBar } from "./note-bar.ts";
import { noteAt } from "./note-flags.ts";
import { goTo } from "./note-jump.ts";
import type { NoteActions } from "./note-table.ts";
import { at } from "./scale.ts";
import type { Scene } from "./scene.ts";
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";

export interface DeskParts {
  store: Store;
  post(message: FromWebview): void;
  /** To those who hear the view instead of seeing it. */
  tell(text: string): void;
  /** Selects something and brings it into view. */
  show(found: Found): void;
}

export class NoteDesk implements NoteActions {
  readonly #parts: DeskParts;
  readonly bar: NoteBar;
  #scene: Scene | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.bar = new NoteBar(parts.store, parts.post, parts.tell);
  }

  go(note: Note): void {
    const { store, show, tell } = this.#parts;
    goTo(note, store, show, tell);
  }

  write(note?: Note): void {
    this.bar.open(note);
  }

  next(by: 1 | -1): void {
    const { notes, pinned } = this.#parts.store;
    const note = notes.beside(by, pinned);
    if (note) this.go(note);
  }

  /** The note whose pennant is there on the axis. */
  noteAt(x: number): Note | undefined {
    const id = this.#scene && noteAt(this.#scene, x);
    return this.#parts.store.notes.list.find((note) => note.id === id);
  }

  draw(scene: Scene): void {
    this.#scene = scene;
    const { store, post } = this.#parts;
    store.notes.want(store, post);
    this.bar.draw();
  }
}

/** A pennant on the axis leads to its note; `desk`: of the run that the axis is about. */
export function listenPennants(axis: HTMLCanvasElement, desk: () => NoteDesk): void {
  axis.addEventListener("click", (event) => {
    const note = desk().noteAt(at(event).x);
    if (note) desk().go(note);
  });
  axis.addEventListener("pointermove", (event) => {
    const note = desk().noteAt(at(event).x);
    axis.style.cursor = note ? "pointer" : "";
    axis.title = note?.text ?? "";
  });
}
