/** The plain chart of `gantt-page.ts`, zoomed as ours is. */
import { join } from "node:path";
import * as esbuild from "esbuild";
import type { Browser } from "playwright-core";
import { FrameProbe, installProbe } from "./frames.ts";
import { FRAMES, zoomToAndFro } from "./moves.ts";

export async function gantt(browser: Browser, bars = 10_000) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(import.meta.dirname, "gantt-page.ts")],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "error",
  });
  const page = await browser.newPage({ viewport: { width: 1342, height: 798 } });
  await page.addInitScript(installProbe);
  await page.goto("about:blank");
  await page.evaluate(outputFiles[0]!.text);
  await page.evaluate(`drawGantt(${bars}, 60)`);
  const { p95, cpu } = await (await FrameProbe.of(page)).measure(FRAMES, zoomToAndFro);
  return { bars, frame: p95, busy: cpu };
}
