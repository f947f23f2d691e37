/** Lessons at work: which one is open, how its program stands, and what its runs have shown. */
import * as vscode from "vscode";
import type { LessonCommand, LessonPage } from "../protocol/lesson-page.ts";
import { COMMANDS, VIEWS } from "./ids.ts";
import { LessonCopies } from "./lesson-copies.ts";
import { LessonStore } from "./lesson-progress.ts";
import { LessonTree } from "./lesson-tree.ts";
import { LessonView } from "./lesson-view.ts";
import { type Lesson, Lessons } from "./lessons.ts";
import type { ProgramRun } from "./program-run.ts";
import type { Runner } from "./runner.ts";

/** The lesson that is open in this window, over a reload. */
const OPEN_KEY = "interleave.openLesson";

export class Classroom implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #programs: Runner;
  readonly #log: vscode.LogOutputChannel;
  readonly #lessons: Lessons;
  readonly #copies: LessonCopies;
  readonly #store: LessonStore;
  readonly #view: LessonView;
  readonly #disposables: vscode.Disposable[];
  /** What the last run of each lesson has shown, by check. */
  readonly #seen = new Map<string, ReadonlyMap<string, boolean>>();
  #running: string | undefined;
  /** Counts what each lesson's runs were judged by: the last judgement holds, whichever is ready first. */
  readonly #judged = new Map<string, number>();

  constructor(context: vscode.ExtensionContext, programs: Runner, log: vscode.LogOutputChannel) {
    this.#context = context;
    this.#programs = programs;
    this.#log = log;
    this.#lessons = new Lessons(context.extensionPath, log);
    this.#copies = new LessonCopies(context, this.#lessons.root);
    this.#store = new LessonStore(context);
    this.#view = new LessonView(context.extensionUri, {
      page: () => this.page(),
      command: (command) => this.#begin(this.#command(command)),
      answer: (folder, option) => this.#begin(this.#store.answer(folder, option)),
      log: (message) => log.warn(message),
    });
    const tree = new LessonTree(this.#lessons, this.#store, this.#copies);
    this.#disposables = [
      this.#view,
      this.#store,
      tree,
      vscode.window.createTreeView(VIEWS.lessons, { treeDataProvider: tree }),
      this.#store.onDidChange(() => void this.#view.refresh()),
      programs.onDidChangeRunning(() => this.#follow()),
      programs.onDidSettle((run) => this.#begin(this.#judge(run))),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (this.#copies.folderOf(uri)) void this.#view.refresh();
      }),
    ];
  }

  /** Opens a lesson: its program, which the learner may edit, and the text beside it. Without `folder` the user picks. */
  async open(folder?: string): Promise<void> {
    const lesson = folder === undefined ? await this.#pick() : await this.#lessons.find(folder);
    if (!lesson) {
      if (folder !== undefined) throw new Error(vscode.l10n.t("There is no lesson {0}.", folder));
      return;
    }
    const program = await this.#copies.prepare(lesson.folder);
    await this.#context.workspaceState.update(OPEN_KEY, lesson.folder);
    await this.#view.reveal();
    await this.#view.refresh();
    await vscode.window.showTextDocument(program, { viewColumn: vscode.ViewColumn.One });
  }

  /** Makes sure that a lesson's program is there to be run; other files are none of its business. */
  async prepare(file: vscode.Uri | undefined): Promise<void> {
    const folder = file && this.#copies.folderOf(file);
    if (folder && file.toString() === this.#copies.programOf(folder).toString())
      await this.#copies.prepare(folder);
  }

  /** Brings back the program that came with the lesson; asks when something would be lost. */
  async reset(resource?: vscode.Uri): Promise<void> {
    const folder = (resource && this.#copies.folderOf(resource)) ?? this.#open;
    const lesson = folder === undefined ? undefined : await this.#lessons.find(folder);
    if (!lesson) throw new Error(vscode.l10n.t("Open the lesson to reset first."));
    if (await this.#copies.edited(lesson.folder)) {
      const reset = vscode.l10n.t("Reset");
      const message = vscode.l10n.t(
        "Bring back the program of “{0}” as it was? Your changes to it go.",
        lesson.title,
      );
      if ((await vscode.window.showWarningMessage(message, { modal: true }, reset)) !== reset) return;
    }
    await this.#copies.reset(lesson.folder);
    await this.#view.refresh();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get #open(): string | undefined {
    return this.#context.workspaceState.get<string>(OPEN_KEY);
  }

  async #pick(): Promise<Lesson | undefined> {
    const chapters = await this.#lessons.chapters();
    if (chapters.length === 0)
      throw new Error(vscode.l10n.t("The lessons are missing from this installation of Interleave."));
    const items = chapters.flatMap(({ title, lessons }) => [
      { label: title, kind: vscode.QuickPickItemKind.Separator },
      ...lessons.map((lesson) => ({ label: lesson.title, description: lesson.number, lesson })),
    ]);
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: vscode.l10n.t("Open a lesson"),
      matchOnDescription: true,
    });
    return picked && "lesson" in picked ? picked.lesson : undefined;
  }

  /** A program began, or ended: if it is a lesson's, its page is what is of interest now. */
  #follow(): void {
    const { current } = this.#programs;
    this.#running = current && this.#copies.folderOf(current.file);
    if (this.#running) {
      this.#turn(this.#running);
      this.#seen.delete(this.#running);
      this.#begin(this.#context.workspaceState.update(OPEN_KEY, this.#running));
    }
    void this.#view.refresh();
  }

  /** What is asked for by somebody who waits for nothing; what goes wrong stands in the log. */
  #begin(work: Thenable<void>): void {
    work.then(undefined, (error: unknown) =>
      this.#log.warn(error instanceof Error ? error.message : String(error)),
    );
  }

  /** What is known of a lesson from now on is newer than all before. */
  #turn(folder: string): number {
    const turn = (this.#judged.get(folder) ?? 0) + 1;
    this.#judged.set(folder, turn);
    return turn;
  }

  async #judge(run: ProgramRun): Promise<void> {
    const folder = this.#copies.folderOf(run.file);
    if (!folder) return;
    const turn = this.#turn(folder);
    const lesson = await this.#lessons.find(folder);
    if (!lesson || lesson.checks.length === 0) return;
    try {
      // Not before a lesson was run: reading a trace takes half of the extension's code.
      const [{ observe }, { holds }] = await Promise.all([
        import("./lesson-run.ts"),
        import("../classroom/checks.ts"),
      ]);
      const seen = await observe(run.settled);
      const results = new Map<string, boolean>();
      for (const check of lesson.checks) {
        const result = holds(check, seen);
        if (result !== undefined) results.set(check.id, result);
      }
      if (turn === this.#judged.get(folder)) this.#seen.set(folder, results);
      await this.#store.tick(
        folder,
        [...results].flatMap(([id, result]) => (result ? id : [])),
      );
      await this.#view.refresh();
    } catch (error) {
      this.#log.warn(`${folder} was not checked: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** What the page of the open lesson says; undefined when none is open. */
  async page(): Promise<LessonPage | undefined> {
    const folder = this.#open;
    const chapters = await this.#lessons.chapters();
    const chapter = chapters.find(({ lessons }) => lessons.some((lesson) => lesson.folder === folder));
    const all = chapters.flatMap(({ lessons }) => lessons);
    const at = all.findIndex((lesson) => lesson.folder === folder);
    const lesson = all[at];
    if (!lesson) return undefined;
    const { checkWords } = await import("./check-words.ts");
    const { text } = lesson;
    const progress = this.#store.of(lesson.folder);
    const seen = this.#seen.get(lesson.folder);
    const chosen = progress.answer;
    return {
      folder: lesson.folder,
      number: lesson.number,
      title: lesson.title,
      chapter: chapter?.title ?? "",
      about: text?.about ?? [],
      lookFor: text?.lookFor ?? [],
      question: text?.question ?? [],
      options: text?.options ?? [],
      ...(text && chosen !== undefined && chosen < text.options.length
        ? { answer: { chosen, right: text.right, why: text.why } }
        : {}),
      outcome: text?.outcome ?? [],
      change: text?.change ?? [],
      checks: lesson.checks.map((check) => {
        const result = seen?.get(check.id);
        return {
          text: checkWords(check),
          goal: check.goal,
          ticked: progress.ticks.includes(check.id),
          ...(result === undefined ? {} : { holds: result }),
        };
      }),
      run: this.#running === lesson.folder ? "running" : seen ? "ended" : "none",
      edited: await this.#copies.edited(lesson.folder),
      before: at > 0,
      after: at < all.length - 1,
    };
  }

  async #command(command: LessonCommand): Promise<void> {
    const open = this.#open;
    const run = (id: string, ...args: unknown[]) => vscode.commands.executeCommand(id, ...args);
    switch (command) {
      case "run":
        if (open) await run(COMMANDS.run, this.#copies.programOf(open));
        break;
      case "stop":
        await run(COMMANDS.stop);
        break;
      case "reset":
        await run(COMMANDS.resetLesson);
        break;
      case "timeline":
        await run(COMMANDS.showTimeline);
        break;
      case "choose":
        await run(COMMANDS.openLesson);
        break;
      case "program":
        if (open) await run(COMMANDS.openLesson, open);
        break;
      case "before":
      case "after": {
        const all = await this.#lessons.all();
        const next = all[all.findIndex(({ folder }) => folder === open) + (command === "after" ? 1 : -1)];
        if (next) await run(COMMANDS.openLesson, next.folder);
        break;
      }
      default:
        command satisfies never;
    }
  }
}
