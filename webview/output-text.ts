/** A printed line as it is shown: what it tells a terminal to do is done, or left out. */

/** Colours and cursor movements (ECMA-48), and what sets titles and links. */
const COMMANDS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Tabs are kept. Of a line that was written over, as bars of progress are, what was written last. */
export function shownText(text: string): string {
  // Most lines have nothing of the kind.
  if (!/[^\t\u0020-\u007e]/.test(text)) return text;
  const plain = text.replace(COMMANDS, "");
  const last = plain.split("\r").findLast((part) => part !== "") ?? "";
  return last.replace(CONTROLS, "");
}
