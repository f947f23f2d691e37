/** A hint in full: what it is, how sure, since when, why, what to do, who, and where. */
import type { Certainty, Hint, HintProcess, HintSite } from "../src/protocol/hints.ts";
import type { FoundHint } from "../src/trace/found-hint.ts";
import type { RunModel } from "../src/trace/model.ts";
import { STATE } from "../src/trace/states.ts";
import { el } from "./dom.ts";
import { excerpt, type MarkedLine, type SourceOf } from "./excerpt.ts";
import { many, moment, shortName } from "./format.ts";
import { CERTAINTY_WORDS, hintName } from "./hint-words.ts";
import { type IconName, icon } from "./icons.ts";
import { t } from "./l10n.ts";
import { type Links, link, siteLink, siteText } from "./pieces.ts";
import { Swatch } from "./swatch.ts";
import type { Theme } from "./theme.ts";
import { button } from "./ui.ts";
import { witnessSection } from "./witness.ts";

export const SEVERITY_ICON: Record<Hint["severity"], IconName> = {
  error: "error",
  warning: "warning",
  info: "info",
};

export function certaintyChip(certainty: Certainty): HTMLElement {
  return el("span", { class: `chip ${certainty}`, text: CERTAINTY_WORDS[certainty] });
}

/** Several that wait for one another, and not for somebody who never comes. */
const isCircle = (hint: Hint): boolean =>
  hint.kind === "deadlock" && hint.processes.filter((process) => process.role === "core").length > 1;

/** The hint in words, for the clipboard. */
export function hintText(hint: Hint): string {
  const name = (id: number) => hint.objects.find((object) => object.id === id)?.name ?? `object ${id}`;
  const lines = [
    t("{0} ({1}), at {2}", hintName(hint.kind), CERTAINTY_WORDS[hint.certainty], moment(hint.time * 1000)),
    hint.message,
    hint.fix,
    "",
  ];
  for (const process of hint.processes) {
    const holds = (process.holds ?? []).map(name).join(t(", "));
    const waits = (process.waits ?? []).map((wait) => waitText(hint, wait)).join(t(", "));
    const parts = [holds && t("holds {0}", holds), waits && t("waits for {0}", waits)].filter(Boolean);
    lines.push(parts.reduce((line, part) => t("{0}, {1}", line, part), process.name));
  }
  for (const [at, step] of (hint.witness ?? []).entries()) lines.push(`${at + 1}. ${step}`);
  for (const site of hint.sites) lines.push(`${siteText(site)} ${site.process ?? ""} ${site.role}`);
  return lines.join("\n");
}

function waitText(hint: Hint, wait: NonNullable<HintProcess["waits"]>[number], short = false): string {
  const object = hint.objects.find((candidate) => candidate.id === wait.object);
  const names = wait.on
    .map((id) => hint.processes.find((process) => process.id === id)?.name ?? `process ${id}`)
    .map((name) => (short ? shortName(name) : name));
  const others = names.join(wait.any ? t(" or ") : t(" and "));
  if (!object) return others || wait.verb;
  return others ? t("{object} of {holders}", { object: object.name, holders: others }) : object.name;
}

export interface HintCardParts {
  hint: Hint;
  found: FoundHint;
  model: RunModel;
  theme: Theme;
  links: Links;
  sourceOf: SourceOf;
  copy(text: string): void;
}

export function hintCard(parts: HintCardParts): Node[] {
  const { hint, found, links } = parts;
  const core = hint.processes.filter((process) => process.role === "core");
  const behind = hint.processes.filter((process) => process.role === "collateral");
  const others = hint.processes.filter((process) => process.role === undefined);
  const nodes: Node[] = [
    el("header", { class: "card-head" }, [
      el("h2", {}, [
        el("span", { class: `glyph ${hint.severity}` }, [icon(SEVERITY_ICON[hint.severity])]),
        el("span", { text: hintName(hint.kind) }),
        certaintyChip(hint.certainty),
      ]),
      el("p", {
        class: "subtitle",
        text: sinceWords(found),
      }),
    ]),
    el("section", { class: "sentence" }, [el("p", { text: hint.message })]),
  ];
  if (hint.fix) nodes.push(el("section", { class: "fix" }, [icon("bulb"), el("p", { text: hint.fix })]));
  const members = core.length > 0 ? core : others;
  if (members.length > 0) nodes.push(membersTable(parts, members, isCircle(hint)));
  if (behind.length > 0) nodes.push(waitsBehind(parts, behind));
  if (hint.witness && hint.witness.length > 0) nodes.push(witnessSection(hint, hint.witness, links));
  if (hint.sites.length > 0) nodes.push(sources(parts));
  const waiting = [
    ...new Set(hint.sites.filter((site) => site.role === "waits" || site.role === "holds").map(siteText)),
  ];
  const actions = el("section", { class: "actions" });
  if (waiting.length > 0)
    actions.append(
      button({
        label:
          waiting.length === 1
            ? t("Open the line")
            : waiting.length === 2
              ? t("Open both lines")
              : t("Open the lines"),
        look: "secondary",
        press: () => {
          for (const site of waiting) links.open(site);
        },
      }).element,
    );
  actions.append(
    button({
      label: t("Copy as text"),
      icon: "copy",
      look: "secondary",
      press: () => parts.copy(hintText(hint)),
    }).element,
  );
  nodes.push(actions);
  return nodes;
}

