import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFromWebview } from "../../src/extension/from-webview.ts";
import { traceOf } from "../trace/script.ts";
import type { WebviewPage } from "./harness.ts";
import { producerConsumer } from "./scenes.ts";
import { RECORDED, views } from "./with-view.ts";

const withView = views();

interface Picture {
  width: number;
  height: number;
  /** Colours of the pixels that were asked for. */
  colours: string[];
}

/** What a PNG shows, as the browser reads it. */
const read = (view: WebviewPage, png: readonly number[], at: readonly [number, number][]): Promise<Picture> =>
  view.page.evaluate(
    async ({ png, at }) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(png)], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      const colours = at.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].join());
      return { width: image.width, height: image.height, colours };
    },
    { png, at },
  );

test("the lanes in sight are taken as a PNG of twice the size, for the host and for the clipboard", () =>
  withView({ ...RECORDED, theme: "light", state: { lanes: { text: "consumer" } } }, async (view) => {
    await view.feed(traceOf(producerConsumer()));
    const { rows } = await view.snapshot();
    assert.deepEqual(rows.slice(0, 3), ["processes", "process 1", "process 3"]);
    // Bytes do not get through the harness as they are.
    await view.page.evaluate(() =>
      window.addEventListener("fromWebview", (event) => {
        const { type, png } = (event as CustomEvent<{ type: string; png?: Uint8Array }>).detail;
        if (type === "picture") (window as unknown as { picture: unknown }).picture = png && [...png];
      }),
    );
    const answer = () => view.messages.filter((message) => message.type === "picture").at(-1);
    await view.send({ type: "picture", request: 7, copy: false });
    await view.until(() => answer()?.request === 7);
    const png = await view.page.evaluate(() => (window as unknown as { picture: number[] }).picture);
    assert.ok(parseFromWebview({ type: "picture", request: 7, png: Uint8Array.from(png) }));
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    const row = (await view.page.locator(".row").nth(2).boundingBox())!;
    const picture = await read(view, png, [[4, 4]]);
    assert.equal(picture.width, Math.round(plot.x + plot.width) * 2);
    assert.equal(picture.colours[0], "255,255,255,255");
    assert.ok(picture.height > rows.length * row.height * 2);

    await view.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await view.send({ type: "picture", request: 8, copy: true });
    await view.until(() => answer()?.request === 8);
    assert.deepEqual(answer(), { type: "picture", request: 8 });
    const copied = await view.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return [...new Uint8Array(await (await item!.getType("image/png")).arrayBuffer())];
    });
    assert.equal((await read(view, copied, [])).width, picture.width);

    await view.send({ type: "run", run: { ...view.run, id: 2 }, followLive: false });
    await view.send({ type: "picture", request: 9, copy: false });
    await view.until(() => answer()?.request === 9);
    assert.deepEqual(answer(), { type: "picture", request: 9, error: "There is nothing to show yet." });
  }));
