/** What the card of a wait has besides its facts: who held it up, why, what it had to do, and its like. */
import { VERBS, type Verb } from "../src/protocol/events.ts";
import { isWait, STATE } from "../src/trace/states.ts";
import type { Section } from "./card.ts";
import type { Description } from "./describe.ts";
import { type Ask, Enquiry } from "./enquiry.ts";
import { count, duration } from "./format.ts";
import { heldSection } from "./held.ts";
import { t } from "./l10n.ts";
import type { WaitAnswer } from "./questions.ts";
import type { Scene } from "./scene.ts";
import { drawStrip, STRIP_HEIGHT } from "./strip.ts";
import { type Theme, WAIT_LOOK } from "./theme.ts";
import { amongText, awaitedText, stripText } from "./wait-words.ts";
import { whySection } from "./why.ts";
import { wideCanvas } from "./wide-canvas.ts";
import { workSection } from "./work-words.ts";

export interface WaitCard {
  subtitle: string;
  sections: Section[];
}

/** A wait that is selected. */
interface Chosen {
  process: number;
  index: number;
  verb: Verb;
  object: number;
  other: number;
}

export class WaitCards {
  readonly #theme: Theme;
  readonly #why: Enquiry<"why">;
  readonly #wait: Enquiry<"wait">;

  /** `changed`: more is known. */
  constructor(theme: Theme, ask: Ask, changed: () => void) {
    this.#theme = theme;
    this.#why = new Enquiry(ask, changed);
    this.#wait = new Enquiry(ask, changed);
  }

  /** Undefined when what is selected is no wait. */
  of(scene: Scene, run: number, { held }: Description): WaitCard | undefined {
    const { model, now } = scene;
    const chosen = chosenWait(scene);
    if (!chosen) return undefined;
    const { process, index, verb, object, other } = chosen;
    const { track } = model.processes.get(process)!;
    const time = track.start[index]!;
    // What is over changes no more; how many others there are does, as long as the run goes on.
    const chain = this.#why.want(
      { about: "why", process, time },
      run,
      track.isOpen(index) ? model.events : 0,
    );
    const wait = { process, verb, object, other, seq: track.seq[index]!, time };
    // What lasts still becomes longer even while nothing happens.
    const seconds = track.isOpen(index) ? Math.floor(now / 1e6) : 0;
    const known = model.ended ? 0 : model.events + seconds;
    const answer = this.#wait.want({ about: "wait", wait, now }, run, known, wait);
    const awaited = awaitedText(model, chosen);
    const sections: Section[] = [];
    if (held.length > 0)
      sections.push(heldSection(model, held, { from: time, to: track.end(index, now) }, now, this.#theme));
    sections.push(whySection(model, chain, now));
    if (answer?.work) sections.push(workSection(model, answer.work, time));
    const all = this.#like(answer, awaited, track.state[index]!);
    if (all) sections.push(all);
    // While it is not known the line is there already: nothing moves once it is.
    const unknown = answer ? "" : "\u00a0";
    return {
      subtitle: answer?.among ? amongText(answer.among, awaited, scene.live) : unknown,
      sections,
    };
  }

  #like(answer: WaitAnswer | undefined, awaited: string, state: number): Section | undefined {
    const title = t("All waits for {0}", awaited);
    if (!answer) return { title, picture: wideCanvas(this.#theme, STRIP_HEIGHT, "", () => {}) };
    const { among } = answer;
    if (!among || among.count < 2) return undefined;
    const says = stripText(among);
    const ink = WAIT_LOOK[state]!.ink;
    const { spread, longest, length: own } = among;
    return {
      title,
      aside: t("{0}, median {1}", count(among.count), duration(among.median)),
      picture: wideCanvas(this.#theme, STRIP_HEIGHT, says, (paint, width) =>
        drawStrip(paint, width, ink, { spread, longest, own }),
      ),
      says,
    };
  }
}

function chosenWait({ model, selection }: Scene): Chosen | undefined {
  if (selection?.kind !== "interval") return undefined;
  const { process, index } = selection;
  const track = model.processes.get(process)?.track;
  const verb = VERBS[(track?.verb[index] ?? 0) - 1];
  if (!track || !verb || !isWait(track.state[index] ?? STATE.none)) return undefined;
  return { process, index, verb, object: track.object[index]!, other: track.other[index]! };
}
