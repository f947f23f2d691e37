/** Everything that is tested in a window of a trusted workspace. */
import "./activation.ts";
import "./traces.ts";
import "./exports.ts";
import "./runs.ts";
import "./lenses.ts";
import "./debug.ts";
import "./figures.ts";
import "./tasks.ts";
import "./tools.ts";
import "./recorded.ts";
import "./setup.ts";
import "./problems.ts";
import "./lessons.ts";

export { runTests as run } from "./runner.ts";
