/** Lines of the program beside what happened at them. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { traceOf } from "../trace/script.ts";
import { TWO } from "../trace/scripts.ts";
import type { WebviewPage } from "./harness.ts";
import { opens, over, seen } from "./short.ts";
import { RECORDED, views } from "./with-view.ts";

const NAMED = "/project/main.ts";
const PROGRAM = `import { Lock } from "@interleave/runtime";

async function worker(a: Lock, b: Lock) {
    await a.acquire();
\tawait b.acquire();

    a.release("<img src=x onerror=alert(1)>");
}
`;
const CROSSED = `${TWO}
  1 main make lock one @${NAMED}:1:1
  2 main make lock two @${NAMED}:1:1
  10 A acquire one @${NAMED}:4:13
  11 B acquire two @${NAMED}:5:10
  20 A ask acquire two @${NAMED}:5:10
  21 B ask acquire one @${NAMED}:7:7
  500 - hint deadlock certain core A B`;

let folder: string;
let file: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "interleave-excerpt-"));
  file = join(folder, "main.ts");
  await writeFile(file, PROGRAM);
});
after(() => rm(folder, { recursive: true }));

const withView = views();

/** Rows of the excerpts in the inspector: number, code, note, and what they look like. */
const rows = (view: WebviewPage) =>
  view.page.locator(".inspector-body .source").evaluateAll((elements) =>
    elements.map((element) => {
      const text = (part: string) => element.querySelector(part)?.textContent ?? "";
      return [
        element.className.replace("opens", "").trim(),
        text(".line-number"),
        text(".code"),
        text(".margin-note"),
      ];
    }),
  );

describe("source lines in the inspector", () => {
  test("a deadlock's lines stand there with what is done at them, and a click opens one", () =>
    withView({ ...RECORDED, files: { [NAMED]: file } }, async (view) => {
      await view.feed(traceOf(CROSSED, Date.now() + 60_000));
      await view.send({ type: "showHint" });
      await view.page.locator(".inspector-body .source .code").first().waitFor();
      assert.deepEqual(await rows(view), [
        ["source", "3", "async function worker(a: Lock, b: Lock) {", ""],
        ["source holds", "4", "    await a.acquire();", "A holds"],
        ["source stuck", "5", "\tawait b.acquire();", "A waits, B holds"],
        ["source", "6", "", ""],
        ["source stuck", "7", '    a.release("<img src=x onerror=alert(1)>");', "B waits"],
        ["source", "8", "}", ""],
      ]);
      await view.page.locator(".source.stuck .code").last().click();
      assert.deepEqual(opens(view), [{ type: "open", file: NAMED, line: 7, column: 7, beside: true }]);
      await view.page.getByRole("button", { name: "main.ts:4" }).press("Enter");
      assert.equal(opens(view).at(-1)!.line, 4);
    }));

  test("of a file that is another one by now it says so", () =>
    withView({ ...RECORDED, files: { [NAMED]: file } }, async (view) => {
      await view.feed(traceOf(CROSSED, Date.now() - 3600_000));
      await view.send({ type: "showHint" });
      await view.page.locator(".inspector-body .source .code").first().waitFor();
      assert.match(await seen(view.page.locator(".inspector-body")), /main\.ts, changed since/);
    }));

  test("lines that cannot be read are links", () =>
    withView(RECORDED, async (view) => {
      await view.feed(traceOf(CROSSED));
      await view.send({ type: "showHint" });
      await view.until(() => view.messages.some(({ type }) => type === "source"));
      await view.snapshot();
      const texts = await view.page.locator(".inspector-body .source .link").allTextContents();
      assert.deepEqual(texts, ["main.ts:4", "main.ts:5", "main.ts:7"]);
    }));

  test("a wait shows the line that it was asked at, and each line is asked for once", () =>
    withView({ ...RECORDED, files: { [NAMED]: file } }, async (view) => {
      await view.feed(traceOf(CROSSED));
      const { x, y } = await over(view, "A", 0.5);
      await view.page.mouse.click(x, y);
      await view.page.locator(".inspector-body .source.asked .code").waitFor();
      assert.deepEqual(
        (await rows(view)).map(([look, line]) => [look, line]),
        [
          ["source", "3"],
          ["source", "4"],
          ["source asked", "5"],
        ],
      );
      await view.snapshot();
      const asked = view.messages.flatMap((message) => (message.type === "source" ? message.lines : []));
      assert.equal(new Set(asked).size, asked.length);
      assert.equal(view.messages.filter(({ type }) => type === "source").length, 1);
    }));
});
