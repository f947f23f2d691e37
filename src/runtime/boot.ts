/** What a started process does first: import the program, find its target, run it. */
import { UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { INITIALIZER_FAILED } from "./crew.ts";
import { fail, userStack } from "./exit.ts";
import { link } from "./link.ts";
import { getLogger, inheritLog } from "./log.ts";
import { decodeOrder, type Fn, importing, Process, type ProcessOrder } from "./process.ts";
import { resolveReference } from "./registry.ts";
import { seat, self } from "./seat.ts";
import { serve } from "./worker.ts";

/** Runs this process's order to its end. @internal */
export async function boot(): Promise<void> {
  if (!seat) throw new Error("child.js is started by interleave itself, not by hand");
  process.on("uncaughtException", (error) => {
    // A program that handles them itself has the say.
    if (process.listenerCount("uncaughtException") === 1) void fail(error);
  });
  link.open();
  link.hold();
  const program = load(seat.main);
  // Told below, once this process knows its name.
  program.catch(() => {});
  let running: Process | undefined;
  let order: ProcessOrder;
  try {
    const payload = await link.welcome;
    await program;
    const told = decodeOrder(payload);
    order = told.order;
    self.identity = order.identity;
    inheritLog(order.log);
    const target = order.target && ((await resolveReference(order.target)) as Fn);
    const subclass = order.subclass && ((await resolveReference(order.subclass)) as typeof Process);
    running = Process.current(order, told.args, told.fields, target, subclass);
    link
      .frame(UP.run)
      .f64(nowMicros())
      .text(order.target?.name ?? order.subclass?.name ?? "")
      .end();
  } catch (error) {
    return fail(error);
  }
  getLogger().info("child process calling self.run()");
  try {
    await running.run();
  } catch (error) {
    if (order.kind === "worker") {
      process.stderr.write(`Exception in initializer of ${self.name}:\n${userStack(error)}\n`);
      process.exit(INITIALIZER_FAILED);
    }
    return fail(error);
  }
  if (order.kind === "worker") serve(order.maxTasks);
  link.release();
}

async function load(main: string): Promise<void> {
  importing.now = true;
  try {
    await import(main);
  } finally {
    importing.now = false;
  }
}
