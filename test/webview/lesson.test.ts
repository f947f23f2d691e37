/** The page of a lesson in a real browser, under the policy of the real webview. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import type { Browser, Page } from "playwright-core";
import {
  type Block,
  type FromLessonPage,
  type LessonPage,
  PAGE_WORDS,
  type PageWords,
  type ToLessonPage,
} from "../../src/protocol/lesson-page.ts";
import { launchChromium } from "../vscode/chromium.ts";
import { BODY_CLASS, THEMES, type ThemeName } from "./themes.ts";

const ORIGIN = "http://lesson.localhost";
const POLICY = `default-src 'none'; script-src 'nonce-page'; style-src ${ORIGIN}`;
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="/style.css"></head><body><script nonce="page" src="/main.js"></script></body></html>`;

const WORDS = Object.fromEntries(PAGE_WORDS.map((word) => [word, `<${word}>`])) as PageWords;
const text = (text: string) => ({ type: "text", text }) as const;
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

const LESSON: LessonPage = {
  folder: "50_dining",
  number: "50",
  title: HOSTILE,
  chapter: "Chapter",
  about: [
    {
      type: "paragraph",
      parts: [{ type: "code", text: HOSTILE }, text(" and "), { type: "strong", parts: [text("more")] }],
    },
  ],
  lookFor: [{ type: "list", ordered: false, items: [[text(HOSTILE)], [text("b")]] }],
  question: [{ type: "paragraph", parts: [text("Which?")] }],
  options: [[text("first")], [text("second")]],
  outcome: [{ type: "paragraph", parts: [text("what comes of it")] }],
  change: [{ type: "code", language: "ts", text: "const wide = 1;" }],
  checks: [
    { text: "it ends", goal: false, ticked: true, holds: false },
    { text: "it ends well", goal: true, ticked: false },
  ],
  run: "none",
  edited: false,
  before: false,
  after: true,
};

let browser: Browser;
let files: { script: string; style: string };

before(async () => {
  browser = await launchChromium();
  const { outputFiles } = await esbuild.build({
    absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
    entryPoints: { main: "webview/lesson/main.ts", style: "webview/lesson/style.css" },
    outdir: "out",
    bundle: true,
    write: false,
    format: "iife",
    target: "chrome128",
    logLevel: "error",
  });
  const [script, style] = [".js", ".css"].map(
    (end) => outputFiles.find(({ path }) => path.endsWith(end))!.text,
  ) as [string, string];
  files = { script, style };
});
after(() => browser.close());

interface Opened {
  page: Page;
  messages: FromLessonPage[];
  errors: string[];
  show(lesson?: LessonPage): Promise<void>;
}

async function open(theme: ThemeName = "dark"): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 300, height: 600 } });
  const messages: FromLessonPage[] = [];
  const errors: string[] = [];
  await page.exposeFunction("fromPage", (message: FromLessonPage) => messages.push(message));
  await page.addInitScript(
    ({ variables, name }) => {
      const global = window as unknown as Record<string, unknown>;
      global["acquireVsCodeApi"] = () => ({ postMessage: global["fromPage"] });
      document.addEventListener("DOMContentLoaded", () => {
        for (const [key, value] of Object.entries(variables))
          document.documentElement.style.setProperty(key, value);
        document.body.className = name;
      });
    },
    { variables: THEMES[theme], name: BODY_CLASS[theme] },
  );
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/main.js") return route.fulfill({ contentType: "text/javascript", body: files.script });
    if (path === "/style.css") return route.fulfill({ contentType: "text/css", body: files.style });
    if (path !== "/") return route.fulfill({ status: 404, body: "" });
    return route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": POLICY },
      body: HTML,
    });
  });
  await page.goto(ORIGIN);
  const show = async (lesson?: LessonPage) => {
    const message: ToLessonPage = { type: "lesson", words: WORDS, ...(lesson ? { lesson } : {}) };
    await page.evaluate((data) => window.postMessage(data), message as never);
    await page.locator("main > *").first().waitFor();
  };
  return { page, messages, errors, show };
}

/** Resolves when the page has said so much. */
async function heard({ page, messages }: Opened, count: number): Promise<void> {
  while (messages.length < count) await page.evaluate(() => new Promise(requestAnimationFrame));
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("it says when it is there, and offers a choice while no lesson is open", async () => {
  const opened = await open();
  const { page, messages, errors, show } = opened;
  await show();
  await button(page, WORDS.choose).click();
  await heard(opened, 2);
  assert.deepEqual(messages, [{ type: "ready" }, { type: "command", command: "choose" }]);
  assert.deepEqual(errors, []);
  await page.close();
});

test("whatever stands in a lesson is shown as text", async () => {
  const { page, errors, show } = await open();
  await show(LESSON);
  assert.equal(await page.locator("h1").innerText(), HOSTILE);
  assert.equal(await page.locator("p code").innerText(), HOSTILE);
  assert.equal(await page.locator("main img, main script").count(), 0);
  assert.equal(await page.title(), "");
  assert.deepEqual(errors, []);
  await page.close();
});

test("what comes of it is told after the answer only, and the focus stays with the learner", async () => {
  const opened = await open();
  const { page, messages, show } = opened;
  await show(LESSON);
  assert.equal(await page.getByText("what comes of it").count(), 0);
  await button(page, "second").focus();
  await page.keyboard.press("Enter");
  await heard(opened, 2);
  assert.deepEqual(messages.at(-1), { type: "answer", folder: "50_dining", option: 1 });
  const why: Block[] = [{ type: "paragraph", parts: [text("because")] }];
  await show({ ...LESSON, answer: { chosen: 1, right: 0, why } });
  await page.getByText("because").waitFor();
  await page.getByText("what comes of it").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "✗second");
  assert.equal(await page.locator("[aria-live]").innerText(), WORDS.wrong);
  // An answer is given once.
  await page.keyboard.press("Enter");
  await button(page, WORDS.again).click();
  await heard(opened, 3);
  assert.deepEqual(messages.slice(2), [{ type: "answer", folder: "50_dining" }]);
  await page.close();
});

