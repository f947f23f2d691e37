/** The order of events that a proven hint constructs, to be gone through step by step. */
import type { Hint } from "../src/protocol/hints.ts";
import { el, say } from "./dom.ts";
import { baseName } from "./format.ts";
import { t } from "./l10n.ts";
import { type Links, siteLink, siteText } from "./pieces.ts";
import { toolButton } from "./ui.ts";

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** `FILE:LINE` at the end of a step, as a link to the line where the hint knows it. */
function place(step: string, hint: Hint, links: Links): Node {
  const told = /\(([^()]+):(\d+)\)$/.exec(step);
  const site = told
    ? hint.sites.find(({ file, line }) => baseName(file) === told[1] && line === Number(told[2]))
    : undefined;
  return site ? siteLink(siteText(site), links) : document.createTextNode("");
}

export function witnessSection(hint: Hint, steps: readonly string[], links: Links): HTMLElement {
  const items = steps.map((step) =>
    el("li", {}, [el("span", { class: "grow", text: step }), place(step, hint, links)]),
  );
  const count = el("span");
  let now = 0;
  const go = (to: number, focus: boolean) => {
    now = Math.min(Math.max(0, to), items.length - 1);
    items.forEach((item, index) => {
      item.tabIndex = index === now ? 0 : -1;
      item.classList.toggle("done", index < now);
      if (index === now) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    before.enable(now > 0);
    next.enable(now < items.length - 1);
    say(count, t("step {0} of {1}", now + 1, items.length));
    if (focus) items[now]!.focus({ preventScroll: true });
    if (focus || items[now]!.isConnected) items[now]!.scrollIntoView({ block: "nearest" });
  };
  const before = toolButton("previous", t("Step before"), () => go(now - 1, false));
  const next = toolButton("next", t("Next step"), () => go(now + 1, false));
  const list = el("ol", { class: "witness" }, items);
  list.addEventListener("keydown", (event) => {
    const by = STEPS[event.key];
    const to =
      by !== undefined ? now + by : event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : -1;
    if (to < 0 && by === undefined) return;
    event.preventDefault();
    // Elsewhere these keys move the view.
    event.stopPropagation();
    go(to, true);
  });
  items.forEach((item, index) => {
    item.addEventListener("click", () => go(index, false));
  });
  go(0, false);
  return el("section", {}, [
    el("h3", { class: "stepper" }, [
      el("span", { text: t("How it comes to that") }),
      el("span", { attributes: { "aria-live": "polite" } }, [count]),
      before.element,
      next.element,
    ]),
    list,
  ]);
}
