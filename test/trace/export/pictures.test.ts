/** The picture and the page, in a real browser. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { HtmlParts } from "../../../src/trace/export/html.ts";
import { DIST } from "../../support/program.ts";
import { launchChromium } from "../../vscode/chromium.ts";
import { philosophers } from "../../webview/scenes.ts";
import { traceOf } from "../script.ts";
import { MIXED } from "../scripts.ts";
import { busyTrace, exported, HOSTILE, hostileTrace } from "./exported.ts";

let browser: Browser;
let folder: string;
before(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), "pictures-"));
});
after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

interface Shown extends AsyncDisposable {
  page: Page;
  /** Addresses asked for, errors and refusals by the policy. */
  requests: string[];
  faults: string[];
}

/** Opens text as a file in the browser. */
async function open(name: string, text: string): Promise<Shown> {
  const file = join(folder, name);
  await writeFile(file, text);
  const context = await browser.newContext({ viewport: { width: 1340, height: 800 } });
  const page = await context.newPage();
  const requests: string[] = [];
  const faults: string[] = [];
  page.on("request", (request) => {
    // A blob is made in the page itself: its worker.
    if (!request.url().startsWith("blob:")) requests.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(message.text());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, requests, faults, [Symbol.asyncDispose]: () => context.close() };
}

async function htmlOf(bytes: Uint8Array, notes?: string, words?: HtmlParts["words"]): Promise<string> {
  const part = (name: string) => readFile(join(DIST, "webview", name), "utf8");
  const html = {
    script: await part("main.js"),
    style: await part("style.css"),
    title: `a "run" <b>of</b> mine`,
    theme: "light" as const,
    ...(notes === undefined ? {} : { notes }),
    ...(words ? { words } : {}),
    nonce: "abc123",
  };
  return (await exported(bytes, "html", { html, note: ({ kind }) => `It is ${kind}.` })).text;
}

/** The rectangles of a picture that are filled so: left edge and width. */
const bars = (svg: string, fill: string): [number, number][] =>
  [
    ...svg.matchAll(new RegExp(`<rect x="([\\d.]+)" y="[\\d.]+" width="([\\d.]+)"[^>]*fill="${fill}"`, "g")),
  ].map(([, x, width]) => [Number(x), Number(width)]);

test("a wait is a patterned bar from when to when it lasted", async () => {
  const { text } = await exported(traceOf(MIXED), "svg", { svg: { width: 1000 } });
  // 58 ms lie between the names and the room for labels.
  const x = (ms: number) => 170 + (ms / 58) * (1000 - 12 - 64 - 170);
  const [wait, ...others] = bars(text, "url\\(#p-lock\\)").filter(([left]) => left > 200 && left < x(30));
  assert.equal(others.length, 0);
  assert.ok(Math.abs(wait![0] - x(12.5)) < 0.1, `${wait} ${x(12.5)}`);
  assert.ok(Math.abs(wait![1] - (x(20) - x(12.5) - 1)) < 0.1, `${wait}`);
});

test("only a part of the run is drawn where that is asked for", async () => {
  const { text } = await exported(traceOf(MIXED), "svg", { svg: { width: 1000, from: 12_500, to: 20_000 } });
  const [wait] = bars(text, "url\\(#p-lock\\)");
  assert.deepEqual(wait, [170, 1000 - 12 - 170 - 1]);
  assert.doesNotMatch(text, /jobs\.put/);
});

test("only the rows that are asked for are drawn, in their order, each section with them", async () => {
  const rows = ["object 2", "process 3", "task 3 0", "process 1", "task 3 1", "process 99", "locks"];
  const { text } = await exported(traceOf(MIXED), "svg", { svg: { width: 1000, rows } });
  const texts = [...text.matchAll(/<text [^>]*x="(?:10|22)"[^>]*>([^<]*)</g)].map(([, name]) => name);
  assert.deepEqual(texts.slice(0, 5), ["Locks", "again", "Processes", "W-2", "main"]);
});

test("a picture is as large as its lanes, not as its events", async () => {
  const size = async (rounds: number) => (await exported(busyTrace(rounds), "svg")).text.length;
  const [few, many] = [await size(2000), await size(10_000)];
  assert.ok(many < few * 1.5, `${few} ${many}`);
});

test("a picture is well-formed and without scripts, whatever things are called", async () => {
  for (const theme of ["light", "dark"] as const) {
    const { text } = await exported(hostileTrace(), "svg", { svg: { theme } });
    await using shown = await open(`hostile-${theme}.svg`, text);
    const { page } = shown;
    const found = await page.evaluate(`({
      root: document.documentElement.tagName,
      errors: document.querySelectorAll("parsererror").length,
      foreign: [...document.querySelectorAll("*")].map(({ tagName }) => tagName).filter((name) => !/^(svg|g|defs|pattern|rect|path|circle|text|title)$/.test(name)),
      texts: [...document.querySelectorAll("text")].map(({ textContent }) => textContent),
      broken: globalThis.broken ?? null,
    })`);
    const { texts, ...rest } = found as { texts: string[] };
    assert.deepEqual(rest, { root: "svg", errors: 0, foreign: [], broken: null });
    assert.ok(texts.includes("锁 🔒"), texts.join("|"));
    assert.ok(texts.some((text) => text.startsWith("</script><scr")));
    assert.deepEqual(shown.faults, []);
    assert.equal(shown.requests.length, 1);
  }
});

test("the page shows the run by itself, without a request", async () => {
  const stuck = philosophers();
  const bytes = traceOf(`${stuck.before}\n${stuck.hint}\n6000 - end 86`);
  await using shown = await open("run.html", await htmlOf(bytes));
  const { page } = shown;
  await page.getByText("Philosopher-5", { exact: true }).first().waitFor();
  await page.getByText("certain", { exact: true }).first().waitFor();
  // There is nobody who could export it once more.
  assert.equal(await page.getByRole("button", { name: "Export" }).count(), 0);
  assert.equal(await page.title(), `a "run" <b>of</b> mine`);
  assert.deepEqual(shown.faults, []);
  assert.equal(shown.requests.length, 1, shown.requests.join());
  // The policy: nothing that came in later is run, and nothing is fetched.
  const refused = page.waitForEvent("console", (message) => /Content Security Policy/.test(message.text()));
  await page.evaluate(`(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.broken = true";
    document.body.append(script);
    const image = new Image();
    image.src = "https://example.invalid/x.png";
    document.body.append(image);
  })()`);
  await refused;
  assert.equal(await page.evaluate("globalThis.broken ?? null"), null);
});

test("names do not break out of the page", async () => {
  const startedAt = (await exported(hostileTrace(), "json")).text.match(/"startedAt":(\d+)/)?.[1] ?? 0;
  const text = `${HOSTILE[0]}</script><script>globalThis.broken = 1</script>`;
  const notes = [{ id: "a", from: 1, text }];
  const file = JSON.stringify({ interleave: "notes", version: 1, startedAt: Number(startedAt), notes });
  await using shown = await open("hostile.html", await htmlOf(hostileTrace(), file));
  const { page } = shown;
  // Notes go along, to be read.
  await page.locator("#tab-notes .badge", { hasText: "1" }).waitFor();
  await page.locator("#tab-notes").click();
  await page.getByText(text, { exact: true }).first().waitFor();
  await page.keyboard.press("e");
  assert.equal(await page.locator(".note-bar").isVisible(), false);
  await page.getByText("锁 🔒", { exact: true }).first().waitFor();
  await page.getByText(HOSTILE[0]!, { exact: true }).first().waitFor();
  assert.equal(await page.evaluate("globalThis.broken ?? null"), null);
  assert.equal(await page.evaluate("document.images.length"), 0);
  assert.deepEqual(shown.faults, []);
});

test("the page of a trace that was cut shows what is there, and says so", async () => {
  await using shown = await open("cut.html", await htmlOf(traceOf(MIXED.replace(/\n58.*/, ""))));
  await shown.page.getByText("It is unfinished.").first().waitFor();
  await shown.page.getByText("W-2", { exact: true }).first().waitFor();
});

test("the page speaks the language of who made it", async () => {
  const stuck = philosophers();
  const bytes = traceOf(`${stuck.before}\n${stuck.hint}\n6000 - end 86`);
  const bundle = JSON.parse(await readFile(join(DIST, "..", "l10n", "bundle.l10n.zh-cn.json"), "utf8"));
  // What is in the bundle cannot end its block.
  const words = { language: "zh-cn", bundle: { ...bundle, Story: "</script><b>经过</b>" } };
  await using shown = await open("chinese.html", await htmlOf(bytes, undefined, words));
  const { page } = shown;
  await page.getByText(bundle["certain"], { exact: true }).first().waitFor();
  await page.locator("#tab-story").filter({ hasText: "</script><b>经过</b>" }).waitFor();
  assert.equal(await page.evaluate("document.documentElement.lang"), "zh-cn");
  assert.deepEqual(shown.faults, []);
});
