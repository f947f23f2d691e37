/** The page of the open lesson, in the side bar: it stays in sight beside program and timeline. */
import * as vscode from "vscode";
import type { LessonCommand, LessonPage, ToLessonPage } from "../protocol/lesson-page.ts";
import { parseFromLessonPage } from "./from-lesson-page.ts";
import { VIEWS } from "./ids.ts";
import { lessonWords } from "./lesson-words.ts";
import { LESSON_PAGE, pageHtml, pageOptions } from "./page.ts";

export interface LessonActions {
  /** What the page is to show now. */
  page(): Promise<LessonPage | undefined>;
  command(command: LessonCommand): void;
  /** Without `option` the answer is taken back. */
  answer(folder: string, option?: number): void;
  log(message: string): void;
}

export class LessonView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #dist: vscode.Uri;
  readonly #actions: LessonActions;
  readonly #registration: vscode.Disposable;
  #view: vscode.WebviewView | undefined;
  #ready = false;
  /** Pages are made one after another; the last one is what is shown. */
  #shown: Promise<void> = Promise.resolve();

  constructor(extension: vscode.Uri, actions: LessonActions) {
    this.#dist = vscode.Uri.joinPath(extension, "dist");
    this.#actions = actions;
    this.#registration = vscode.window.registerWebviewViewProvider(VIEWS.lesson, this);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#ready = false;
    view.webview.options = pageOptions(this.#dist);
    view.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    view.onDidDispose(() => {
      if (this.#view === view) this.#view = undefined;
    });
    view.onDidChangeVisibility(() => {
      // A hidden page is thrown away; the next one says again when it is there.
      if (!view.visible) this.#ready = false;
    });
    view.webview.html = pageHtml(view.webview, this.#dist, LESSON_PAGE);
  }

  /** Brings it into sight. Takes the focus: whoever calls gives it to what it belongs to. */
  async reveal(): Promise<void> {
    if (!this.#view?.visible) await vscode.commands.executeCommand(`${VIEWS.lesson}.focus`);
  }

  /** Something about the lesson is another now. Never rejects: what cannot be shown stands in the log. */
  refresh(): Promise<void> {
    this.#shown = this.#shown
      .then(() => this.#show())
      .catch((error: unknown) => this.#actions.log(`Lesson: ${error}`));
    return this.#shown;
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #show(): Promise<void> {
    if (!this.#view || !this.#ready) return;
    const lesson = await this.#actions.page();
    const message: ToLessonPage = { type: "lesson", words: lessonWords(), ...(lesson ? { lesson } : {}) };
    await this.#view?.webview.postMessage(message);
  }

  #receive(value: unknown): void {
    const message = parseFromLessonPage(value);
    switch (message?.type) {
      case "ready":
        this.#ready = true;
        void this.refresh();
        break;
      case "command":
        this.#actions.command(message.command);
        break;
      case "answer":
        this.#actions.answer(message.folder, message.option);
        break;
      case "fault":
        this.#actions.log(`Lesson: ${message.message}`);
        break;
      case undefined:
        this.#actions.log("A message of the lesson's page was refused.");
        break;
      default:
        message satisfies never;
    }
  }
}
