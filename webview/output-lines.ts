/** Which printed lines are shown, as positions in the log: all of them, or those of a part of the run with some text. */

import type { RunModel } from "../src/trace/model.ts";
import type { OutputLog } from "../src/trace/output-log.ts";
import { shownText } from "./output-text.ts";
import type { Span } from "./questions.ts";

export class OutputLines {
  readonly #names: boolean;
  #log: OutputLog | undefined;
  #version = -1;
  #looked = 0;
  #text = "";
  /** Those that have the text; undefined while all do. */
  #found: number[] | undefined;
  #from = 0;
  #to = 0;

  /** `names`: a line has the text, too, when its process's name has it. */
  constructor(names = true) {
    this.#names = names;
  }

  /** Looks again. `text`: in the line, or in its process's name, whatever the case. */
  update(model: RunModel, span: Span | undefined, text: string): void {
    const log = model.output;
    const wanted = text.trim().toLowerCase();
    if (log !== this.#log || log.version !== this.#version || wanted !== this.#text) {
      this.#looked = 0;
      this.#found = wanted === "" ? undefined : [];
    }
    this.#log = log;
    this.#version = log.version;
    this.#text = wanted;
    if (this.#found) this.#find(model, this.#found, wanted);
    this.#looked = log.length;
    this.#from = span ? this.#position(log.at(span.from - 0.5) + 1) : 0;
    this.#to = span ? this.#position(log.at(span.to) + 1) : (this.#found?.length ?? log.length);
  }

  get length(): number {
    return Math.max(0, this.#to - this.#from);
  }

  /** Index in the log of the line that is shown there. */
  index(position: number): number {
    const at = this.#from + position;
    return this.#found ? this.#found[at]! : at;
  }

  /** Where the last line that is shown stands of those up to this index of the log; −1 when none does. */
  upTo(index: number): number {
    return Math.max(0, Math.min(this.#position(index + 1) - this.#from, this.length)) - 1;
  }

  /** How many of the found ones stand before this index of the log. */
  #position(index: number): number {
    const found = this.#found;
    if (!found) return index;
    let [low, high] = [0, found.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (found[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #find(model: RunModel, found: number[], wanted: string): void {
    const log = model.output;
    const named = new Set<number>();
    for (const { id, name } of this.#names ? model.processes.values() : [])
      if (name.toLowerCase().includes(wanted)) named.add(id);
    for (let index = this.#looked; index < log.length; index++)
      if (named.has(log.process[index]!) || shownText(log.text(index)).toLowerCase().includes(wanted))
        found.push(index);
  }
}
