/** What the page of a lesson says by itself. */
import * as vscode from "vscode";
import type { PageWords } from "../protocol/lesson-page.ts";

export const lessonWords = (): PageWords => ({
  noLesson: vscode.l10n.t(
    "Lessons are small programs with several processes, each with a question to answer first.",
  ),
  choose: vscode.l10n.t("Open a lesson"),
  lookFor: vscode.l10n.t("Look for"),
  predict: vscode.l10n.t("Predict"),
  right: vscode.l10n.t("Right."),
  wrong: vscode.l10n.t("Not so."),
  rightOption: vscode.l10n.t("(right)"),
  again: vscode.l10n.t("Answer again"),
  run: vscode.l10n.t("Run"),
  stop: vscode.l10n.t("Stop"),
  program: vscode.l10n.t("Show the program"),
  timeline: vscode.l10n.t("Show the timeline"),
  reset: vscode.l10n.t("Reset"),
  expected: vscode.l10n.t("Check yourself"),
  goals: vscode.l10n.t("After your change"),
  ticked: vscode.l10n.t("Seen in a run of yours"),
  open: vscode.l10n.t("Not seen yet"),
  notNow: vscode.l10n.t("(not in the last run)"),
  later: vscode.l10n.t("Answer the question, or run the program: then it stands here."),
  outcome: vscode.l10n.t("What the timeline shows"),
  change: vscode.l10n.t("Try"),
  before: vscode.l10n.t("Previous lesson"),
  after: vscode.l10n.t("Next lesson"),
});