test("buttons are those that make sense, and the focus follows from Run to Stop", async () => {
  const opened = await open();
  const { page, messages, show } = opened;
  await show(LESSON);
  assert.equal(await button(page, WORDS.reset).count(), 0);
  await button(page, WORDS.run).focus();
  await page.keyboard.press("Enter");
  await show({ ...LESSON, run: "running", edited: true });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), WORDS.stop);
  await button(page, WORDS.reset).click();
  await button(page, WORDS.after).click();
  await heard(opened, 4);
  assert.equal(await button(page, WORDS.before).count(), 0);
  assert.deepEqual(
    messages.slice(1).map((message) => (message.type === "command" ? message.command : message)),
    ["run", "reset", "after"],
  );
  await page.close();
});

test("ticks say what they mean without colour, and goals stand apart", async () => {
  const { page, show } = await open();
  await show(LESSON);
  const [now, goals] = [page.locator(".checks").nth(0), page.locator(".checks").nth(1)];
  assert.equal(await now.locator("[role=img]").getAttribute("aria-label"), WORDS.ticked);
  assert.match(await now.innerText(), /✓[\s\S]*it ends[\s\S]*<notNow>/);
  assert.equal(await goals.locator("[role=img]").getAttribute("aria-label"), WORDS.open);
  assert.match(await goals.innerText(), /○[\s\S]*it ends well/);
  await show({ ...LESSON, checks: LESSON.checks.map((check) => ({ ...check, ticked: true })) });
  await page.waitForFunction(() => document.querySelectorAll(".ticked").length === 2);
  assert.equal(await page.locator("[aria-live]").innerText(), `${WORDS.ticked}: it ends well`);
  await page.close();
});

for (const theme of ["dark", "light", "hc"] as const)
  test(`a narrow side bar in ${theme} cuts nothing off`, async () => {
    const { page, errors, show } = await open(theme);
    const long = "VeryLongNameWithoutAnyPlaceToBreakItAnywhereAtAllInTheWholeWorld";
    await show({
      ...LESSON,
      title: long,
      run: "ended",
      about: [{ type: "paragraph", parts: [text(long), { type: "code", text: long }] }],
      checks: [{ text: `It prints “${long}”`, goal: false, ticked: false, holds: false }],
    });
    await page.getByText("what comes of it").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    assert.deepEqual(errors, []);
    await page.close();
  });
