/** Who, what, since when and where, for the mark under the pointer. */
import { STATE } from "../src/trace/states.ts";
import { describe, type Piece } from "./describe.ts";
import { el } from "./dom.ts";
import { duration, many, moment, percent, rangeText } from "./format.ts";
import type { Hit, Scene } from "./scene.ts";
import { type Parts, Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";

const DELAY = 300;
const AWAY = 14;
const BAR = 180;
/** Shown facts; the inspector has all. */
const MOST = 6;

export class Tooltip {
  readonly element = el("div", { class: "tooltip", attributes: { role: "tooltip" } });
  readonly #theme: Theme;
  #timer: number | undefined;
  #of = "";

  constructor(theme: Theme) {
    this.#theme = theme;
    this.element.hidden = true;
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.element.hidden = true;
    this.#of = "";
  }

  /** Shows what is at a point of the page, a moment after the pointer came there. */
  over(hit: Hit | undefined, scene: () => Scene, x: number, y: number): void {
    if (!hit?.selection) {
      this.hide();
      return;
    }
    const key = `${hit.row.key} ${hit.from} ${JSON.stringify(hit.selection)}`;
    const shown = !this.element.hidden;
    if (key === this.#of) {
      if (shown) this.#place(x, y);
      return;
    }
    this.#of = key;
    clearTimeout(this.#timer);
    // Once one is shown the next follows at once.
    this.#timer = window.setTimeout(() => this.#show(hit, scene(), x, y), shown ? 0 : DELAY);
  }

  #show(hit: Hit, scene: Scene, x: number, y: number): void {
    this.element.replaceChildren(...(hit.merged ? this.#merged(hit, scene) : this.#facts(hit, scene)));
    this.element.hidden = false;
    this.#place(x, y);
  }

  #facts(hit: Hit, scene: Scene): Node[] {
    const told = describe(scene.model, hit.selection!, scene.now);
    if (!told) return [];
    const swatch = new Swatch(this.#theme);
    swatch.show(told.state);
    const nodes: Node[] = [
      el("div", { class: "tip-title" }, [swatch.canvas, el("span", { text: told.title })]),
    ];
    if (told.subtitle) nodes.push(el("div", { class: "tip-note", text: told.subtitle }));
    const list = el("dl", { class: "facts" });
    for (const { name, value } of told.facts.slice(0, MOST))
      list.append(el("dt", { text: name }), el("dd", { text: value.map(plain).join("") }));
    nodes.push(list);
    if (told.site) nodes.push(el("div", { class: "tip-note", text: "Double-click opens the line" }));
    return nodes;
  }

  /** Several intervals in one bucket: how many, and what took which share. */
  #merged(hit: Hit, scene: Scene): Node[] {
    if (hit.row.kind !== "process") return [];
    const { track, name } = hit.row.lane;
    const pixel = (scene.to - scene.from) / scene.width;
    const from = hit.time - pixel;
    const to = hit.time + pixel;
    const sums = new Map<number, number>();
    let number = 0;
    let longest = 0;
    for (let i = Math.max(0, track.at(from)); i < track.length && track.start[i]! < to; i++) {
      const state = track.state[i]!;
      const part = Math.min(to, track.end(i, scene.now)) - Math.max(from, track.start[i]!);
      if (part <= 0) continue;
      number++;
      sums.set(state, (sums.get(state) ?? 0) + part / (to - from));
      if (state >= STATE.lock && state <= STATE.stuck)
        longest = Math.max(longest, track.end(i, scene.now) - track.start[i]!);
    }
    const parts: Parts = [...sums].filter(([state]) => state !== STATE.exited).sort((a, b) => a[0] - b[0]);
    const bar = new Swatch(this.#theme, BAR);
    bar.showParts(parts);
    const running = sums.get(STATE.running) ?? 0;
    return [
      el("div", { class: "tip-title" }, [el("span", { text: `${name}, ${rangeText(from, to)}` })]),
      el("div", { class: "tip-note", text: `${many(number, "interval")} merged, at ${moment(hit.time)}` }),
      bar.canvas,
      el("div", {
        class: "tip-note",
        text: `${percent(running)} running${longest > 0 ? `, longest wait ${duration(longest)}` : ""}`,
      }),
      el("div", { class: "tip-note", text: "Double-click zooms in" }),
    ];
  }

  #place(x: number, y: number): void {
    const { offsetWidth: w, offsetHeight: h, style } = this.element;
    const left = x + AWAY + w > window.innerWidth ? x - AWAY - w : x + AWAY;
    const top = y + AWAY + h > window.innerHeight ? y - AWAY - h : y + AWAY;
    style.left = `${Math.max(4, left)}px`;
    style.top = `${Math.max(4, top)}px`;
  }
}

const plain = (piece: Piece): string => (typeof piece === "string" ? piece : piece.text);
