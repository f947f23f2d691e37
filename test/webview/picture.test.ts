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

/** What a PNG shows, as the browser reads it; the one that the page made last where none is given. */
const read = (
  view: WebviewPage,
  png: readonly number[] | undefined,
  at: readonly [number, number][],
): Promise<Picture> =>
  view.page.evaluate(
    async ({ png, at }) => {
      const bytes = png
        ? new Uint8Array(png)
        : (window as unknown as { picture: Uint8Array<ArrayBuffer> }).picture;
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      const colours = at.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].join());
      return { width: image.width, height: image.height, colours };
    },
    { png, at },
  );

/** Bytes do not get through the harness as they are. */
const keepPictures = (view: WebviewPage) =>
  view.page.evaluate(() =>
    window.addEventListener("fromWebview", (event) => {
      const { type, png } = (event as CustomEvent<{ type: string; png?: Uint8Array }>).detail;
      if (type === "picture") (window as unknown as { picture: unknown }).picture = png?.slice();
    }),
  );

test("the lanes in sight are taken as a PNG of twice the size, for the host and for the clipboard", () =>
  withView({ ...RECORDED, theme: "light", state: { lanes: { text: "consumer" } } }, async (view) => {
    await view.feed(traceOf(producerConsumer()));
    const { rows } = await view.snapshot();
    assert.deepEqual(rows.slice(0, 3), ["processes", "process 1", "process 3"]);
    await keepPictures(view);
    const answer = () => view.messages.filter((message) => message.type === "picture").at(-1);
    await view.send({ type: "picture", request: 7, copy: false });
    await view.until(() => answer()?.request === 7);
    const png = await view.page.evaluate(() => [...(window as unknown as { picture: Uint8Array }).picture]);
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

/** So many processes that run for a second. */
const many = (workers: number): string =>
  [
    "0 - spawn main",
    ...Array.from({ length: workers }, (_, i) => `${1 + i / 10} main spawn Worker-${i + 1}`),
    ...Array.from({ length: workers }, (_, i) => `${200 + i / 10} Worker-${i + 1} run work`),
    "1000 - end 0",
  ].join("\n");

/** Takes a picture of all lanes: what it shows, and for how many there was no room. */
async function takeAll(view: WebviewPage, request: number, at: readonly [number, number][] = []) {
  await view.send({ type: "picture", request, copy: false, all: true });
  const answer = () =>
    view.messages.find((message) => message.type === "picture" && message.request === request);
  await view.until(() => answer() !== undefined, 60_000);
  return { ...(await read(view, undefined, at)), answer: answer() as { left?: number; error?: string } };
}

test("all lanes are in the picture, those out of sight too; a picture that would be too tall says what it leaves out", () =>
  withView({ ...RECORDED, theme: "light", width: 500, height: 500 }, async (view) => {
    await keepPictures(view);
    await view.feed(traceOf(many(100)));
    const { rows } = await view.snapshotWhen(({ lanes }) => lanes.length > 100);
    const gutter = (await view.page.locator(".gutter").boundingBox())!;
    const plot = (await view.page.locator(".plot canvas").boundingBox())!;
    assert.ok(gutter.height > 3 * plot.height, "most of them are out of sight");
    const width = Math.round(plot.x + plot.width);
    // Along the last process's lane, wherever that is: something is drawn there.
    const last = rows.findLastIndex((key) => key.startsWith("process "));
    assert.ok(last > 90);
    const probes = Array.from({ length: width - 140 }, (_, x): [number, number] => [
      2 * (139 + x),
      2 * Math.round(53 + gutter.height - 16 * (rows.length - last) + 8),
    ]);
    const all = await takeAll(view, 1, probes);
    assert.equal(all.answer.left, undefined);
    assert.equal(all.width, 2 * width);
    assert.ok(all.height > 2 * gutter.height && all.height < 2 * (gutter.height + 200), String(all.height));
    assert.ok(new Set(all.colours).size > 1);

    await view.send({ type: "run", run: { ...view.run, id: 2 }, followLive: false });
    await view.send({ type: "bytes", run: 2, bytes: traceOf(many(1400)) });
    await view.snapshotWhen(({ lanes }) => lanes.length > 1400);
    const some = await takeAll(view, 2);
    assert.equal(some.answer.error, undefined);
    assert.ok(some.height <= 16_000 && some.height > 12_000, String(some.height));
    // Not twice as large any more.
    assert.equal(some.width, width);
    assert.ok(some.answer.left! > 100 && some.answer.left! < 1400, String(some.answer.left));
  }));
