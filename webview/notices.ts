/** What is said when there is nothing to draw, or when something went wrong. */
import type { ErrorAction, WebviewCommand } from "../src/protocol/view.ts";
import { el, say } from "./dom.ts";
import { baseName, many } from "./format.ts";
import { icon } from "./icons.ts";
import { t } from "./l10n.ts";
import type { Store } from "./store.ts";
import { button } from "./ui.ts";

/** Milliseconds that reading may take without a word. */
const LOADING_AFTER = 200;

/** Over the lanes while nothing has run. */
export class EmptyNotice {
  readonly element = el("div", { class: "empty" });
  readonly #store: Store;
  readonly #command: (command: WebviewCommand) => void;
  #shown = "";

  constructor(store: Store, command: (command: WebviewCommand) => void) {
    this.#store = store;
    this.#command = command;
  }

  draw(): void {
    const { run, model } = this.#store;
    const nothing = model.events === 0;
    this.element.hidden = !nothing;
    if (!nothing) return;
    const key = `${run.phase} ${run.file}`;
    if (key === this.#shown) return;
    this.#shown = key;
    if (run.phase !== "empty") {
      const text =
        run.phase === "ended"
          ? t("The run ended before anything was recorded.")
          : t("Waiting for the first process.");
      this.element.replaceChildren(el("p", { text }));
      return;
    }
    const start = button({
      label: run.file ? t("Run {0}", baseName(run.file)) : t("Run program"),
      icon: "play",
      look: "primary",
      press: () => this.#command("run"),
    });
    const lesson = el("button", { class: "link", text: t("Open a lesson"), attributes: { type: "button" } });
    lesson.addEventListener("click", () => this.#command("openLesson"));
    this.element.replaceChildren(
      el("p", { text: t("Nothing has run yet.") }),
      el("div", { class: "empty-actions" }, [start.element, lesson]),
    );
  }
}

/** One row under the toolbar: one sentence, one action. */
export class ErrorNotice {
  readonly element = el("div", { class: "error-row", attributes: { role: "alert" } });
  readonly #store: Store;
  readonly #command: (command: WebviewCommand) => void;
  readonly #text = el("span", { class: "grow" });
  readonly #action = el("span");
  #shown = "";

  constructor(store: Store, command: (command: WebviewCommand) => void) {
    this.#store = store;
    this.#command = command;
    this.element.append(icon("error"), this.#text, this.#action);
    this.element.hidden = true;
  }

  draw(): void {
    const { run, broken, model } = this.#store;
    const message = run.error?.message ?? (broken && t("{0} What was read up to there is shown.", broken));
    this.element.hidden = message === undefined;
    if (message === undefined) return;
    say(
      this.#text,
      model.damaged > 0 && broken
        ? `${message} ${many(model.damaged, t("{0} row was unreadable."), t("{0} rows were unreadable."))}`
        : message,
    );
    const action: ErrorAction | undefined = run.error
      ? run.error.action
      : { label: t("Show output"), command: "showOutput" };
    const key = JSON.stringify(action) ?? "";
    if (key === this.#shown) return;
    this.#shown = key;
    this.#action.replaceChildren(
      ...(action
        ? [
            button({ label: action.label, look: "secondary", press: () => this.#command(action.command) })
              .element,
          ]
        : []),
    );
  }
}

/** A line under the toolbar while a trace is being read, as far as it is; not for what is read at once. */
export class LoadingLine {
  readonly element = el("div", {
    class: "loading",
    attributes: { role: "progressbar", "aria-label": t("The trace is being read"), "aria-valuemax": "100" },
  });
  readonly #store: Store;

  /** Beginning of the reading that a frame was asked for. */
  #asked = 0;

  constructor(store: Store) {
    this.#store = store;
    this.element.hidden = true;
  }

  /** `at`: now, by the performance clock. */
  draw(at: number): void {
    const { loading, live } = this.#store;
    if (loading && loading.since !== this.#asked) {
      this.#asked = loading.since;
      setTimeout(() => this.#store.changed(), LOADING_AFTER);
    }
    const shown = loading !== undefined && !live && at - loading.since >= LOADING_AFTER;
    this.element.hidden = !shown;
    if (!shown) return;
    const percent = Math.floor(loading.share * 100);
    this.element.style.setProperty("--share", `${percent}%`);
    this.element.setAttribute("aria-valuenow", String(percent));
  }
}
