/** What each lesson prints, in which order and when. The language is that of rules.ts. */

import { CLASSICS } from "./goldens/classics.ts";
import { LOCKS_AND_EXECUTORS } from "./goldens/locks-and-executors.ts";
import { NOTEBOOK } from "./goldens/notebook.ts";
import { TUTORIAL } from "./goldens/tutorial.ts";
import type { Golden } from "./rules.ts";

export const GOLDENS: Record<string, Golden> = {
  ...TUTORIAL,
  ...NOTEBOOK,
  ...LOCKS_AND_EXECUTORS,
  ...CLASSICS,
};
