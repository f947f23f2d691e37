/** The text beside a lesson's program: what it does, what to look for, a question, what follows, what to try. */
import type { Block, Inline } from "../protocol/lesson-page.ts";
import { isFence, joined, LessonTextError, type Line, parseBlocks, parseInline } from "./markdown.ts";

export interface LessonText {
  title: string;
  about: Block[];
  lookFor: Block[];
  /** To be answered before the program is run. */
  question: Block[];
  options: Inline[][];
  /** Which option is right, from 0. */
  right: number;
  /** Why it is; shown after answering. */
  why: Block[];
  /** What the timeline shows. */
  outcome: Block[];
  /** One thing to change, and what to watch for. */
  change: Block[];
}

/** The words that structure a text, by language. */
export const HEADINGS = {
  en: { lookFor: "Look for", question: "Predict", outcome: "Then", change: "Try", why: "Why:" },
  "zh-cn": { lookFor: "看什么", question: "先猜", outcome: "然后", change: "试一试", why: "解释：" },
} as const;
export type LessonLanguage = keyof typeof HEADINGS;

const SECTIONS = ["lookFor", "question", "outcome", "change"] as const;
const OPTION = /^- \[( |x)\] +(.*)$/;
const OPTIONS = { least: 2, most: 6 };

/** @throws LessonTextError naming the line, when it is not written as a lesson has to be */
export function parseLesson(source: string, language: LessonLanguage): LessonText {
  const lines = source.split(/\r\n|\r|\n/).map((text, index) => ({ text, number: index + 1 }));
  const words = HEADINGS[language];
  const begin = lines.findIndex(({ text }) => text.trim() !== "");
  const title = /^# +(\S.*)$/.exec(lines[begin]?.text ?? "")?.[1]?.trim();
  if (title === undefined)
    throw new LessonTextError(Math.max(begin, 0) + 1, 'a lesson begins with its title, "# Title"');
  const heads = headings(lines.slice(begin + 1));
  for (const [index, name] of SECTIONS.entries()) {
    const found = heads[index];
    if (found?.text === `## ${words[name]}`) continue;
    const line = found?.number ?? lines.length;
    throw new LessonTextError(
      line,
      `"## ${words[name]}" is expected here, not ${found ? `"${found.text}"` : "the end"}`,
    );
  }
  const extra = heads[SECTIONS.length];
  if (extra) throw new LessonTextError(extra.number, `there is no section "${extra.text}" in a lesson`);

  const section = (index: number) => {
    const from = heads[index]!.number;
    const body = lines.slice(from, (heads[index + 1]?.number ?? lines.length + 1) - 1);
    return { body, blocks: () => filled(body, heads[index]!) };
  };
  return {
    title,
    about: filled(lines.slice(begin + 1, heads[0]!.number - 1), lines[begin]!),
    lookFor: section(0).blocks(),
    ...parseQuestion(section(1).body, heads[1]!, words.why),
    outcome: section(2).blocks(),
    change: section(3).blocks(),
  };
}

/** Lines that are headings, not in fenced code. */
function headings(lines: readonly Line[]): Line[] {
  let code = false;
  return lines
    .filter(({ text }) => {
      if (isFence(text)) code = !code;
      return !code && /^#+ /.test(text);
    })
    .map(({ text, number }) => ({ text: text.trimEnd(), number }));
}

function filled(body: readonly Line[], head: Line): Block[] {
  const blocks = parseBlocks(body);
  if (blocks.length === 0) throw new LessonTextError(head.number, `nothing stands under "${head.text}"`);
  return blocks;
}

function parseQuestion(body: readonly Line[], head: Line, why: string) {
  const first = body.findIndex(({ text }) => OPTION.test(text));
  const reason = body.findIndex(({ text }) => text.startsWith(why));
  if (first < 0)
    throw new LessonTextError(head.number, 'the answers to choose from are missing: "- [ ] …", "- [x] …"');
  if (reason < first)
    throw new LessonTextError(
      head.number,
      `"${why}" is missing after the answers: why the right one is right`,
    );
  const options: string[][] = [];
  const right: number[] = [];
  for (const { text, number } of body.slice(first, reason)) {
    const [, mark, option] = OPTION.exec(text) ?? [];
    if (option !== undefined) {
      if (mark === "x") right.push(options.length);
      options.push([option]);
    } else if (/^\s+\S/.test(text)) options.at(-1)!.push(text.trim());
    else if (text.trim() !== "")
      throw new LessonTextError(number, `only answers stand between the question and "${why}"`);
  }
  if (options.length < OPTIONS.least || options.length > OPTIONS.most)
    throw new LessonTextError(
      body[first]!.number,
      `a question has ${OPTIONS.least} to ${OPTIONS.most} answers, not ${options.length}`,
    );
  if (right.length !== 1)
    throw new LessonTextError(
      body[first]!.number,
      `exactly one answer is right, "- [x] …"; here ${right.length} are`,
    );
  const [opening, ...rest] = body.slice(reason);
  const begun = { text: opening!.text.slice(why.length).trimStart(), number: opening!.number };
  return {
    question: filled(body.slice(0, first), head),
    options: options.map((lines) => parseInline(joined(lines))),
    right: right[0]!,
    why: filled([begun, ...rest], opening!),
  };
}
