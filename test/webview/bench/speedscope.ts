/** speedscope, the viewer of traces in a browser, as its package has it, with the trace as we export it for it. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { TraceExport } from "../../../src/trace/export/export-trace.ts";
import { largeTrace } from "../../bench/webview/large-trace.ts";
import { FrameProbe, installProbe } from "./frames.ts";
import { FRAMES } from "./moves.ts";
import { SAME_TRACE } from "./same-trace.ts";

const RELEASE = join(
  dirname(createRequire(import.meta.url).resolve("speedscope/package.json")),
  "dist",
  "release",
);
/** Counts as secure, so that the page can be isolated and its memory be measured. */
const ORIGIN = "http://speedscope.localhost";
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html",
  ".woff2": "font/woff2",
};

declare global {
  interface Window {
    trace: File | undefined;
  }
}

/** As much per frame as ours: it takes the wheel with Ctrl for a zoom, and more of it per step. */
const zoomToAndFro = (frame: number) => {
  const deltaY = frame % 60 < 30 ? -1.1 : 1.1;
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true, ctrlKey: true };
  document.elementFromPoint(600, 300)!.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY }));
};
const zoomIn = () => {
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true, ctrlKey: true, deltaY: -3.2 };
  document.elementFromPoint(600, 300)!.dispatchEvent(new WheelEvent("wheel", at));
};
const panToAndFro = (frame: number) => {
  const deltaX = frame % 60 < 30 ? 6 : -6;
  const at = { clientX: 600, clientY: 300, bubbles: true, cancelable: true };
  document.elementFromPoint(600, 300)!.dispatchEvent(new WheelEvent("wheel", { ...at, deltaX }));
};

async function exportedJson(): Promise<string> {
  const trace = new TraceExport(async function* () {
    yield* largeTrace(SAME_TRACE);
  });
  let text = "";
  for await (const part of trace.text("perfetto")) text += part;
  return text;
}

async function openPage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1342, height: 798 } })).newPage();
  await page.addInitScript(installProbe);
  await page.route(`${ORIGIN}/**`, async (route) => {
    const path = decodeURIComponent(new URL(route.request().url()).pathname).slice(1) || "index.html";
    const contentType = TYPES[extname(path)] ?? "application/octet-stream";
    return route.fulfill({ contentType, headers: ISOLATED, body: await readFile(join(RELEASE, path)) });
  });
  await page.goto(ORIGIN);
  await page.locator("input[type=file]").waitFor({ state: "attached" });
  return page;
}

/** Hands the file over. Answers the milliseconds until a frame after the one in which its toolbar names a profile. */
const handOver = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
        const given = new DataTransfer();
        given.items.add(window.trace!);
        window.trace = undefined;
        const began = performance.now();
        input.files = given.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        const look = () => {
          const named = /\(1\/\d+\)/.test(document.body.textContent ?? "");
          if (named) requestAnimationFrame(() => done(performance.now() - began));
          else requestAnimationFrame(look);
        };
        look();
      }),
  );

/** It shows one track at a time, the main process's at first: goes on to a worker, which is as busy as the others. */
async function showWorker(page: Page): Promise<void> {
  const shown = page.getByText(/^Worker-\d+ \(pid \d+\), state \(tid 1\) \(\d+\/\d+\)$/);
  for (let step = 0; step < 40; step++) {
    if (await shown.isVisible()) return;
    await page.keyboard.press("n");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  throw new Error("speedscope shows no worker");
}

export async function speedscope(browser: Browser) {
  const page = await openPage(browser);
  const probe = await FrameProbe.of(page);
  await page.evaluate(
    (text) => {
      window.trace = new File([text], "trace.json", { type: "application/json" });
    },
    await exportedJson(),
  );
  const all = await handOver(page);
  await showWorker(page);
  const memory = (await probe.pageMemory()) / 1e6;
  const zoom = await probe.measure(FRAMES, zoomToAndFro);
  const before = await page.screenshot();
  await probe.measure(30, zoomIn);
  if (before.equals(await page.screenshot())) throw new Error("speedscope does not move");
  const pan = await probe.measure(FRAMES, panToAndFro);
  return { all, memory, frame: Math.max(zoom.p95, pan.p95), busy: (zoom.cpu + pan.cpu) / 2 };
}
