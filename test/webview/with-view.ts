/** What every test of the view begins and ends with. */
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium } from "../vscode/chromium.ts";
import { type ViewOptions, WebviewPage } from "./harness.ts";

/** A run that is over: nothing moves by itself. */
export const RECORDED: ViewOptions = { run: { phase: "recorded" }, followLive: false };

/**
 * Has a browser for the tests of one file. The answer opens a view, hands it to the body, and checks that nothing went
 * wrong inside it.
 */
export function views(): (options: ViewOptions, body: (view: WebviewPage) => Promise<void>) => Promise<void> {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  return async (options, body) => {
    const view = await WebviewPage.open(browser, options);
    try {
      await body(view);
      assert.deepEqual(view.faults, []);
    } finally {
      await view.close();
    }
  };
}
