/** Everything that crosses between the extension host and the page of a lesson. */

/** Part of a line of text. */
export type Inline =
  | { type: "text" | "code"; text: string }
  | { type: "emphasis" | "strong"; parts: Inline[] };

/** Part of a page: texts are shown as they stand, never as markup. */
export type Block =
  | { type: "paragraph"; parts: Inline[] }
  | { type: "list"; ordered: boolean; items: Inline[][] }
  /** `language`: as the text names it, empty when it does not. */
  | { type: "code"; language: string; text: string };

/** What is expected of a run, and what the learner's runs have shown. */
export interface PageCheck {
  text: string;
  /** Expected only once the learner has made the change that the lesson asks for. */
  goal: boolean;
  /** A run of the learner's has shown it. */
  ticked: boolean;
  /** What the last run has shown; absent before the first, and where nothing can be said yet. */
  holds?: boolean;
}

export interface LessonPage {
  /** Name of its folder, `50_dining_philosophers`. */
  folder: string;
  number: string;
  title: string;
  chapter: string;
  about: Block[];
  lookFor: Block[];
  question: Block[];
  options: Inline[][];
  /** Once it is given. `right`: which option is. */
  answer?: { chosen: number; right: number; why: Block[] };
  outcome: Block[];
  change: Block[];
  checks: PageCheck[];
  /** How its program stands. */
  run: "none" | "running" | "ended";
  /** Whether the program is another than the one that came with the lesson. */
  edited: boolean;
  /** Whether there is a lesson before, and one after. */
  before: boolean;
  after: boolean;
}

/** What the page says by itself, in the reader's language. */
export const PAGE_WORDS = [
  "noLesson",
  "choose",
  "lookFor",
  "predict",
  "right",
  "wrong",
  "rightOption",
  "again",
  "run",
  "stop",
  "program",
  "timeline",
  "reset",
  "expected",
  "goals",
  "ticked",
  "open",
  "notNow",
  "later",
  "outcome",
  "change",
  "before",
  "after",
] as const;
export type PageWords = Record<(typeof PAGE_WORDS)[number], string>;

export const LESSON_COMMANDS = [
  "run",
  "stop",
  "reset",
  "program",
  "timeline",
  "before",
  "after",
  "choose",
] as const;
export type LessonCommand = (typeof LESSON_COMMANDS)[number];

/** Replaces all that is shown. */
export interface ToLessonPage {
  type: "lesson";
  words: PageWords;
  lesson?: LessonPage;
}

export type FromLessonPage =
  | { type: "ready" }
  | { type: "command"; command: LessonCommand }
  /** Of the lesson that was shown; without `option` the answer is taken back. */
  | { type: "answer"; folder: string; option?: number }
  /** An error in the page itself, for the log. */
  | { type: "fault"; message: string };
