/** Copies of lessons that the learner may edit. They lie in the extension's storage; the originals are never written. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as vscode from "vscode";

/** Digest of what was copied, by path below the copies: tells an edited copy from that of an older version. */
const COPIED_KEY = "interleave.copiedLessons";
const MAIN = "main.ts";

export class LessonCopies {
  readonly root: string;
  readonly #originals: string;
  readonly #types: string;
  readonly #state: vscode.Memento;
  #project: Promise<void> | undefined;
  /** One after another: two at once would both find nothing there. */
  #work: Promise<unknown> = Promise.resolve();

  /** @param originals folder of the lessons that came with the extension */
  constructor(context: vscode.ExtensionContext, originals: string) {
    this.root = join(context.globalStorageUri.fsPath, "lessons");
    this.#originals = originals;
    this.#types = join(context.extensionPath, "dist", "runtime", "types", "runtime", "index.d.ts");
    this.#state = context.globalState;
  }

  /** Its program, whether it has been copied yet or not. */
  programOf(folder: string): vscode.Uri {
    return vscode.Uri.file(join(this.root, folder, MAIN));
  }

  /** The lesson that a file belongs to, copy or original; undefined for other files. */
  folderOf(file: vscode.Uri): string | undefined {
    if (file.scheme !== "file") return undefined;
    for (const root of [this.root, this.#originals]) {
      const [folder, ...rest] = relative(root, file.fsPath).split(sep);
      if (folder && rest.length > 0 && /^\d+_\w+$/.test(folder)) return folder;
    }
    return undefined;
  }

  /**
   * Copies what is not there yet. What was copied from an older version and never edited is brought up to date.
   * @throws Error when it cannot be written
   */
  prepare(folder: string): Promise<vscode.Uri> {
    return this.#inTurn(async () => {
      this.#project ??= this.#writeProject().catch((error: unknown) => {
        // Another time it may work: the disk was full, say.
        this.#project = undefined;
        throw error;
      });
      await this.#project;
      await mkdir(join(this.root, folder), { recursive: true });
      for (const name of await this.#files(folder)) {
        const original = await readFile(join(this.#originals, folder, name));
        const copy = await readFile(join(this.root, folder, name)).catch(missing);
        if (copy?.equals(original)) continue;
        if (!copy || digest(copy) === this.#copied[`${folder}/${name}`])
          await this.#write(folder, name, original);
      }
      return this.programOf(folder);
    });
  }

  /** Whether a file of it is another than the one that came with the extension, saved or not. */
  async edited(folder: string): Promise<boolean> {
    for (const name of await this.#files(folder)) {
      const copy = await this.#textOf(folder, name);
      if (copy !== undefined && copy !== (await this.#original(folder, name))) return true;
    }
    return false;
  }

  /** Brings back the original. In an open editor that is an edit like any other: it can be undone. */
  reset(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      await mkdir(join(this.root, folder), { recursive: true });
      for (const name of await this.#files(folder)) {
        const original = await this.#original(folder, name);
        const document = this.#open(folder, name);
        if (document && document.getText() !== original) {
          const edit = new vscode.WorkspaceEdit();
          const all = new vscode.Range(0, 0, document.lineCount, 0);
          edit.replace(document.uri, document.validateRange(all), original);
          await vscode.workspace.applyEdit(edit);
        }
        if (document?.isDirty) await document.save();
        await this.#write(folder, name, Buffer.from(original));
      }
    });
  }

  async #files(folder: string): Promise<string[]> {
    const names = await readdir(join(this.#originals, folder));
    return names.filter((name) => !/^(?:lesson(?:\.[\w-]+)?\.md|checks\.json)$/.test(name));
  }

  #original(folder: string, name: string): Promise<string> {
    return readFile(join(this.#originals, folder, name), "utf8");
  }

  async #textOf(folder: string, name: string): Promise<string | undefined> {
    const document = this.#open(folder, name);
    if (document) return document.getText();
    return (await readFile(join(this.root, folder, name)).catch(missing))?.toString("utf8");
  }

  #open(folder: string, name: string): vscode.TextDocument | undefined {
    const uri = vscode.Uri.file(join(this.root, folder, name)).toString();
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
  }

  get #copied(): Readonly<Record<string, string>> {
    return this.#state.get<Record<string, string>>(COPIED_KEY) ?? {};
  }

  async #write(folder: string, name: string, content: Buffer): Promise<void> {
    await writeFile(join(this.root, folder, name), content);
    await this.#state.update(COPIED_KEY, { ...this.#copied, [`${folder}/${name}`]: digest(content) });
  }

  /** Anew for each session: the extension may lie elsewhere than last time. */
  async #writeProject(): Promise<void> {
    const { projectFiles } = await import("./lesson-project.ts");
    await mkdir(this.root, { recursive: true });
    for (const [name, content] of Object.entries(projectFiles(this.#types)))
      await writeFile(join(this.root, name), content);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }
}

const digest = (content: Uint8Array): string => createHash("sha256").update(content).digest("base64");

/** Nothing there is no error. */
function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
