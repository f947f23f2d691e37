/** The selection in full. */
import type { FromWebview } from "../src/protocol/view.ts";
import { momentCard } from "./at-cursor.ts";
import { cardText, sectionNode } from "./card.ts";
import { describe } from "./describe.ts";
import { el } from "./dom.ts";
import type { Ask } from "./enquiry.ts";
import { excerpt, type SourceOf } from "./excerpt.ts";
import type { Figures } from "./figures.ts";
import { count, glued, many, moment, place } from "./format.ts";
import { hintCard } from "./hint-card.ts";
import { hintName } from "./hint-words.ts";
import { t } from "./l10n.ts";
import { lockLines } from "./lock-lines.ts";
import { pathCard } from "./path-card.ts";
import { factList, type Links, link } from "./pieces.ts";
import { rangeCard } from "./range-card.ts";
import type { Scene } from "./scene.ts";
import type { Found } from "./search.ts";
import type { Store } from "./store.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { WaitActions } from "./wait-actions.ts";
import { WaitCards } from "./wait-card.ts";

/** What is still open is told anew this often, in milliseconds. */
const EVERY = 250;

export interface InspectorParts {
  store: Store;
  theme: Theme;
  links: Links;
  figures: Figures;
  ask: Ask;
  copy(text: string): void;
  post(message: FromWebview): void;
  /** Selects what was found, and brings it into view. */
  show(found: Found): void;
}

export class Inspector {
  readonly element = el("div", { class: "inspector-body" });
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #links: Links;
  readonly #copy: (text: string) => void;
  readonly #figures: Figures;
  readonly #sourceOf: SourceOf;
  readonly #waits: WaitCards;
  readonly #actions: WaitActions;
  /** Counts answers that have come since. */
  #answers = 0;
  /** What is shown, and what was known about it then. */
  #of = "";
  #told = "";
  #at = 0;

