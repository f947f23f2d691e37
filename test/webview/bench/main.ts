/**
 * One side of a comparison of `npm run bench` that needs a browser: `node test/node.js test/webview/bench/main.ts SIDE`
 * prints what was measured as a line of JSON. Judges nothing.
 */
import type { Browser } from "playwright-core";
import { launchChromium } from "../../vscode/chromium.ts";
import { gantt } from "./gantt.ts";
import { bars, lanes, large, live, opened } from "./ours.ts";
import { speedscope } from "./speedscope.ts";

const SIDES: Record<string, (browser: Browser) => Promise<unknown>> = {
  large,
  "lanes-500": (browser) => lanes(browser, 500),
  "lanes-1062": (browser) => lanes(browser, 1062),
  live,
  opened,
  speedscope,
  bars,
  gantt,
};

const name = process.argv[2] ?? "";
const side = Object.hasOwn(SIDES, name) ? SIDES[name] : undefined;
if (!side) throw new RangeError(`no side is called '${name}': ${Object.keys(SIDES).join(", ")}`);
const browser = await launchChromium();
try {
  console.log(JSON.stringify(await side(browser)));
} finally {
  await browser.close();
}