const processes = (number: number): string => many(number, t("{0} process"), t("{0} processes"));

function heading(left: string, right: Node | string): HTMLElement {
  return el("h3", {}, [
    el("span", { text: left }),
    typeof right === "string" ? el("span", { text: right }) : right,
  ]);
}

function sample(theme: Theme, state: number): HTMLCanvasElement {
  const swatch = new Swatch(theme);
  swatch.show(state);
  return swatch.canvas;
}

function membersTable(parts: HintCardParts, members: HintProcess[], circle: boolean): HTMLElement {
  const { hint, theme, links } = parts;
  const body = el("tbody");
  for (const process of members) {
    const holds = (process.holds ?? []).map(
      (id) => hint.objects.find((o) => o.id === id)?.name ?? String(id),
    );
    const waits = (process.waits ?? []).map((wait) => waitText(hint, wait, true));
    body.append(
      el("tr", {}, [
        el("td", {}, [
          el("span", { class: "member" }, [
            sample(theme, hint.certainty === "certain" && process.role === "core" ? STATE.stuck : STATE.none),
            link(process.name, () => links.select({ kind: "process", process: process.id })),
          ]),
        ]),
        el("td", { text: holds.join(t(", ")) || "–" }),
        el("td", { text: waits.join(t(", ")) || "–" }),
      ]),
    );
  }
  const head = el(
    "tr",
    {},
    [t("Process"), t("Holds"), t("Waits for")].map((text) =>
      el("th", { text, attributes: { scope: "col" } }),
    ),
  );
  return el("section", {}, [
    heading(circle ? t("In the circle") : t("Who"), processes(members.length)),
    el("table", { class: "mini" }, [el("thead", {}, [head]), body]),
  ]);
}

function waitsBehind(parts: HintCardParts, behind: HintProcess[]): HTMLElement {
  const { hint, theme, links, model } = parts;
  const section = el("section", {}, [heading(t("Waits behind it"), processes(behind.length))]);
  for (const process of behind) {
    const lane = model.processes.get(process.id);
    const wait = process.waits?.[0];
    section.append(
      el("p", { class: "behind" }, [
        sample(theme, lane?.track.lastState ?? STATE.none),
        link(process.name, () => links.select({ kind: "process", process: process.id })),
        el("span", { class: "grow", text: wait ? `${wait.verb} ${waitText(hint, wait)}` : "" }),
        wait?.site ? siteLink(siteText(wait.site), links) : "",
      ]),
    );
  }
  section.append(
    el("p", {
      class: "subtitle",
      text: isCircle(hint)
        ? t("Goes on by itself once the circle is broken.")
        : t("Goes on by itself once they do."),
    }),
  );
  return section;
}

/** The lines it happened at, each with a note of who does what there. */
function sources(parts: HintCardParts): HTMLElement {
  const { hint, links, sourceOf } = parts;
  const members = hint.processes.filter((process) => process.role === "core").map((process) => process.name);
  const lines = new Map<string, { site: HintSite; roles: Map<HintSite["role"], Set<string>> }>();
  for (const site of hint.sites) {
    const key = `${site.file}:${site.line}`;
    const line = lines.get(key) ?? { site, roles: new Map() };
    lines.set(key, line);
    const who = line.roles.get(site.role) ?? new Set();
    line.roles.set(site.role, who);
    if (site.process) who.add(site.process);
  }
  const marked = [...lines.values()].map(({ site, roles }): MarkedLine => {
    const waiting = roles.get("waits");
    const stuck = hint.certainty === "certain" && members.some((name) => waiting?.has(name));
    return {
      file: site.file,
      line: site.line,
      column: site.column,
      look: stuck ? "stuck" : roles.has("holds") ? "holds" : "",
      note: [...roles].map(([role, who]) => sourceNote(role, [...who])).join(t(", ")),
    };
  });
  const { element, caption } = excerpt(marked, sourceOf, links);
  return el("section", {}, [heading(t("Source"), caption), element]);
}

const ROLE_WORDS: Record<HintSite["role"], [one: string, two: string, more: string]> = {
  waits: [t("{0} waits"), t("{0} wait"), t("all {0} wait")],
  holds: [t("{0} holds"), t("{0} hold"), t("all {0} hold")],
  made: [t("made here"), t("made here"), t("made here")],
  other: ["{0}", "{0}", t("all {0}")],
};

function sourceNote(role: HintSite["role"], who: string[]): string {
  const [one, two, more] = ROLE_WORDS[role];
  if (role === "made" || who.length === 0) return one.replace("{0}", "").trim();
  if (who.length === 1) return one.replace("{0}", () => who[0]!);
  return who.length === 2
    ? two.replace("{0}", () => who.join(t(" and ")))
    : more.replace("{0}", String(who.length));
}

/** Since when it is so; of what did not happen, when it was found. */
function sinceWords({ hint, closed }: FoundHint): string {
  if (hint.kind === "deadlock-predicted")
    return t("Did not happen in this run; found at {0}", moment(closed));
  if (hint.events.length === 0) return t("Since {0}", moment(closed));
  return many(
    hint.events.length,
    t("Since {when}, proved by {0} event"),
    t("Since {when}, proved by {0} events"),
  ).replace("{when}", moment(closed));
}
