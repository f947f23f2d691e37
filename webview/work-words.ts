/** What a process had to do when it waited, in words: no more than the trace says. */
import type { Act, Item, Task, WorkItem } from "../src/analysis/wait/work.ts";
import type { RunModel } from "../src/trace/model.ts";
import type { Section } from "./card.ts";
import type { Fact, Piece } from "./describe.ts";
import { duration, moment, placeText } from "./format.ts";
import { t } from "./l10n.ts";
import { filled } from "./pieces.ts";

/** `since`: when the wait began. */
export const workSection = (model: RunModel, work: WorkItem, since: number): Section =>
  work.kind === "item" ? itemSection(model, work, since) : taskSection(model, work);

function itemSection(model: RunModel, item: Item, since: number): Section {
  const { put, got, done, next, object } = item;
  const message = model.objects.get(object)?.info.type === "Connection";
  const [putName, gotName] = message ? [t("Sent"), t("Received")] : [t("Put"), t("Got")];
  const facts: Fact[] = [];
  if (put) facts.push({ name: putName, value: actPieces(model, put) });
  facts.push({
    name: gotName,
    value: put
      ? afterPieces(model, got.time, got.time - put.time, object)
      : filled(t("{0} from {1}"), moment(got.time), objectPiece(model, object)),
  });
  if (done !== undefined)
    facts.push({
      name: t("Done"),
      value: [t("{0} reported after {1}", moment(done), duration(done - got.time))],
    });
  if (next !== undefined)
    facts.push({ name: t("Next"), value: [t("{0}, {1} later", moment(next), duration(next - got.time))] });
  return { title: itemTitle(item, message, since), facts };
}

function itemTitle({ awaited, done }: Item, message: boolean, since: number): string {
  if (awaited) return message ? t("The message it got") : t("The item it got");
  // That it worked on it is only known where it said when it was done.
  if (done !== undefined && done > since) return t("The item it was working on");
  return message ? t("The message it got last") : t("The item it got last");
}

function taskSection(model: RunModel, { name, object, submitted, begun, ended, failed }: Task): Section {
  const facts: Fact[] = [];
  if (submitted) facts.push({ name: t("Submitted"), value: actPieces(model, submitted) });
  facts.push({
    name: t("Started"),
    value: submitted
      ? afterPieces(model, begun, begun - submitted.time, object)
      : filled(t("{0} from {1}"), moment(begun), objectPiece(model, object)),
  });
  if (ended !== undefined) {
    const took = duration(ended - begun);
    facts.push(
      failed
        ? { name: t("Failed"), value: [t("{0} after {1}", moment(ended), took)] }
        : { name: t("Done"), value: [t("{0} took {1}", moment(ended), took)] },
    );
  }
  return { title: t("The task it was working on"), aside: name, facts };
}

function actPieces(model: RunModel, { time, process, site }: Act): Piece[] {
  const who: Piece = { text: model.processName(process), select: { kind: "process", process } };
  const where = model.site(site);
  const text = placeText(where);
  return text
    ? filled(t("{0} by {1} at {2}"), moment(time), who, { text, site: where })
    : filled(t("{0} by {1}"), moment(time), who);
}

const afterPieces = (model: RunModel, time: number, took: number, object: number): Piece[] =>
  filled(t("{0} after {1} in {2}"), moment(time), duration(took), objectPiece(model, object));

const objectPiece = (model: RunModel, object: number): Piece =>
  model.objects.has(object)
    ? { text: model.objectName(object), select: { kind: "object", object } }
    : model.objectName(object);
