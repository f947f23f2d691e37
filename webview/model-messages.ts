/** What passes between the page and the worker that builds the model. */
import type { RunChange } from "../src/trace/change.ts";
import type { Question } from "./questions.ts";

export type ToModelWorker =
  /** A run from its beginning; what is under way of the former one is of no interest. */
  | { type: "begin"; run: number }
  /** More of its trace; the memory is handed over. */
  | { type: "bytes"; run: number; bytes: Uint8Array }
  /** About all of it that has been given so far. */
  | { type: "ask"; run: number; id: number; question: Question };

export type FromModelWorker =
  /** What has become of the run; `taken` counts the bytes of it that all changes so far are made from. */
  | {
      type: "change";
      run: number;
      taken: number;
      change: RunChange | undefined;
      /** Sentence about a trace that could not be read further. */
      broken: string | undefined;
    }
  /** `fault`: it could not be answered, because of an error of ours. */
  | { type: "answer"; run: number; id: number; answer: unknown; fault: string | undefined }
  /** An error of ours. */
  | { type: "fault"; message: string };
