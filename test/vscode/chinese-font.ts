/** Whether a browser can show Chinese. */
import type { Browser } from "playwright-core";

/** @throws Error when it has no font for it: all that it cannot draw looks alike. */
export async function needChineseFont(browser: Browser): Promise<void> {
  if (await differ(browser, "锁", "死")) return;
  throw new Error(
    "Chromium has no font for Chinese: its pictures would show boxes. On Debian: apt-get install fonts-wqy-microhei.",
  );
}

/** Whether two characters are drawn in two ways. */
export async function differ(browser: Browser, one: string, other: string): Promise<boolean> {
  const page = await browser.newPage();
  try {
    // A text: there is no browser in the types of this project's tests.
    return await page.evaluate(`(() => {
      const drawn = (character) => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 32;
        const context = canvas.getContext("2d");
        context.font = "24px sans-serif";
        context.fillText(character, 2, 26);
        return canvas.toDataURL();
      };
      return drawn(${JSON.stringify(one)}) !== drawn(${JSON.stringify(other)});
    })()`);
  } finally {
    await page.close();
  }
}
