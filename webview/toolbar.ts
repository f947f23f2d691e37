/** The toolbar: what to do with the run, how to look at it, and how it stands. */
import type { RunState, WebviewCommand } from "../src/protocol/view.ts";
import { el, say } from "./dom.ts";
import { rangeText } from "./format.ts";
import { icon } from "./icons.ts";
import { t } from "./l10n.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";
import { type Button, button } from "./ui.ts";

const ZOOM_STEP = 1.5;

export class Toolbar {
  readonly element = el("div", {
    class: "toolbar",
    attributes: { role: "toolbar", "aria-label": t("Run and view") },
  });
  readonly #store: Store;
  readonly #run: Button;
  readonly #stop: Button;
  readonly #restart: Button;
  readonly #follow: Button;
  readonly #path: Button;
  readonly #lanes: Button;
  readonly #export: Button;
  readonly #range = el("span", { class: "note range" });
  readonly #status = el("span", { class: "note status", attributes: { role: "status" } });
  readonly #statusText = el("span");
  readonly #statusMark = el("span", { class: "status-mark" });

  constructor(
    store: Store,
    command: (command: WebviewCommand) => void,
    lanes: () => void,
    search: () => void,
    help: () => void,
  ) {
    this.#store = store;
    this.#run = button({ label: t("Run"), icon: "play", look: "primary", press: () => command("run") });
    this.#stop = button({ label: t("Stop"), icon: "stop", look: "secondary", press: () => command("stop") });
    this.#restart = button({ label: t("Restart"), icon: "restart", press: () => command("restart") });
    this.#follow = button({
      label: t("Follow live"),
      icon: "live",
      title: t("Keep the present at the right edge"),
      press: () => store.follow(!store.following),
    });
    const zoomOut = button({
      label: t("Zoom out"),
      icon: "minus",
      bare: true,
      press: () => store.zoom(ZOOM_STEP),
    });
    const zoomIn = button({
      label: t("Zoom in"),
      icon: "plus",
      bare: true,
      press: () => store.zoom(1 / ZOOM_STEP),
    });
    const fit = button({
      label: t("Zoom to fit"),
      icon: "fit",
      title: t("Show the whole run (0)"),
      press: () => store.fit(),
    });
    this.#path = button({
      label: t("Critical path"),
      icon: "path",
      title: t("Mark what the run took as long as (C)"),
      press: () => store.showPath(!store.pathShown),
    });
    const keys = button({ label: t("Keys"), icon: "keys", bare: true, title: t("Keys (?)"), press: help });
    this.#lanes = button({
      label: t("Lanes"),
      icon: "filter",
      title: t("Filter and sort the lanes (/)"),
      press: lanes,
    });
    const find = button({
      label: t("Search"),
      icon: "search",
      says: t("Find process, task, lock, output …"),
      title: t("Search (Ctrl+F)"),
      press: search,
    });
    find.element.classList.add("find");
    this.#export = button({
      label: t("Export"),
      icon: "export",
      title: t("Export the trace, a page or a picture of it"),
      press: () => command("exportTrace"),
    });
    this.#export.element.classList.add("export");
    for (const { element } of [zoomOut, zoomIn]) element.classList.add("spare");
    this.#status.append(this.#statusMark, this.#statusText);
    this.element.append(
      this.#run.element,
      this.#stop.element,
      this.#restart.element,
      this.#follow.element,
      el("span", { class: "divider" }),
      zoomOut.element,
      zoomIn.element,
      fit.element,
      this.#path.element,
      this.#lanes.element,
      this.#range,
      el("span", { class: "grow" }),
      this.#status,
      find.element,
      this.#export.element,
      keys.element,
    );
  }

  draw(scene: Scene): void {
    const store = this.#store;
    const { run } = store;
    const going = run.phase === "running" || run.phase === "starting";
    this.#run.show(!going && run.phase !== "recorded");
    this.#run.enable(run.file !== "" || run.phase === "empty");
    this.#stop.show(going);
    this.#restart.show(going || run.phase === "ended");
    this.#restart.enable(run.file !== "");
    this.#follow.enable(store.live);
    this.#follow.press(store.following);
    this.#path.enable(scene.model.events > 0);
    this.#export.enable(scene.model.events > 0);
    this.#path.press(store.pathShown);
    this.#lanes.press(store.lanes.choice.shown || store.lanes.unusual);
    const end = Math.max(scene.now, store.reach);
    const range = rangeText(scene.from, Math.min(scene.to, Math.max(end, scene.from)));
    say(
      this.#range,
      scene.model.events > 0 ? t("{0} of {1}", range, `${(end / 1e6).toFixed(end < 1e6 ? 3 : 2)} s`) : "",
    );
    const status = statusOf(run, scene);
    say(this.#statusText, status.text);
    // Where there is no room for the words.
    if (this.#status.title !== status.text) this.#status.title = status.text;
    if (this.#statusMark.dataset["mark"] !== status.mark) {
      this.#statusMark.dataset["mark"] = status.mark;
      this.#statusMark.replaceChildren(
        ...(status.mark === "good" ? [icon("check")] : status.mark === "none" ? [] : [el("i")]),
      );
    }
  }
}

function statusOf(run: RunState, { model }: Scene): { text: string; mark: "good" | "bad" | "busy" | "none" } {
  const dropped = model.gaps.reduce((sum, gap) => sum + gap.events, 0);
  const lost = dropped > 0 ? t(", {0} dropped", dropped) : "";
  const stuck = model.hints.some(({ hint }) => hint.severity === "error" && hint.certainty === "certain");
  switch (run.phase) {
    case "empty":
      return { text: "", mark: "none" };
    case "starting":
      return { text: t("Starting"), mark: "busy" };
    case "running":
      return stuck
        ? { text: `${t("Deadlock, still running")}${lost}`, mark: "bad" }
        : { text: `${t("Running")}${lost}`, mark: "busy" };
    case "recorded":
      return { text: `${t("Recorded run")}${lost}`, mark: stuck ? "bad" : "none" };
    case "ended":
      if (run.stopped) return { text: `${t("Stopped")}${lost}`, mark: stuck ? "bad" : "none" };
      if (run.exitStatus === null) return { text: `${t("Ended")}${lost}`, mark: "none" };
      return {
        text: `${t("Finished, exit {0}", run.exitStatus)}${lost}`,
        mark: run.exitStatus === 0 ? "good" : "bad",
      };
  }
}
