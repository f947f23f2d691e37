/** Which of two runs the panel, the search, the overview and the notes are about: a switch with both names. */
import { el, say } from "./dom.ts";
import { t } from "./l10n.ts";
import { rove } from "./rove.ts";

export class RunSwitch {
  readonly element: HTMLElement;
  readonly #choices: readonly [HTMLButtonElement, HTMLButtonElement];

  /** `turn`: to the second, or to the first. */
  constructor(turn: (toSecond: boolean) => void) {
    const choose = (second: boolean) => {
      const element = el("button", { class: "run-choice", attributes: { type: "button" } });
      element.addEventListener("click", () => turn(second));
      return element;
    };
    this.#choices = [choose(false), choose(true)];
    const label = t("Details, search and overview of");
    this.element = el("div", { class: "run-switch", attributes: { role: "group", "aria-label": label } }, [
      el("span", { class: "run-switch-label", text: label }),
      ...this.#choices,
    ]);
    this.element.title = t("X turns to the other run");
    this.element.hidden = true;
    rove(this.element, [...this.#choices]);
  }

  /** `names`: those of both runs; undefined while one is shown alone. */
  draw(names: readonly [string, string] | undefined, second: boolean): void {
    if (this.element.hidden !== (names === undefined)) this.element.hidden = names === undefined;
    if (!names) return;
    this.#choices.forEach((choice, index) => {
      say(choice, names[index]!);
      const on = String((index === 1) === second);
      if (choice.getAttribute("aria-pressed") !== on) choice.setAttribute("aria-pressed", on);
    });
  }
}
