/** The worker that builds the model, seen from the page. */

import source from "worker:./model-worker.ts";
import type { RunChange } from "../src/trace/change.ts";
import { t } from "./l10n.ts";
import type { FromModelWorker, ToModelWorker } from "./model-messages.ts";
import type { AnswerTo, Question, QuestionName } from "./questions.ts";

export interface ModelThreadEvents {
  /** The run has become more; `broken` says why its trace cannot be read further. */
  change(change: RunChange | undefined, broken: string | undefined): void;
  fault(error: unknown): void;
}

export class ModelThread {
  readonly #worker: Worker;
  readonly #events: ModelThreadEvents;
  #run = 0;
  #given = 0;
  #taken = 0;
  #lastQuestion = 0;
  /** It runs no more, or never did. */
  #dead = false;
  readonly #questions = new Map<number, (answer: unknown) => void>();
  #queue: { after: number; act: () => void }[] = [];

  /** @throws Error where the page may start no worker. */
  constructor(events: ModelThreadEvents) {
    this.#events = events;
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.#worker = new Worker(url);
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromModelWorker>) =>
      this.#receive(data),
    );
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#dead = true;
      this.#fail(new Error(`The timeline's worker failed: ${event.message || "it could not be started"}`));
    });
  }

  /** Bytes given to it, and of those the ones that have been taken in. */
  get given(): number {
    return this.#given;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A run from its beginning. */
  begin(): void {
    this.#run++;
    this.#given = this.#taken = 0;
    this.#post({ type: "begin", run: this.#run }, []);
    this.#act(Number.POSITIVE_INFINITY);
    this.#giveUp();
  }

  /** Ends the worker: nothing is heard of it any more. */
  end(): void {
    this.#dead = true;
    this.#worker.terminate();
    this.#giveUp();
  }

  /** More of its trace. The memory of `bytes` must be theirs alone: it is handed over. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#given += bytes.length;
    if (this.#dead) this.#taken = this.#given;
    else this.#post({ type: "bytes", run: this.#run, bytes }, [bytes.buffer]);
  }

  /** Does something once all that was given so far has been taken in: at once where it has. */
  afterwards(act: () => void): void {
    if (this.#queue.length === 0 && this.#taken >= this.#given) act();
    else this.#queue.push({ after: this.#given, act });
  }

  /** Asks about all that has been given so far; undefined when the run was replaced, or an error of ours is in the way. */
  ask<N extends QuestionName>(question: Extract<Question, { about: N }>): Promise<AnswerTo<N> | undefined> {
    if (this.#dead) return Promise.resolve(undefined);
    const id = ++this.#lastQuestion;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve as (answer: unknown) => void);
      this.#post({ type: "ask", run: this.#run, id, question }, []);
    });
  }

  #post(message: ToModelWorker, transfer: Transferable[]): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: FromModelWorker): void {
    if (message.type === "fault") {
      this.#fail(message.message);
      return;
    }
    if (message.run !== this.#run) return;
    if (message.type === "answer") {
      if (message.fault !== undefined) this.#events.fault(message.fault);
      const resolve = this.#questions.get(message.id);
      this.#questions.delete(message.id);
      resolve?.(message.answer);
      return;
    }
    this.#taken = message.taken;
    try {
      this.#events.change(message.change, message.broken);
    } catch (error) {
      this.#events.fault(error);
    }
    this.#act(this.#taken);
  }

  /** Whoever waits is not to wait for ever. */
  #fail(error: unknown): void {
    this.#taken = this.#given;
    this.#events.fault(error);
    this.#events.change(
      undefined,
      t("The trace could not be read because of an error in the timeline itself."),
    );
    this.#act(Number.POSITIVE_INFINITY);
    this.#giveUp();
  }

  /** What has not been answered will not be. */
  #giveUp(): void {
    const questions = [...this.#questions.values()];
    this.#questions.clear();
    for (const resolve of questions) resolve(undefined);
  }

  #act(taken: number): void {
    while (this.#queue.length > 0 && this.#queue[0]!.after <= taken) {
      const { act } = this.#queue.shift()!;
      try {
        act();
      } catch (error) {
        this.#events.fault(error);
      }
    }
  }
}
