/** The tree of the lessons: chapters of the course, and how far the learner has come. */
import * as vscode from "vscode";
import { type Score, scoreOf } from "../classroom/progress.ts";
import { COMMANDS } from "./ids.ts";
import type { LessonCopies } from "./lesson-copies.ts";
import type { LessonStore } from "./lesson-progress.ts";
import type { Lesson, LessonChapter, Lessons } from "./lessons.ts";

/** A row of the tree, as its menus hand it to commands. */
type LessonRow =
  | { kind: "chapter"; chapter: LessonChapter }
  | { kind: "lesson"; chapter: LessonChapter; lesson: Lesson; resourceUri: vscode.Uri };

export class LessonTree implements vscode.TreeDataProvider<LessonRow>, vscode.Disposable {
  readonly #lessons: Lessons;
  readonly #store: LessonStore;
  readonly #copies: LessonCopies;
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChangeTreeData = this.#onDidChange.event;

  constructor(lessons: Lessons, store: LessonStore, copies: LessonCopies) {
    this.#lessons = lessons;
    this.#store = store;
    this.#copies = copies;
    this.#listener = store.onDidChange(() => this.#onDidChange.fire());
  }

  async getChildren(row?: LessonRow): Promise<LessonRow[]> {
    if (row?.kind === "lesson") return [];
    if (!row) return (await this.#lessons.chapters()).map((chapter) => ({ kind: "chapter", chapter }));
    const { chapter } = row;
    return chapter.lessons.map((lesson) => ({
      kind: "lesson",
      chapter,
      lesson,
      resourceUri: this.#copies.programOf(lesson.folder),
    }));
  }

  async getTreeItem(row: LessonRow): Promise<vscode.TreeItem> {
    return row.kind === "chapter" ? this.#chapter(row.chapter) : this.#lesson(row.lesson);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#onDidChange.dispose();
  }

  async #chapter(chapter: LessonChapter): Promise<vscode.TreeItem> {
    const done = chapter.lessons.filter((lesson) => isDone(this.#score(lesson))).length;
    const item = new vscode.TreeItem(chapter.title);
    // The learner's place: the first chapter that is not done. From then on VS Code keeps what is open.
    const chapters = await this.#lessons.chapters();
    const open = chapters.find(({ lessons }) => !lessons.every((lesson) => isDone(this.#score(lesson))));
    item.collapsibleState =
      open === chapter ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
    item.id = `chapter ${chapter.id}`;
    item.description = vscode.l10n.t("{0} of {1} done", done, chapter.lessons.length);
    item.tooltip = chapter.about;
    item.contextValue = "chapter";
    return item;
  }

  #lesson(lesson: Lesson): vscode.TreeItem {
    const { folder, number, title } = lesson;
    const score = this.#score(lesson);
    const item = new vscode.TreeItem(title);
    item.id = folder;
    const reached = vscode.l10n.t("{0} of {1} done", score.done, score.of);
    item.description = score.done === 0 ? number : `${number} · ${reached}`;
    item.iconPath = isDone(score)
      ? new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("testing.iconPassed"))
      : new vscode.ThemeIcon(score.done > 0 ? "circle-filled" : "circle-large-outline");
    item.tooltip = isDone(score) ? vscode.l10n.t("{0}: done", title) : title;
    item.contextValue = "lesson";
    item.command = {
      title: vscode.l10n.t("Open a lesson"),
      command: COMMANDS.openLesson,
      arguments: [folder],
    };
    return item;
  }

  #score({ folder, checks, text }: Lesson): Score {
    return scoreOf(this.#store.of(folder), checks, text !== undefined);
  }
}

const isDone = ({ done, of }: Score): boolean => of > 0 && done === of;