  constructor({ store, theme, links, figures, ask, copy, post, show }: InspectorParts) {
    this.#sourceOf = (file, lines) =>
      store.sources.want(file, lines, store.run.id, Math.max(0, store.model.info?.startedAt ?? 0), post);
    this.#store = store;
    this.#theme = theme;
    this.#links = links;
    this.#copy = copy;
    this.#figures = figures;
    this.#waits = new WaitCards(theme, ask, () => {
      this.#answers++;
      store.changed();
    });
    this.#actions = new WaitActions(store, show, copy);
  }

  draw(scene: Scene): void {
    const { selection } = scene;
    const hint = this.#store.selectedHint;
    const { path, range } = scene;
    const object = selection?.kind === "object" ? scene.model.objects.get(selection.object) : undefined;
    const asked = object?.kind === "lock" || (!selection && !this.#store.pathShown && range !== undefined);
    if (asked) this.#figures.want();
    const of = `${this.#store.run.id} ${JSON.stringify([selection, range])} ${this.#store.pathShown} ${path?.length} ${this.#answers} ${asked ? this.#figures.version : 0} ${this.#theme.version} ${this.#store.sources.version}`;
    const told = hint
      ? ""
      : selection
        ? `${scene.model.events} ${scene.now} ${scene.pinned}`
        : `${this.#summaryKey(scene)} ${scene.pinned}`;
    const now = performance.now();
    if (of === this.#of) {
      if (told === this.#told) return;
      // What goes on is told anew now and then, and not under the keyboard's focus, which would be lost.
      if (
        (scene.growing || scene.playing) &&
        (now - this.#at < EVERY || this.element.contains(document.activeElement))
      )
        return;
    }
    this.#of = of;
    this.#told = told;
    this.#at = now;
    if (hint)
      this.element.replaceChildren(
        ...hintCard({
          ...hint,
          model: scene.model,
          theme: this.#theme,
          links: this.#links,
          sourceOf: this.#sourceOf,
          copy: this.#copy,
        }),
      );
    else if (selection) this.#replace(this.#facts(scene));
    else if (this.#store.pathShown) this.element.replaceChildren(...pathCard(path, range, this.#theme));
    else if (range && scene.model.events > 0)
      this.element.replaceChildren(
        ...rangeCard({
          store: this.#store,
          range,
          now: scene.now,
          figures: this.#figures,
          theme: this.#theme,
          links: this.#links,
        }),
      );
    else if (scene.pinned !== undefined && scene.model.events > 0)
      this.element.replaceChildren(...momentCard(scene.model, scene.pinned, this.#theme, this.#links));
    else this.element.replaceChildren(...this.#summary(scene));
  }

  #summaryKey(scene: Scene): string {
    const { model } = scene;
    return `${model.processes.size} ${model.objects.size} ${model.hints.length} ${scene.live ? 0 : model.events}`;
  }

  /** Nothing is selected: what this run is. */
  #summary({ model, live }: Scene): Node[] {
    if (model.events === 0) return [el("p", { class: "empty-note", text: t("Nothing is selected.") })];
    const nodes: Node[] = [
      el("header", { class: "card-head" }, [
        el("h2", {}, [el("span", { text: this.#store.run.title || t("Run") })]),
        el("p", { class: "subtitle", text: t("Select a mark, a lane or a hint to see it here.") }),
      ]),
    ];
    if (!live)
      nodes.push(
        el("section", {}, [
          factList(
            [
              { name: t("Length"), value: [moment(model.end)] },
              { name: t("Events"), value: [count(model.events)] },
              { name: t("Processes"), value: [count(model.processes.size)] },
              { name: t("Hints"), value: [count(model.hints.length)] },
            ],
            this.#links,
          ),
        ]),
      );
    if (model.hints.length > 0) {
      const list = el("section", {}, [
        el("h3", {}, [el("span", { text: many(model.hints.length, t("{0} hint"), t("{0} hints")) })]),
      ]);
      model.hints.forEach(({ hint }, index) => {
        list.append(
          el("p", {}, [link(hintName(hint.kind), () => this.#links.select({ kind: "hint", hint: index }))]),
        );
      });
      nodes.push(list);
    }
    return nodes;
  }

  /** The line and those around it, as far as they are known. */
  #around(site: string): Node[] {
    const where = place(site);
    if (!where) return [];
    const { element, known } = excerpt([{ ...where, look: "asked", note: "" }], this.#sourceOf, this.#links);
    return known ? [element] : [];
  }

  #facts(scene: Scene): Node[] {
    const told = describe(scene.model, scene.selection!, scene.now, scene.pinned);
    if (!told)
      return [el("p", { class: "empty-note", text: t("What was selected is not part of this run.") })];
    const wait = this.#waits.of(scene, this.#store.run.id, told);
    const subtitle = wait?.subtitle || told.subtitle;
    const swatch = new Swatch(this.#theme);
    swatch.show(told.state);
    const nodes: Node[] = [
      el("header", { class: "card-head" }, [
        el("h2", {}, [swatch.canvas, el("span", { text: told.title })]),
        ...(subtitle ? [el("p", { class: "subtitle", text: glued(subtitle) })] : []),
      ]),
      el("section", {}, [factList(told.facts, this.#links), ...this.#around(told.site)]),
    ];
    const lines =
      scene.selection?.kind === "object" && lockLines(scene.selection.object, this.#figures, this.#links);
    if (lines) nodes.push(lines);
    if (!wait) return nodes;
    const { sections } = wait;
    for (const section of sections) nodes.push(sectionNode(section, this.#theme, this.#links));
    this.#actions.draw(() => cardText({ ...told, subtitle }, sections));
    nodes.push(this.#actions.element);
    return nodes;
  }

  /** What can be done stays the same while one goes from mark to mark, and so does the focus on it. */
  #replace(nodes: Node[]): void {
    const focused = document.activeElement;
    this.element.replaceChildren(...nodes);
    if (focused instanceof HTMLElement && this.element.contains(focused)) focused.focus();
  }
}
