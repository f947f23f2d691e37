/** Builds the model beside the page: bytes of the trace in, changes out; and answers what the page asks about all of it. */
import { RunBuilder } from "../src/trace/run-builder.ts";
import { Analysis } from "./analysis.ts";
import { KeptBytes } from "./kept-bytes.ts";
import type { FromModelWorker, ToModelWorker } from "./model-messages.ts";

/** Milliseconds between changes while bytes keep coming: about a frame. */
const EVERY = 16;

/** What of a worker's global scope is used here. */
interface WorkerScope {
  postMessage(message: FromModelWorker, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToModelWorker>) => void): void;
}
const scope = self as unknown as WorkerScope;

let run = -1;
let builder = new RunBuilder();
let kept = new KeptBytes();
let analysis = new Analysis(kept);
/** Questions are answered one after the other. */
let answered: Promise<void> = Promise.resolve();
let taken = 0;
let told = 0;
let toldAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function tell(): void {
  clearTimeout(timer);
  timer = undefined;
  const change = builder.take();
  if (!change && told === taken) return;
  told = taken;
  toldAt = performance.now();
  const { broken } = builder;
  scope.postMessage({ type: "change", run, taken, change, broken }, change ? [change.columns] : []);
}

function tellIfDue(): void {
  if (performance.now() - toldAt >= EVERY) tell();
}

function receive(message: ToModelWorker): void {
  if (message.type === "begin") {
    clearTimeout(timer);
    timer = undefined;
    builder = new RunBuilder();
    kept = new KeptBytes();
    analysis = new Analysis(kept);
    run = message.run;
    taken = told = 0;
    return;
  }
  if (message.run !== run) return;
  if (message.type === "ask") {
    const asked = analysis;
    answered = answered.then(() => answer(asked, message));
    return;
  }
  kept.push(message.bytes);
  builder.push(message.bytes, tellIfDue);
  taken += message.bytes.length;
  const rest = EVERY - (performance.now() - toldAt);
  if (rest <= 0) tell();
  else timer ??= setTimeout(tell, rest);
}

async function answer(
  asked: Analysis,
  { run, id, question }: Extract<ToModelWorker, { type: "ask" }>,
): Promise<void> {
  // Nobody waits any more for what was asked about a former run.
  if (asked !== analysis) return;
  try {
    scope.postMessage(
      { type: "answer", run, id, answer: await asked.answer(question), fault: undefined },
      [],
    );
  } catch (error) {
    scope.postMessage({ type: "answer", run, id, answer: undefined, fault: textOf(error) }, []);
  }
}

const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

scope.addEventListener("message", ({ data }) => {
  try {
    receive(data);
  } catch (error) {
    scope.postMessage({ type: "fault", message: textOf(error) }, []);
  }
});
