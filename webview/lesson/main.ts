/** Entry of the page of a lesson: shows what the host says, tells it what is pressed. */
import type { FromLessonPage, LessonPage, PageWords, ToLessonPage } from "../../src/protocol/lesson-page.ts";
import { el, say } from "../dom.ts";
import { emptyPage, lessonPage, type PageActions } from "./page.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromLessonPage): void };

const code = acquireVsCodeApi();
const root = el("main");
const announcer = el("div", { class: "announcer", attributes: { "aria-live": "polite" } });
document.body.append(root, announcer);

const actions: PageActions = {
  command: (command) => code.postMessage({ type: "command", command }),
  answer: (folder, option) =>
    code.postMessage({ type: "answer", folder, ...(option === undefined ? {} : { option }) }),
};

let shown: LessonPage | undefined;

function show({ lesson, words }: ToLessonPage): void {
  const focused = (document.activeElement as HTMLElement | null)?.dataset["key"];
  root.replaceChildren(...(lesson ? lessonPage(lesson, words, actions) : emptyPage(words, actions)));
  if (lesson && shown?.folder === lesson.folder) {
    const news = whatIsNew(shown, lesson, words);
    if (news) say(announcer, news);
  } else window.scrollTo(0, 0);
  shown = lesson;
  // Whoever pressed something with a key goes on from there, also when it is called otherwise now.
  const keys = focused === "run" ? ["run", "stop"] : focused === "stop" ? ["stop", "run"] : [focused];
  for (const key of keys) {
    const next = key && root.querySelector<HTMLElement>(`[data-key="${key}"]`);
    if (!next) continue;
    next.focus({ preventScroll: true });
    break;
  }
}

/** For those who do not see it. */
function whatIsNew(before: LessonPage, now: LessonPage, words: PageWords): string {
  if (now.answer && !before.answer) return now.answer.chosen === now.answer.right ? words.right : words.wrong;
  return now.checks
    .filter(({ text, ticked }) => ticked && !before.checks.some((old) => old.text === text && old.ticked))
    .map(({ text }) => `${words.ticked}: ${text}`)
    .join(". ");
}

window.addEventListener("message", (event: MessageEvent<ToLessonPage>) => {
  try {
    if (event.data.type === "lesson") show(event.data);
  } catch (error) {
    code.postMessage({
      type: "fault",
      message: error instanceof Error ? (error.stack ?? "") : String(error),
    });
  }
});
code.postMessage({ type: "ready" });
