/** The tree of the lessons. */
import * as vscode from "vscode";
import { findLessons, type Lesson } from "./lessons.ts";

/** A row of the tree, as its menus hand it to commands. */
export interface LessonRow extends Lesson {
  resourceUri: vscode.Uri;
}

export class LessonTree implements vscode.TreeDataProvider<LessonRow> {
  readonly #extensionPath: string;

  constructor(extensionPath: string) {
    this.#extensionPath = extensionPath;
  }

  async getChildren(row?: LessonRow): Promise<LessonRow[]> {
    if (row) return [];
    const lessons = await findLessons(this.#extensionPath);
    return lessons.map((lesson) => ({ ...lesson, resourceUri: vscode.Uri.file(lesson.file) }));
  }

  getTreeItem({ folder, number, title, resourceUri }: LessonRow): vscode.TreeItem {
    const item = new vscode.TreeItem(title);
    item.id = folder;
    item.description = number;
    item.iconPath = new vscode.ThemeIcon("mortar-board");
    item.contextValue = "lesson";
    item.command = {
      title: vscode.l10n.t("Open a lesson"),
      command: "vscode.open",
      arguments: [resourceUri],
    };
    return item;
  }
}
