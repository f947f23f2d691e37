/** What is told to those who hear the view instead of seeing it. */
import { happeningText } from "./at-cursor.ts";
import { describe } from "./describe.ts";
import { el, say } from "./dom.ts";
import { CERTAINTY_WORDS, hintName } from "./hint-words.ts";
import { t } from "./l10n.ts";
import type { Scene } from "./scene.ts";
import { edgesOf } from "./timeline.ts";

/** Of what happens at one moment no more is told; the inspector has all. */
const MOST_HAPPENINGS = 4;

export class Announcer {
  readonly #urgent = el("div", { class: "announcer", attributes: { "aria-live": "assertive" } });
  readonly #polite = el("div", { class: "announcer", attributes: { "aria-live": "polite" } });
  readonly elements = [this.#urgent, this.#polite];
  #selected = "";
  #pinned: number | undefined;
  #instead: string | undefined;

  hint(scene: Pick<Scene, "model">, index: number): void {
    const hint = scene.model.hints[index]?.hint;
    if (hint)
      say(
        this.#urgent,
        t("{0}, {1}. {2}", hintName(hint.kind), CERTAINTY_WORDS[hint.certainty], hint.message),
      );
  }

  say(text: string): void {
    say(this.#polite, text);
  }

  /** Tells this of the next frame, in place of what was selected in it and where its cursor is. */
  instead(text: string): void {
    this.#instead = text;
  }

  /** Tells what was selected since the last frame, or what happens where the cursor was put; not while it is playing. `run`: its name, where there are two. */
  draw(scene: Scene, run?: string): void {
    const selected = scene.selection ? `${run} ${JSON.stringify(scene.selection)}` : "";
    if (this.#instead !== undefined) {
      this.say(this.#instead);
      this.#instead = undefined;
      this.#selected = selected;
      this.#pinned = scene.pinned;
      return;
    }
    if (selected !== this.#selected) {
      this.#selected = selected;
      this.#pinned = scene.pinned;
      const told = scene.selection && describe(scene.model, scene.selection, scene.now);
      const row =
        scene.selection && scene.rows.find((candidate) => edgesOf(scene, candidate, scene.selection!));
      if (!told) return;
      this.say(named(run, row ? named(row.name, told.title) : told.title));
      return;
    }
    if (scene.playing || scene.pinned === this.#pinned) return;
    this.#pinned = scene.pinned;
    if (scene.pinned === undefined) return;
    this.say(named(run, happeningText(scene.model, scene.pinned, MOST_HAPPENINGS, t("; "))));
  }
}

/** What is told, with the name in front of what it is about, if it has one. */
const named = (name: string | undefined, text: string): string =>
  name === undefined ? text : t("{0}: {1}", name, text);
