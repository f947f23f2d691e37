/** Waits and notes of the user's own: sleep, span, mark. */
import { UP } from "../protocol/messages.ts";
import { nowMicros } from "./clock.ts";
import { ValueError } from "./errors.ts";
import { link } from "./link.ts";
import { callSite } from "./sites.ts";

/** A visible wait of at least `ms` milliseconds. */
export async function sleep(ms: number, wait?: { signal?: AbortSignal }): Promise<void> {
  const site = callSite(sleep);
  if (!(ms >= 0)) throw new ValueError("sleep length must be non-negative");
  wait?.signal?.throwIfAborted();
  const op = link.nextOp();
  link.request("sleep", op, 0, site, ms, wait?.signal).end();
  await link.settle(op, wait?.signal);
}

/** Runs `fn` and shows it under this name; a promise it returns is part of the span. */
export function span<T>(name: string, fn: () => T): T {
  const op = link.nextOp();
  const site = callSite(span);
  link.act(UP.spanBegin).u32(op).u32(site).f64(nowMicros()).text(String(name)).end();
  const end = () => link.act(UP.spanEnd).u32(op).f64(nowMicros()).end();
  let result: T;
  try {
    result = fn();
  } catch (error) {
    end();
    throw error;
  }
  if (result instanceof Promise) return result.finally(end) as T;
  end();
  return result;
}

/** A moment worth seeing. `data` is shown as JSON. */
export function mark(name: string, data?: unknown): void {
  const site = callSite(mark);
  let text: string;
  try {
    text = JSON.stringify({ name: String(name), ...(data === undefined ? {} : { data }) });
  } catch {
    text = JSON.stringify({ name: String(name), data: String(data) });
  }
  link.act(UP.mark).u32(site).f64(nowMicros()).text(text).end();
}
