/** Which files are programs of ours. No `vscode` here: it is tested by itself. */

/** One statement that names the runtime: none that begins later on a line of its own comes between. */
const IMPORT =
  /^[ \t]*(import|export|const|let|var)\b((?:(?!\n[ \t]*(?:import|export|const|let|var)\b)[^;"'`])*)["']@interleave\/runtime["']/gm;
/** Imports come early; the rest of a long file is not looked at. */
const HEAD = 20_000;

/** Where the import of the runtime begins, as an offset; undefined when there is none, or of types only. */
export function runtimeImport(text: string): number | undefined {
  for (const { 0: statement, 1: word, 2: clause, index } of text.slice(0, HEAD).matchAll(IMPORT))
    if (!/^(?:im|ex)port$/.test(word!) || !/^\s+type\b/.test(clause!))
      return index + (statement.length - statement.trimStart().length);
  return undefined;
}
