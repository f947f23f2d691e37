/** Who, what, since when and where, for the mark under the pointer. */
import { HELD } from "../src/trace/lanes.ts";
import { isWait, STATE } from "../src/trace/states.ts";
import { describe, type Piece } from "./describe.ts";
import { el } from "./dom.ts";
import { count, duration, many, moment, percent, rangeText } from "./format.ts";
import { t } from "./l10n.ts";
import { bucketShares } from "./merged.ts";
import type { Row } from "./rows.ts";
import type { Hit, Scene } from "./scene.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { stateWords } from "./words.ts";

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
    const key = hit.merged
      ? `${hit.row.key} ${hit.merged.from} ${hit.merged.to}`
      : `${hit.row.key} ${hit.from} ${JSON.stringify(hit.selection)}`;
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
    const { row, merged } = hit;
    this.element.replaceChildren(
      ...(merged
        ? this.#merged(hit, scene)
        : row.kind === "crew"
          ? this.#crew(row, hit.time, scene)
          : this.#facts(hit, scene)),
    );
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
    if (told.site) nodes.push(el("div", { class: "tip-note", text: t("Double-click opens the line") }));
    return nodes;
  }

  /** How many of a pool's workers are in which state at a moment. */
  #crew({ lane, workers }: Row & { kind: "crew" }, time: number, scene: Scene): Node[] {
    const numbers = new Map<number, number>();
    for (const { track } of workers) {
      const index = time > scene.now ? -1 : track.at(time);
      const state = index < 0 ? STATE.exited : track.state[index]!;
      if (state !== STATE.exited) numbers.set(state, (numbers.get(state) ?? 0) + 1);
    }
    const parts = [...numbers].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
    const alive = parts.reduce((sum, [, number]) => sum + number, 0);
    const bar = new Swatch(this.#theme, BAR);
    bar.showParts(parts.map(([state, number]) => [state, number / alive] as const));
    const list = el("dl", { class: "facts" });
    for (const [state, number] of parts)
      list.append(el("dt", { text: stateWords(state) }), el("dd", { text: count(number) }));
    return [
      el("div", { class: "tip-title" }, [el("span", { text: t("{0}, {1}", lane.name, moment(time)) })]),
      el("div", {
        class: "tip-note",
        text: alive > 0 ? many(alive, t("{0} process"), t("{0} processes")) : t("nobody"),
      }),
      bar.canvas,
      list,
    ];
  }

  /** Several intervals in one bucket: how many, and what took which share. */
  #merged({ row, merged, time }: Hit, scene: Scene): Node[] {
    if (!merged) return [];
    const all = merged.last - merged.first + 1;
    const number =
      row.kind === "lock" ? t("{0} states merged", count(all)) : t("{0} intervals merged", count(all));
    const bar = new Swatch(this.#theme, BAR);
    let told = "";
    if (row.kind === "process") {
      const { shares, longest } = bucketShares(merged, row.lane.track, scene.now, isWait);
      const parts = shares.map((share, state) => [state, share] as const);
      bar.showParts(parts.filter(([state, share]) => state !== STATE.exited && share > 0));
      const running = percent(shares[STATE.running]!);
      told =
        longest > 0
          ? t("{0} running, longest wait {1}", running, duration(longest))
          : t("{0} running", running);
    } else if (row.kind === "lock") {
      const { shares, longest } = bucketShares(
        merged,
        row.lane.holders,
        scene.now,
        (state) => state !== HELD.free,
      );
      const contended = shares[HELD.contended]! + shares[HELD.forever]!;
      const held = shares[HELD.held]! + contended;
      told = t(
        "{0} held, {1} while somebody waited, longest {2}",
        percent(held),
        percent(contended),
        duration(longest),
      );
    }
    return [
      el("div", { class: "tip-title" }, [
        el("span", { text: t("{0}, {1}", row.name, rangeText(merged.from, merged.to)) }),
      ]),
      el("div", { class: "tip-note", text: t("{0}, at {1}", number, moment(time)) }),
      ...(row.kind === "process" ? [bar.canvas] : []),
      el("div", { class: "tip-note", text: told }),
      el("div", { class: "tip-note", text: t("Double-click zooms in") }),
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
