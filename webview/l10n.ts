/** What people read, in their language: as `vscode.l10n.t` has it, from the bundle that the page brings along. */

/** The block of JSON in the page that the bundle stands in. A page without one is in English, and so is what runs in none. */
const BLOCK = "l10n";

let bundle: Readonly<Record<string, string>> | undefined;

function translated(text: string): string {
  if (!bundle) {
    const json = globalThis.document?.getElementById(BLOCK)?.textContent;
    bundle = json ? (JSON.parse(json) as Record<string, string>) : {};
  }
  return Object.hasOwn(bundle, text) ? bundle[text]! : text;
}

type Value = string | number;

/**
 * The text in the user's language, with `{0}`, `{1}` … or `{name}` filled in. What stands in `values` is never looked
 * at: names of the program may contain braces.
 */
export function t(text: string, ...values: Value[] | [Readonly<Record<string, Value>>]): string {
  const [first] = values;
  const named = typeof first === "object" ? first : (values as Value[]);
  return translated(text).replace(/\{(\w+)\}/g, (blank, name: string) =>
    Object.hasOwn(named, name) ? String((named as Readonly<Record<string, Value>>)[name]) : blank,
  );
}
