/** The controls of playback, beside the overview. */
import { el } from "./dom.ts";
import { t } from "./l10n.ts";
import { type Playback, SPEEDS } from "./playback.ts";
import { rove } from "./rove.ts";
import type { Scene } from "./scene.ts";
import { choice, type ToolButton, toolButton } from "./ui.ts";

export class Transport {
  readonly element: HTMLElement;
  readonly #playback: Playback;
  readonly #buttons: ToolButton[];
  readonly #play: ToolButton;
  readonly #speed: HTMLSelectElement;

  constructor(playback: Playback) {
    this.#playback = playback;
    const first = toolButton("first", t("First event (Shift+B)"), () => playback.first());
    const before = toolButton("previous", t("Event before (B)"), () => playback.step(-1));
    this.#play = toolButton("play", t("Play (P)"), () => playback.toggle());
    const next = toolButton("next", t("Next event (N)"), () => playback.step(1));
    const last = toolButton("last", t("Last event (Shift+N)"), () => playback.last());
    this.#buttons = [first, before, this.#play, next, last];
    this.#speed = choice(
      t("Speed"),
      SPEEDS.map((speed) => [String(speed), `${speed}×`]),
      (value) => {
        playback.speed = Number(value);
      },
    );
    this.element = el(
      "div",
      { class: "transport", attributes: { role: "toolbar", "aria-label": t("Playback") } },
      [...this.#buttons.map(({ element }) => element), el("span", { class: "grow" }), this.#speed],
    );
    first.element.classList.add("far");
    last.element.classList.add("far");
    rove(this.element, [...this.#buttons.map(({ element }) => element), this.#speed]);
  }

  draw(scene: Scene): void {
    const { playing, speed } = this.#playback;
    for (const button of this.#buttons) button.enable(scene.model.events > 0);
    this.#play.show(playing ? "pause" : "play", playing ? t("Pause (P)") : t("Play (P)"));
    const value = String(speed);
    if (this.#speed.value !== value) this.#speed.value = value;
  }
}
