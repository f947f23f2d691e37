/** The lessons that come with the extension. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";

export interface Lesson {
  /** Name of its folder, `50_dining_philosophers`. */
  folder: string;
  number: string;
  title: string;
  file: string;
}

/** In their order. */
export async function findLessons(extensionPath: string): Promise<Lesson[]> {
  const root = join(extensionPath, "lessons");
  const folders = await readdir(root, { withFileTypes: true }).catch(() => []);
  return folders
    .filter((entry) => entry.isDirectory() && /^\d+_/.test(entry.name))
    .map(({ name }) => {
      const [, number, words] = /^(\d+)_(.*)$/.exec(name)!;
      const title = words!.replaceAll("_", " ");
      return {
        folder: name,
        number: number!,
        title: title.charAt(0).toUpperCase() + title.slice(1),
        file: join(root, name, "main.ts"),
      };
    })
    .sort((a, b) => Number(a.number) - Number(b.number));
}

/** Lets the user pick a lesson and opens its program. */
export async function openLesson(extensionPath: string): Promise<void> {
  const lessons = await findLessons(extensionPath);
  if (lessons.length === 0) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t("The lessons are missing from this installation of Interleave."),
    );
    return;
  }
  const picked = await vscode.window.showQuickPick(
    lessons.map((lesson) => ({ label: lesson.title, description: lesson.number, lesson })),
    { placeHolder: vscode.l10n.t("Open a lesson"), matchOnDescription: true },
  );
  if (picked) await vscode.window.showTextDocument(vscode.Uri.file(picked.lesson.file));
}
