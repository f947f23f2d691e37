/** Questions about an object's present state. */
import { QUESTIONS, type Question, UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import type { Handle } from "./handle.ts";
import { link } from "./link.ts";

/** The answer as a number; 1 for yes. `site` 0: it is not the program that asks. */
export async function ask(object: Handle, question: Question, site: number): Promise<number> {
  const op = link.nextOp();
  const { handle } = object;
  link.ask(UP.query).u32(op).u32(handle).u8(QUESTIONS.indexOf(question)).u32(site).f64(nowMicros()).end();
  const answer = await link.settle(op);
  return answer.granted ? (answer.number ?? 0) : 0;
}
