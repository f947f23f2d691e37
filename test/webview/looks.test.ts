/** Themes, sizes, failures. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { traceOf } from "../trace/script.ts";
import { philosophers, producerConsumer } from "./scenes.ts";
import { SHORT, seen } from "./short.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

describe("themes, sizes, failures", () => {
  test("remembers how it looks, and nothing of the run", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.page.locator("#tab-queues").click();
      await view.snapshotWhen(({ tab }) => tab === "queues");
      const kept = await view.page.evaluate(() => (window as unknown as { keptState: object }).keptState);
      assert.deepEqual(kept, { tab: "queues", folded: [] });
    }));

  test("where motion is to be spared, jumps are at once", () =>
    withView({ ...RECORDED, reducedMotion: true }, async (view) => {
      await view.feed(traceOf(SHORT));
      const whole = (await view.snapshot()).range;
      await view.page.keyboard.press("w");
      assert.notDeepEqual((await view.snapshot()).range, whole);
      await view.page.keyboard.press("0");
      assert.deepEqual((await view.snapshot()).range, whole);
    }));

  test("a change of theme is taken up at once", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const colour = () =>
        view.page.evaluate(() => document.body.style.getPropertyValue("--il-running-fill"));
      assert.equal((await view.snapshot()).theme, "dark");
      const dark = await colour();
      await view.setTheme("light");
      await view.snapshotWhen((snapshot) => snapshot.theme === "light");
      assert.notEqual(await colour(), dark);
      await view.setTheme("hc");
      await view.snapshotWhen((snapshot) => snapshot.theme === "hc");
    }));

  test("where there is no room beside the lanes the inspector is the first tab", () =>
    withView({ ...RECORDED, width: 842, height: 598 }, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.snapshot();
      assert.equal(await seen(view.page.locator("vscode-panel-tab").first()), "Selection");
      await view.page.setViewportSize({ width: 500, height: 598 });
      await view.snapshot();
      await view.page.setViewportSize({ width: 1342, height: 798 });
      await view.until(async () => (await view.page.locator("#tab-selection").count()) === 0);
      assert.equal(await view.page.locator(".inspector .inspector-body").count(), 1);
    }));

  test("nothing in the toolbar lies over anything else or is cut, at any width", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      for (const change of [
        { phase: "recorded", exitStatus: null },
        { phase: "running", exitStatus: null },
        { phase: "ended", exitStatus: 137 },
      ] as const) {
        await view.setRun(change);
        for (const width of [1342, 1261, 1240, 1001, 980, 901, 842, 621, 500, 401, 320]) {
          await view.page.setViewportSize({ width, height: 598 });
          await view.snapshot();
          const boxes = await view.page.evaluate(() =>
            [...document.querySelectorAll(".toolbar > *")]
              .map((part) => ({ name: part.className, box: part.getBoundingClientRect() }))
              .filter(({ box }) => box.width > 0)
              .map(({ name, box: { left, right } }) => ({ name, left, right })),
          );
          boxes.forEach((box, i) => {
            assert.ok(
              box.right <= (boxes[i + 1]?.left ?? width),
              `${change.phase} at ${width}: ${JSON.stringify(boxes)}`,
            );
          });
          const cut = await view.page.evaluate(() =>
            [...document.querySelectorAll<HTMLElement>(".toolbar .label")]
              .filter((label) => {
                const [inner, outer] = [label, label.closest(".button")!].map((one) =>
                  one.getBoundingClientRect(),
                );
                return inner!.width > 0 && (inner!.right > outer!.right || inner!.height > outer!.height);
              })
              .map((label) => label.innerText),
          );
          assert.deepEqual(cut, [], `${change.phase} at ${width}`);
        }
      }
    }));

  test("a run that was stopped is not one that failed", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      const status = view.page.locator(".toolbar .status");
      await view.setRun({ phase: "ended", exitStatus: 143 });
      await view.snapshot();
      assert.equal(await seen(status), "Finished, exit 143");
      await view.setRun({ phase: "ended", exitStatus: 143, stopped: true });
      await view.snapshot();
      assert.equal(await seen(status), "Stopped");
      assert.equal(await status.locator(".status-mark").getAttribute("data-mark"), "none");
    }));

  test("Export asks the host, once there is something to export", () =>
    withView(RECORDED, async (view) => {
      const button = view.page.getByRole("button", { name: "Export" });
      await view.snapshot();
      assert.equal(await button.isDisabled(), true);
      await view.feed(traceOf(SHORT));
      await view.snapshot();
      await button.click();
      const commands = view.messages.filter(({ type }) => type === "command");
      assert.deepEqual(commands, [{ type: "command", command: "exportTrace" }]);
    }));

  test("bytes that are no trace are told, and what was read stays", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(SHORT));
      await view.feed(new TextEncoder().encode("this is no trace at all"));
      const row = view.page.locator(".error-row:not([hidden])");
      await row.waitFor();
      assert.match(await seen(row), /damaged/);
      assert.equal((await view.snapshot()).events, 22);
    }));

  test("an error of the run is one sentence and one action", () =>
    withView(
      {
        run: {
          phase: "ended",
          error: { message: "No Node.js was found.", action: { label: "Choose", command: "selectNode" } },
        },
        followLive: false,
      },
      async (view) => {
        const row = view.page.locator(".error-row:not([hidden])");
        await row.waitFor();
        await row.getByRole("button").click();
        await view.until(() => view.messages.some((message) => message.type === "command"));
        assert.deepEqual(
          view.messages.find((message) => message.type === "command"),
          {
            type: "command",
            command: "selectNode",
          },
        );
      },
    ));

  test("tables tell what the picture shows", () =>
    withView({ ...RECORDED, state: { tab: "locks" } }, async (view) => {
      await view.feed(traceOf(producerConsumer()));
      await view.snapshot();
      const row = view.page.locator('.rows tr:has(td:text-is("log"))');
      await view.until(async () => /16/.test(await seen(row)));
      await row.click();
      await view.until(async () => /Made at/.test(await seen(view.page.locator(".inspector-body"))));
      await view.page.locator("#tab-hints").click();
      await view.until(async () =>
        /No hints\. \d+ events looked at\./.test(await seen(view.page.locator("#view-hints"))),
      );
    }));

  test("all text stands out from its ground as the rules ask", async () => {
    for (const theme of ["dark", "light", "hc"] as const)
      await withView({ ...RECORDED, theme }, async (view) => {
        const { before: lines, hint } = philosophers();
        await view.feed(traceOf(`${lines}\n${hint}`));
        await view.send({ type: "showHint" });
        await view.snapshot();
        const poor = await view.page.evaluate(poorContrast, theme === "hc" ? 7 : 4.5);
        assert.deepEqual(poor, []);
      });
  });
});

/** Runs in the page: texts whose contrast with the nearest opaque ground is below `least`. */
function poorContrast(least: number): string[] {
  const parse = (css: string) => (css.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r = 0, g = 0, b = 0]: number[]) => {
    const linear = (c: number) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const poor: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim();
    const element = node.parentElement!;
    if (!text || !element.checkVisibility() || element.closest("[disabled], .announcer, svg, title"))
      continue;
    let ground: number[] = [];
    for (
      let at: Element | null = element;
      at;
      at = at.parentElement ?? (at.getRootNode() as ShadowRoot).host ?? null
    ) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || (colour[3] ?? 0) > 0.9) {
        ground = colour;
        break;
      }
    }
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < least) poor.push(`${text}: ${contrast.toFixed(2)}`);
  }
  return poor;
}
