/** The notes on the run that is shown. The host keeps them; what is changed here is shown at once. */
import type { Note } from "../src/protocol/notes.ts";
import type { FromWebview } from "../src/protocol/view.ts";
import type { Selection, Store } from "./store.ts";

export class Notes {
  /** By time. */
  list: readonly Note[] = [];
  /** They can be changed. */
  writable = false;
  /** One sentence on why they cannot be read or kept. */
  problem: string | undefined;
  /** The one that was gone to last. */
  chosen: string | undefined;
  /** Counts changes. */
  version = 0;
  /** Run that the host was asked about. */
  #asked = -1;

  take(notes: readonly Note[], writable: boolean, problem: string | undefined): void {
    this.list = notes.toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
    this.writable = writable;
    this.problem = problem;
    this.version++;
  }

  /** Another run is shown. */
  forget(): void {
    this.take([], false, undefined);
    this.chosen = undefined;
    this.#asked = -1;
  }

  /** Asks the host, once it can be said of which run. */
  want(store: Store, post: (message: FromWebview) => void): void {
    const { run, model } = store;
    if (this.#asked === run.id || model.events === 0) return;
    this.#asked = run.id;
    post({ type: "notes", run: run.id, startedAt: startOf(store) });
  }

  put(note: Note, store: Store, post: (message: FromWebview) => void): void {
    this.take([...this.list.filter(({ id }) => id !== note.id), note], this.writable, this.problem);
    this.chosen = note.id;
    post({ type: "notes", run: store.run.id, startedAt: startOf(store), put: note });
  }

  drop(id: string, store: Store, post: (message: FromWebview) => void): void {
    this.take(
      this.list.filter((note) => note.id !== id),
      this.writable,
      this.problem,
    );
    post({ type: "notes", run: store.run.id, startedAt: startOf(store), drop: id });
  }

  /** The one after or before that which was gone to, or the cursor; round and round. */
  beside(by: 1 | -1, pinned: number | undefined): Note | undefined {
    const { list } = this;
    const own = list.findIndex(({ id, from }) => id === this.chosen && from * 1000 === pinned);
    const time = (pinned ?? 0) / 1000;
    let next: number;
    if (own >= 0) next = own + by;
    else if (by > 0) next = list.findIndex(({ from }) => from > time || (pinned === undefined && from >= 0));
    else next = pinned === undefined ? list.length - 1 : list.findLastIndex(({ from }) => from < time);
    if (next < 0 && by > 0) next = 0;
    return list.at(next % Math.max(1, list.length));
  }
}

const startOf = ({ model }: Store): number => Math.max(0, model.info?.startedAt ?? 0);

/** What there is to note: the selected mark, else the chosen part of the run, else the cursor. */
export function noteHere(store: Store): Note {
  const { selection, notes, pinned, range, model } = store;
  const chosen = notes.list.find(({ id }) => id === notes.chosen);
  // Where one has just gone to a note, that is meant.
  if (chosen && pinned === chosen.from * 1000) return chosen;
  const about = aboutOf(selection);
  const span = selection && markSpan(selection, store);
  const [from, to] = span ?? (range ? [range.from, range.to] : [store.cursor, undefined]);
  const place = {
    from: from / 1000,
    ...(to === undefined ? {} : { to: Math.min(to, Math.max(model.end, from)) / 1000 }),
    ...about,
  };
  const same = notes.list.find(
    (note) =>
      note.from === place.from &&
      note.to === place.to &&
      note.process === about.process &&
      note.object === about.object,
  );
  return same ?? { id: crypto.randomUUID(), ...place, text: "" };
}

function aboutOf(selection: Selection | undefined): { process?: number; object?: number } {
  if (selection && "process" in selection) return { process: selection.process };
  return selection && "object" in selection ? { object: selection.object } : {};
}

/** Edges of a selected mark, in microseconds; undefined for whole lanes. */
function markSpan(selection: Selection, { model, present }: Store): [number, number] | undefined {
  switch (selection.kind) {
    case "interval": {
      const track = model.processes.get(selection.process)?.track;
      return track && [track.start[selection.index]!, track.end(selection.index, present)];
    }
    case "box": {
      const row = model.processes.get(selection.process)?.boxes.rows[selection.row];
      return row && [row.start[selection.index]!, Math.min(row.end[selection.index]!, present)];
    }
    case "hold": {
      const lane = model.objects.get(selection.object);
      if (lane?.kind !== "lock") return undefined;
      return [lane.holders.start[selection.index]!, lane.holders.end(selection.index, present)];
    }
    case "hint": {
      const closed = model.hints[selection.hint]?.closed;
      return closed === undefined ? undefined : [closed, closed];
    }
    default:
      return undefined;
  }
}
