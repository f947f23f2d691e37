/** Goes to a note: its moment, its lane, its line in the table. */
import type { Note } from "../src/protocol/notes.ts";
import { t } from "./l10n.ts";
import { placeOf } from "./note-bar.ts";
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";

/** `show`: selects and brings into view what a note is about; `tell`: to those who hear the view. */
export function goTo(
  note: Note,
  store: Store,
  show: (found: Found) => void,
  tell: (text: string) => void,
): void {
  const { notes, model } = store;
  notes.chosen = note.id;
  notes.version++;
  store.open("notes");
  const from = note.from * 1000;
  const span = { from, to: Math.max(from, (note.to ?? note.from) * 1000) };
  const { process = 0, object = 0 } = note;
  // What the trace does not have is not to be selected: notes come from elsewhere.
  if (model.processes.has(process)) show({ selection: { kind: "process", process }, span });
  else if (model.objects.has(object)) show({ selection: { kind: "object", object }, span });
  else {
    const width = store.to - store.from;
    if (span.to < store.from || from > store.to) store.jump(from - width * 0.3, from + width * 0.7);
    store.pin(from);
  }
  const index = notes.list.indexOf(note) + 1;
  tell(
    `${t("{0}: {1}", t("Note {0} of {1}", index, notes.list.length), placeOf(note, store))}. ${note.text}`,
  );
}
