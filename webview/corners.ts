/** The corners beside the overview and the axis: time at the cursor, and how the lanes are drawn. */
import { eventAt } from "../src/trace/moments.ts";
import { el, say } from "./dom.ts";
import { count, duration, many, moment, shortCount } from "./format.ts";
import { t } from "./l10n.ts";
import type { Playback } from "./playback.ts";
import type { Scene } from "./scene.ts";
import { Transport } from "./transport.ts";

export class Corners {
  readonly #transport: Transport;
  readonly #time = el("strong");
  readonly #note = el("span", { class: "grow" });
  readonly #scale = el("span");
  readonly #density = el("span");
  readonly overview: HTMLElement;
  readonly axis = el("div", { class: "corner axis-corner" }, [this.#scale, this.#density]);

  constructor(playback: Playback) {
    this.#transport = new Transport(playback);
    this.overview = el("div", { class: "corner overview-corner" }, [
      this.#transport.element,
      el("div", { class: "time" }, [this.#time, this.#note]),
    ]);
  }

  draw(scene: Scene, merged: boolean): void {
    const { model } = scene;
    this.#transport.draw(scene);
    const any = model.events > 0;
    say(this.#time, any ? moment(scene.cursor) : "");
    say(this.#note, any ? noteOf(scene, shortCount) : "");
    this.#note.title = any ? noteOf(scene, count) : "";
    say(this.#scale, any ? t("1 px = {0}", duration((scene.to - scene.from) / scene.width)) : "");
    say(this.#density, !any ? "" : merged ? t("merged") : t("all drawn"));
  }
}

function noteOf({ model, live, cursor, pinned, cursorShown }: Scene, figure: typeof count): string {
  if (cursorShown || pinned !== undefined)
    return t("of {0}, event {1}", moment(model.end), count(eventAt(model, cursor)));
  const events = figure(model.events);
  return live ? t("live, event {0}", events) : many(model.events, t("{0} event"), t("{0} events"), figure);
}
