/** How far a learner has come. Kept as JSON, which may be older, or of a later version: what has no meaning is left out. */

export interface LessonProgress {
  /** The option that was chosen, from 0. */
  answer?: number;
  /** Checks that a run has shown to hold, by their ids. */
  ticks: string[];
}

/** By folder of the lesson. */
export type Progress = Readonly<Record<string, LessonProgress>>;

export const NONE: LessonProgress = { ticks: [] };

export function parseProgress(value: unknown): Progress {
  if (typeof value !== "object" || value === null) return {};
  const progress: Record<string, LessonProgress> = {};
  for (const [folder, kept] of Object.entries(value)) {
    if (typeof kept !== "object" || kept === null) continue;
    const { answer, ticks } = kept as Record<string, unknown>;
    progress[folder] = {
      ...(Number.isSafeInteger(answer) && (answer as number) >= 0 ? { answer: answer as number } : {}),
      ticks: Array.isArray(ticks) ? ticks.filter((id) => typeof id === "string") : [],
    };
  }
  return progress;
}

/** Without `option` the answer is taken back. */
export function answered(progress: Progress, folder: string, option?: number): Progress {
  const { ticks } = progress[folder] ?? NONE;
  return { ...progress, [folder]: option === undefined ? { ticks } : { answer: option, ticks } };
}

/** What was ticked off once stays so. */
export function ticked(progress: Progress, folder: string, ids: readonly string[]): Progress {
  const before = progress[folder] ?? NONE;
  return { ...progress, [folder]: { ...before, ticks: [...new Set([...before.ticks, ...ids])] } };
}

export interface Score {
  done: number;
  /** The question, if there is one, and each check. */
  of: number;
}

/** What is done of what a lesson asks for; checks that it no longer has do not count. */
export function scoreOf(
  { answer, ticks }: LessonProgress,
  checks: readonly { id: string }[],
  question: boolean,
): Score {
  const done = checks.filter(({ id }) => ticks.includes(id)).length;
  return question
    ? { done: done + (answer === undefined ? 0 : 1), of: checks.length + 1 }
    : { done, of: checks.length };
}
