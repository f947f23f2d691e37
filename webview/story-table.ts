/** The run, or the chosen part of it, told in sentences. */
import type { Told } from "../src/analysis/story/story.ts";
import { say } from "../src/analysis/story/texts.ts";
import { retell, wordingOf } from "../src/analysis/tell.ts";
import type { Hint } from "../src/protocol/hints.ts";
import { type Ask, Enquiry } from "./enquiry.ts";
import { moment } from "./format.ts";
import { CERTAINTY_WORDS, hintName } from "./hint-words.ts";
import { t } from "./l10n.ts";
import { WHOLE_RUN } from "./questions.ts";
import type { Store } from "./store.ts";
import { Table } from "./table.ts";

interface StoryRow {
  /** Milliseconds of the run. */
  time: number;
  text: string;
  index: number;
}

const ofHint = (hint: Hint) => ({
  kind: hintName(hint.kind),
  certainty: CERTAINTY_WORDS[hint.certainty],
  message: retell(hint, t, wordingOf(document.documentElement.lang)).message,
});

export class StoryTable {
  readonly #store: Store;
  readonly #enquiry: Enquiry<"story">;
  readonly #table: Table<StoryRow>;
  #told: Told[] | undefined;
  #rows: StoryRow[] = [];
  #shown = -1;
  /** Sentence that the cursor was put to from here, while it stands there: several may be of one moment. */
  #chosen: { index: number; pinned: number } | undefined;

  /** `go`: puts the cursor at a moment, in microseconds, and into view. */
  constructor(store: Store, ask: Ask, go: (time: number) => void) {
    this.#store = store;
    this.#enquiry = new Enquiry(ask, () => store.changed());
    this.#table = new Table<StoryRow>({
      label: t("Story"),
      empty: () =>
        store.model.events === 0
          ? t("Nothing has run yet.")
          : this.#told
            ? t("Nothing happened there.")
            : t("Looking back through the run …"),
      key: ({ index }) => String(index),
      choose: ({ index, time }) => {
        this.#chosen = { index, pinned: time * 1000 };
        go(time * 1000);
      },
      columns: [
        { name: t("At"), width: "90px", text: ({ time }) => moment(time * 1000) },
        { name: t("What happened"), align: "left", text: ({ text }) => text },
      ],
    });
  }

  get element(): HTMLElement {
    return this.#table.element;
  }

  /** Fetches it; true when there is another than before. */
  want(): boolean {
    const { run, range, model } = this.#store;
    const told =
      model.events === 0
        ? undefined
        : this.#enquiry.want({ about: "story", span: range ?? WHOLE_RUN }, run.id, model.events);
    if (told === this.#told) return false;
    this.#told = told;
    this.#rows = (told ?? []).map(({ time, phrase }, index) => ({
      time,
      text: say(phrase, t, ofHint),
      index,
    }));
    return true;
  }

  draw(): void {
    const at = this.#at(this.#store.pinned);
    this.#table.update(this.#rows, String(at));
    if (at === this.#shown) return;
    this.#shown = at;
    this.element.querySelector(".selected")?.scrollIntoView({ block: "nearest" });
  }

  /** The last sentence by the cursor; −1 when there is no cursor. */
  #at(pinned: number | undefined): number {
    if (pinned === undefined) return -1;
    if (this.#chosen?.pinned === pinned) return this.#chosen.index;
    return this.#rows.findLastIndex(({ time }) => time * 1000 <= pinned);
  }
}
