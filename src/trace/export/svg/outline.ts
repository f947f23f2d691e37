/** What a picture has to know before it can be drawn: which lanes there are, and how long the run took. */
import type { Hint } from "../../../protocol/hints.ts";
import type { EventBatch } from "../../reader.ts";
import type { Visitor } from "../../walk/visitor.ts";
import { Walk } from "../../walk/walk.ts";
import type { LevelName, WalkedObject } from "../../walk/walked-object.ts";
import type { Box, WalkedProcess } from "../../walk/walked-process.ts";
import type { TraceNames } from "../exporter.ts";

export interface OutlineHint {
  hint: Hint;
  /** Microseconds. */
  closed: number;
}

export class Outline implements Visitor {
  readonly walk: Walk;
  readonly hints: OutlineHint[] = [];
  readonly #most = new Map<string, number>();
  readonly #boxes = new Set<number>();

  constructor(names: TraceNames) {
    this.walk = new Walk(names, [this]);
  }

  push(batch: EventBatch): void {
    this.walk.push(batch);
  }

  end(): void {
    this.walk.finish();
  }

  level(object: WalkedObject, name: LevelName, _time: number, value: number): void {
    const key = `${object.id} ${name}`;
    if (value > (this.#most.get(key) ?? 0)) this.#most.set(key, value);
  }

  box(process: WalkedProcess, box: Box): void {
    if (box.row === 0) this.#boxes.add(process.id);
  }

  hint(hint: Hint, closed: number): void {
    this.hints.push({ hint, closed });
  }

  most(object: WalkedObject, name: LevelName): number {
    return this.#most.get(`${object.id} ${name}`) ?? 0;
  }

  /** Whether a process has tasks or spans. */
  hasBoxes(process: WalkedProcess): boolean {
    return this.#boxes.has(process.id);
  }

  /** Processes as they nest: each before its children. */
  tree(): WalkedProcess[] {
    const all = [...this.walk.processes.values()];
    const children = new Map<number, WalkedProcess[]>();
    for (const process of all) {
      const siblings = children.get(process.parent);
      if (siblings) siblings.push(process);
      else children.set(process.parent, [process]);
    }
    const ordered: WalkedProcess[] = [];
    const waiting = [...(children.get(0) ?? [])].reverse();
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      ordered.push(next);
      // A damaged trace may have events of nobody, who would be a child of its own.
      if (next.id !== 0) waiting.push(...[...(children.get(next.id) ?? [])].reverse());
    }
    return ordered;
  }
}
