/** Everything that is tested in a window in Restricted Mode. */
import "./untrusted.ts";

export { runTests as run } from "./runner.ts";
