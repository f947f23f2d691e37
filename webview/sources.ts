/** Lines of the program's files, as far as the host has told them. */
import { type FromWebview, MOST_SOURCE_LINES, type SourceText } from "../src/protocol/view.ts";

export interface SourceFile {
  /** What stands at each line, from 1. */
  lines: ReadonlyMap<number, string>;
  /** It was written after the run began. */
  changed: boolean;
}

interface Told {
  lines: Map<number, string>;
  asked: Set<number>;
  changed: boolean;
}

export class Sources {
  /** Counts what has been told. */
  version = 0;
  #run = -1;
  readonly #files = new Map<string, Told>();

  /** What is known of a file; what is not known of these lines is asked for, once. `startedAt`: epoch ms of the run. */
  want(
    file: string,
    lines: readonly number[],
    run: number,
    startedAt: number,
    post: (message: FromWebview) => void,
  ): SourceFile {
    if (run !== this.#run) {
      this.#run = run;
      this.#files.clear();
    }
    let told = this.#files.get(file);
    if (!told) {
      told = { lines: new Map(), asked: new Set(), changed: false };
      this.#files.set(file, told);
    }
    const { asked } = told;
    const unknown = [...new Set(lines)]
      .filter((line) => line > 0 && !asked.has(line))
      .slice(0, MOST_SOURCE_LINES);
    if (unknown.length > 0) {
      for (const line of unknown) asked.add(line);
      post({ type: "source", run, file, lines: unknown, startedAt });
    }
    return told;
  }

  /** The host has told some lines of this run. */
  take(run: number, file: string, { lines, changed }: SourceText): void {
    const told = run === this.#run ? this.#files.get(file) : undefined;
    if (!told) return;
    for (const [line, text] of lines) told.lines.set(line, text);
    told.changed ||= changed;
    this.version++;
  }
}
