/** The lessons that come with the extension, in the order of the course. */
import { join } from "node:path";
import type * as vscode from "vscode";
import type { Check } from "../classroom/checks.ts";
import type { LessonText } from "../classroom/lesson-text.ts";

export interface Lesson {
  /** Name of its folder, `50_dining_philosophers`. */
  folder: string;
  number: string;
  title: string;
  /** Absent where there is none, or it cannot be read. */
  text?: LessonText;
  checks: readonly Check[];
}

export interface LessonChapter {
  id: string;
  title: string;
  about: string;
  lessons: Lesson[];
}

export class Lessons {
  /** Where they lie; nothing is ever written there. */
  readonly root: string;
  readonly #log: vscode.LogOutputChannel;
  #chapters: Promise<LessonChapter[]> | undefined;

  constructor(extensionPath: string, log: vscode.LogOutputChannel) {
    this.root = join(extensionPath, "lessons");
    this.#log = log;
  }

  /** Read when they are first asked for, and again when that failed. */
  chapters(): Promise<LessonChapter[]> {
    this.#chapters ??= this.#read().catch((error: unknown) => {
      this.#chapters = undefined;
      throw error;
    });
    return this.#chapters;
  }

  /** In the order of the course. */
  async all(): Promise<Lesson[]> {
    return (await this.chapters()).flatMap(({ lessons }) => lessons);
  }

  async find(folder: string): Promise<Lesson | undefined> {
    return (await this.all()).find((lesson) => lesson.folder === folder);
  }

  async #read(): Promise<LessonChapter[]> {
    const { LessonReader } = await import("./lesson-reader.ts");
    return new LessonReader(this.root, this.#log).chapters();
  }
}
