/** What a container cannot do, in words for whoever asked for it. Nothing has changed then. */
import type { FAULT } from "../protocol/manager.ts";

export class Fault extends Error {
  readonly kind: keyof typeof FAULT;

  constructor(kind: keyof typeof FAULT, message: string) {
    super(message);
    this.kind = kind;
  }
}
