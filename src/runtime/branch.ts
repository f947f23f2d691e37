/**
 * Which of a process's concurrent flows of control a call belongs to: `Promise.all([a(), b()])` makes two of one.
 *
 * Every call that waits takes a *step*: its continuation carries it, so that the next call sees what this flow did
 * before. Whoever finds the latest step of its branch still pending cannot be its continuation, which is called by
 * nobody before it has ended: that is a second flow, and gets a branch of its own. Whoever comes from an older step
 * is taken for the caller of a function that has returned, and stays in the branch. Should the flow that it left
 * behind go on after all, the two were concurrent and have been mistaken for one: from then on nothing is said about
 * the branches of this process.
 */
import { AsyncLocalStorage } from "node:async_hooks";

interface Branch {
  /** From 1. */
  id: number;
  latest: Step;
}

export interface Step {
  readonly branch: Branch;
  /** The call has not been answered. */
  pending: boolean;
  /** Its flow was taken to be over. */
  left: boolean;
}

/** Branch of a process whose flows cannot be told apart. */
export const UNTOLD = 0;

/**
 * Before Node 24 every promise of the program would pay for the context that its continuation carries.
 */
const affordable = Number(process.versions.node.split(".")[0]) >= 24;

export class Branches {
  readonly #steps = new AsyncLocalStorage<Step>();
  #count = 0;
  #first = this.#begin(false);
  #lost = !affordable;

  /** They can no longer be told apart. */
  get lost(): boolean {
    return this.#lost;
  }

  /**
   * The branch of a call that waits for nobody. {@link UNTOLD} when that is not known: while a call of the same branch
   * is pending, whoever comes along is somebody else, and whoever comes from an older step may be.
   */
  get current(): number {
    if (this.#lost) return UNTOLD;
    const step = this.#steps.getStore() ?? this.#first;
    const { latest } = step.branch;
    if (latest.pending) return UNTOLD;
    if (latest === step) return step.branch.id;
    if (step.left) this.#lose();
    return UNTOLD;
  }

  /** As {@link current}, of something that no order depends on: it does not tell whether flows were mistaken. */
  get glimpse(): number {
    if (this.#lost) return UNTOLD;
    const step = this.#steps.getStore() ?? this.#first;
    const { latest } = step.branch;
    return latest === step && !latest.pending ? step.branch.id : UNTOLD;
  }

  /** The step that was taken last by the flow that is running. */
  get step(): Step | undefined {
    return this.#lost ? undefined : this.#steps.getStore();
  }

  /** The branch of what follows this step for certain, once all that was called in between has returned. */
  following(step: Step | undefined): number {
    return this.#lost || !step || step.branch.latest.pending ? UNTOLD : step.branch.id;
  }

  /** The step of a call that waits; undefined when branches are not told apart. Its answer ends it: {@link ended}. */
  enter(): Step | undefined {
    if (this.#lost) return undefined;
    const from = this.#steps.getStore() ?? this.#first;
    const { branch } = from;
    const { latest } = branch;
    let step: Step;
    if (latest.pending) step = this.#begin(true);
    else if (latest !== from && from.left) {
      this.#lose();
      return undefined;
    } else {
      if (latest !== from) latest.left = true;
      step = { branch, pending: true, left: false };
      branch.latest = step;
    }
    this.#steps.enterWith(step);
    return step;
  }

  /** Runs something that no flow of this process has called: a task, a callback. */
  apart<T>(fn: () => T): T {
    return this.#lost ? fn() : this.#steps.run(this.#begin(false), fn);
  }

  #begin(pending: boolean): Step {
    const branch = { id: ++this.#count } as Branch;
    branch.latest = { branch, pending, left: false };
    return branch.latest;
  }

  #lose(): void {
    this.#lost = true;
    this.#steps.disable();
  }
}

export const branchOf = (step: Step | undefined): number => step?.branch.id ?? UNTOLD;

/** The call has been answered: whoever comes from its step now is its continuation. */
export function ended(step: Step | undefined): void {
  if (step) step.pending = false;
}

export const branches = new Branches();
