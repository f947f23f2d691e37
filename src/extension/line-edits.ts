/** Follows lines through what is typed, so that nothing points at a line that has moved. No `vscode` here. */

/** A change of a text, in lines from 0, as an editor reports it. */
export interface LineEdit {
  /** First and last line that it replaced a part of. */
  first: number;
  last: number;
  /** It began in column 0 of the first line, and ended in column 0 of the last. */
  fromStart: boolean;
  toStart: boolean;
  /** What was put there instead. */
  text: string;
}

/** A moment from which on a line is followed. Ended when it is of no use any more, so that edits can be forgotten. */
export interface Mark {
  readonly after: number;
}

interface Noted {
  at: number;
  /** A line from here on, up to and with `last`, is not what it was. */
  first: number;
  last: number;
  /** Lines below have moved by so many. */
  shift: number;
}

export class LineEdits {
  readonly #edits = new Map<string, Noted[]>();
  readonly #marks = new Set<Mark>();
  #count = 0;

  mark(): Mark {
    const mark = { after: this.#count };
    this.#marks.add(mark);
    return mark;
  }

  end(mark: Mark): void {
    this.#marks.delete(mark);
    const oldest = Math.min(...[...this.#marks].map(({ after }) => after));
    for (const [file, edits] of this.#edits) {
      const kept = edits.filter(({ at }) => at > oldest);
      if (kept.length > 0) this.#edits.set(file, kept);
      else this.#edits.delete(file);
    }
  }

  note(file: string, edits: readonly LineEdit[]): void {
    if (this.#marks.size === 0) return;
    const list = this.#edits.get(file) ?? [];
    this.#edits.set(file, list);
    for (const edit of edits) {
      const added = edit.text.split(/\r\n|\r|\n/).length - 1;
      // Whole lines put in, or taken out, above a line leave that line as it is.
      const whole = edit.fromStart && edit.toStart && (edit.text === "" || /[\r\n]$/.test(edit.text));
      list.push({
        at: ++this.#count,
        first: edit.first,
        last: whole ? edit.last - 1 : edit.last,
        shift: added - (edit.last - edit.first),
      });
    }
  }

  /** Whether anything was typed into a file since. */
  edited(file: string, mark: Mark): boolean {
    return (this.#edits.get(file) ?? []).some(({ at }) => at > mark.after);
  }

  /** Where a line, from 0, that stood there at `mark` stands now; undefined when it was edited. */
  locate(file: string, line: number, mark: Mark): number | undefined {
    let now = line;
    for (const { at, first, last, shift } of this.#edits.get(file) ?? []) {
      if (at <= mark.after) continue;
      if (now >= first && now <= last) return undefined;
      if (now > last) now += shift;
    }
    return now;
  }
}
