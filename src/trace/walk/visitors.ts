/** Several visitors as one. */
import type { Visitor } from "./visitor.ts";

type Call = keyof Visitor;

/** Each call goes to those who want it, in their order; what nobody wants costs nothing. */
export function together(visitors: readonly Visitor[]): Required<Visitor> {
  const call = <K extends Call>(name: K): Required<Visitor>[K] => {
    const takers = visitors.filter((visitor) => visitor[name]);
    const all = (...args: unknown[]) => {
      for (const taker of takers) (taker[name] as (...args: unknown[]) => void)(...args);
    };
    return all as Required<Visitor>[K];
  };
  return {
    row: call("row"),
    process: call("process"),
    object: call("object"),
    stretch: call("stretch"),
    answer: call("answer"),
    wait: call("wait"),
    hold: call("hold"),
    box: call("box"),
    level: call("level"),
    hint: call("hint"),
    mark: call("mark"),
    gap: call("gap"),
  };
}
