/** The corners beside the overview and the axis: time at the cursor, and how the lanes are drawn. */
import { el, say } from "./dom.ts";
import { count, duration, moment } from "./format.ts";
import { t } from "./l10n.ts";
import type { Scene } from "./scene.ts";

export class Corners {
  readonly #time = el("strong");
  readonly #note = el("span");
  readonly #scale = el("span");
  readonly #density = el("span");
  readonly overview = el("div", { class: "corner overview-corner" }, [this.#time, this.#note]);
  readonly axis = el("div", { class: "corner axis-corner" }, [this.#scale, this.#density]);

  draw(scene: Scene, merged: boolean): void {
    const { model, live } = scene;
    const events = count(model.events);
    const any = model.events > 0;
    say(this.#time, any ? moment(scene.cursor) : "");
    say(
      this.#note,
      !any ? "" : live ? t("live, event {0}", events) : t("of {0}, {1} events", moment(model.end), events),
    );
    say(this.#scale, any ? t("1 px = {0}", duration((scene.to - scene.from) / scene.width)) : "");
    say(this.#density, !any ? "" : merged ? t("merged") : t("all drawn"));
  }
}
