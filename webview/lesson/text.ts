/** The text of a lesson as elements: what stands in it stays text. */
import type { Block, Inline } from "../../src/protocol/lesson-page.ts";
import { el } from "../dom.ts";

const TAGS = { code: "code", emphasis: "em", strong: "strong" } as const;

export function inline(parts: readonly Inline[]): (Node | string)[] {
  return parts.map((part) => {
    if (part.type === "text") return part.text;
    return el(TAGS[part.type], {}, "text" in part ? [part.text] : inline(part.parts));
  });
}

export function blocks(text: readonly Block[]): HTMLElement[] {
  return text.map((block) => {
    switch (block.type) {
      case "paragraph":
        return el("p", {}, inline(block.parts));
      case "list":
        return el(
          block.ordered ? "ol" : "ul",
          {},
          block.items.map((item) => el("li", {}, inline(item))),
        );
      case "code":
        // It scrolls sideways: whoever has no mouse needs to get there.
        return el("pre", { attributes: { tabindex: "0" } }, [el("code", { text: block.text })]);
      default:
        return block satisfies never;
    }
  });
}
