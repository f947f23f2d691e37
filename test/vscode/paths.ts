/** Where things lie that the tests inside VS Code need. */
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");
/** Everything that is downloaded or built for the tests; git ignores it. */
export const CACHE = join(ROOT, ".vscode-test");
