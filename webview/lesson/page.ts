/** The page of a lesson, made anew whenever something about it has changed. */
import type { LessonCommand, LessonPage, PageCheck, PageWords } from "../../src/protocol/lesson-page.ts";
import { el } from "../dom.ts";
import { blocks, inline } from "./text.ts";

export interface PageActions {
  command(command: LessonCommand): void;
  /** Without `option` the answer is taken back. */
  answer(folder: string, option?: number): void;
}

/** What stands in front of an answer or a check. The texts say it, too. */
const SIGNS = { yes: "✓", no: "✗", open: "○" } as const;

export function emptyPage(words: PageWords, actions: PageActions): HTMLElement[] {
  return [el("p", { text: words.noLesson }), press("choose", words.choose, "primary", actions)];
}

export function lessonPage(lesson: LessonPage, words: PageWords, actions: PageActions): HTMLElement[] {
  const { number, title, chapter, checks } = lesson;
  // What comes of it is told to nobody who has not thought about it.
  const told = lesson.answer !== undefined || lesson.run === "ended";
  return [
    el("header", {}, [
      el("p", { class: "chapter", text: chapter === "" ? number : `${chapter} · ${number}` }),
      el("h1", { text: title }),
    ]),
    ...blocks(lesson.about),
    ...section(words.lookFor, blocks(lesson.lookFor)),
    ...section(words.predict, question(lesson, words, actions)),
    buttons(lesson, words, actions),
    ...section(
      words.expected,
      checkList(
        checks.filter(({ goal }) => !goal),
        words,
      ),
    ),
    ...section(
      words.outcome,
      told ? blocks(lesson.outcome) : [el("p", { class: "quiet", text: words.later })],
    ),
    ...(told ? section(words.change, blocks(lesson.change)) : []),
    ...section(
      words.goals,
      checkList(
        checks.filter(({ goal }) => goal),
        words,
      ),
    ),
    el("nav", {}, [
      ...(lesson.before ? [press("before", words.before, "link", actions)] : []),
      ...(lesson.after ? [press("after", words.after, "link", actions)] : []),
    ]),
  ];
}

/** Nothing where there is nothing to say. */
function section(title: string, content: HTMLElement[]): HTMLElement[] {
  return content.length === 0 ? [] : [el("section", {}, [el("h2", { text: title }), ...content])];
}

function question(lesson: LessonPage, words: PageWords, actions: PageActions): HTMLElement[] {
  if (lesson.options.length === 0) return [];
  const { answer, folder } = lesson;
  const options = lesson.options.map((option, index) => {
    const chosen = answer?.chosen === index;
    const right = answer?.right === index;
    const sign = right ? SIGNS.yes : chosen ? SIGNS.no : "";
    const button = el("button", { class: `option${right ? " right" : chosen ? " wrong" : ""}` }, [
      el("span", { class: "sign", text: sign, attributes: { "aria-hidden": "true" } }),
      el("span", {}, inline(option)),
      ...(right && !chosen ? [el("span", { class: "note", text: words.rightOption })] : []),
    ]);
    button.dataset["key"] = `option ${index}`;
    button.setAttribute("aria-pressed", String(chosen));
    // Not `disabled`: the focus stays where it is.
    if (answer) button.setAttribute("aria-disabled", "true");
    else button.addEventListener("click", () => actions.answer(folder, index));
    return button;
  });
  const content = [
    ...blocks(lesson.question),
    el("div", { class: "options", attributes: { role: "group", "aria-label": words.predict } }, options),
  ];
  if (!answer) return content;
  const verdict = answer.chosen === answer.right ? words.right : words.wrong;
  const again = el("button", { class: "link", text: words.again });
  again.dataset["key"] = "again";
  again.addEventListener("click", () => actions.answer(folder));
  return [...content, el("p", { class: "verdict", text: verdict }), ...blocks(answer.why), again];
}

function buttons(lesson: LessonPage, words: PageWords, actions: PageActions): HTMLElement {
  const names: LessonCommand[] =
    lesson.run === "running" ? ["stop", "timeline"] : lesson.run === "ended" ? ["run", "timeline"] : ["run"];
  return el("div", { class: "buttons" }, [
    ...names.map((name, index) => press(name, words[name], index === 0 ? "primary" : "secondary", actions)),
    press("program", words.program, "secondary", actions),
    ...(lesson.edited ? [press("reset", words.reset, "secondary", actions)] : []),
  ]);
}

function checkList(checks: readonly PageCheck[], words: PageWords): HTMLElement[] {
  if (checks.length === 0) return [];
  const items = checks.map(({ text, ticked, holds }) => {
    const sign = ticked ? SIGNS.yes : holds === false ? SIGNS.no : SIGNS.open;
    const state = ticked ? words.ticked : words.open;
    return el("li", { class: ticked ? "ticked" : "" }, [
      el("span", { class: "sign", text: sign, attributes: { role: "img", "aria-label": state } }),
      el("span", { text }),
      ...(holds === false ? [el("span", { class: "note", text: words.notNow })] : []),
    ]);
  });
  return [el("ul", { class: "checks" }, items)];
}

function press(
  command: LessonCommand,
  label: string,
  look: "primary" | "secondary" | "link",
  actions: PageActions,
): HTMLElement {
  const button = el("button", { class: look, text: label });
  button.dataset["key"] = command;
  button.addEventListener("click", () => actions.command(command));
  return button;
}
