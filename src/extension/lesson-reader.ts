/** Reads the lessons' programs, texts and checks from the folder that they lie in. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { parseChecks } from "../classroom/checks.ts";
import { type Chapter, parseCourse, translateCourse } from "../classroom/course.ts";
import { type LessonLanguage, parseLesson } from "../classroom/lesson-text.ts";
import type { Lesson, LessonChapter } from "./lessons.ts";

export class LessonReader {
  readonly #root: string;
  readonly #log: vscode.LogOutputChannel;

  constructor(root: string, log: vscode.LogOutputChannel) {
    this.#root = root;
    this.#log = log;
  }

  /** What cannot be read or understood is left out; the log says why. */
  async chapters(): Promise<LessonChapter[]> {
    const entries = await readdir(this.#root, { withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory() && /^\d+_/.test(entry.name));
    const lessons = await Promise.all(folders.map(({ name }) => this.#lesson(name)));
    const found = new Map(lessons.map((lesson) => [lesson.folder, lesson]));
    const chapters = (await this.#course()).map(({ lessons, ...chapter }) => ({
      ...chapter,
      lessons: lessons.flatMap((folder) => {
        const lesson = found.get(folder);
        found.delete(folder);
        return lesson ?? [];
      }),
    }));
    // What the course leaves out is there all the same.
    const rest = [...found.values()].sort((a, b) => Number(a.number) - Number(b.number));
    if (rest.length > 0)
      chapters.push({ id: "more", title: vscode.l10n.t("All lessons"), about: "", lessons: rest });
    return chapters.filter(({ lessons }) => lessons.length > 0);
  }

  async #course(): Promise<Chapter[]> {
    const course = await this.#parsed("course.json", parseCourse);
    if (!course) return [];
    if (language() === "en") return course;
    const translated = await this.#parsed(`course.${language()}.json`, (json) =>
      translateCourse(course, json),
    );
    return translated ?? course;
  }

  async #lesson(folder: string): Promise<Lesson> {
    const [, number, words] = /^(\d+)_(.*)$/.exec(folder)!;
    const english = () => this.#parsed(join(folder, "lesson.md"), (text) => parseLesson(text, "en"));
    const text =
      language() === "en"
        ? await english()
        : ((await this.#parsed(join(folder, `lesson.${language()}.md`), (text) =>
            parseLesson(text, language()),
          )) ?? (await english()));
    const title = words!.replaceAll("_", " ");
    return {
      folder,
      number: number!,
      title: text?.title ?? title.charAt(0).toUpperCase() + title.slice(1),
      checks: (await this.#parsed(join(folder, "checks.json"), parseChecks)) ?? [],
      ...(text ? { text } : {}),
    };
  }

  /** Undefined when there is no such file, or it cannot be understood: then the log says why. */
  async #parsed<T>(name: string, parse: (text: string) => T): Promise<T | undefined> {
    try {
      return parse(await readFile(join(this.#root, name), "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        this.#log.warn(`${name}: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }
}
/** That of the editor, where lessons are written in it. */
const language = (): LessonLanguage => (vscode.env.language.toLowerCase() === "zh-cn" ? "zh-cn" : "en");
