import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { link, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CLI } from "../support/program.ts";
import { traceOf } from "../trace/script.ts";
import { MIXED } from "../trace/scripts.ts";
import { crowded } from "../webview/scenes.ts";
import { Folder, interleave } from "./command.ts";

test("every format, to standard output and to a file", async () => {
  await using folder = await Folder.make();
  const trace = await folder.file("run.interleave", traceOf(MIXED));
  const beginnings: Record<string, RegExp> = {
    perfetto: /^\{"displayTimeUnit":"ms","traceEvents":\[\n/,
    json: /^\{"seq":1,"time":0,"kind":"run\.begin",/,
    csv: /^seq,time_us,kind,/,
    svg: /^<svg xmlns=/,
    html: /^<!DOCTYPE html>/,
  };
  for (const [format, beginning] of Object.entries(beginnings)) {
    const printed = await interleave("export", trace, "--format", format);
    assert.deepEqual([printed.status, printed.stderr], [0, ""], format);
    assert.match(printed.stdout, beginning);
    const out = join(folder.path, `out.${format}`);
    const written = await interleave("export", trace, "--format", format, "--out", out);
    assert.deepEqual([written.status, written.stdout, written.stderr], [0, "", ""]);
    const text = await readFile(out, "utf8");
    // A page has a random word for its scripts; everything else is the same each time.
    const plain = (page: string) => page.replaceAll(/nonce(-|=")[0-9a-f]+/g, "nonce");
    assert.equal(plain(text), plain(printed.stdout), format);
  }
});

test("the trace itself is never written over, by whatever name", async () => {
  await using folder = await Folder.make();
  const trace = await folder.file("run.interleave", traceOf(MIXED));
  const before = await readFile(trace);
  await link(trace, join(folder.path, "hard"));
  const ways = [trace, join(folder.path, "hard"), join(folder.path, ".", "x", "..", "run.interleave")];
  if (process.platform !== "win32") {
    await symlink(trace, join(folder.path, "soft"));
    ways.push(join(folder.path, "soft"));
  }
  for (const out of ways) {
    const { status, stderr } = await interleave("export", trace, "--format", "csv", "--out", out);
    assert.deepEqual(
      [status, stderr],
      [2, "interleave: --out is the trace itself: choose another file\n"],
      out,
    );
    assert.deepEqual(await readFile(trace), before);
  }
});

test("what cannot be exported: one line, status 2, no file", async () => {
  await using folder = await Folder.make();
  const trace = await folder.file("run.interleave", traceOf(MIXED));
  const foreign = await folder.file("foreign", "this is not a trace, whatever it is called");
  const files = await readdir(folder.path);
  const out = join(folder.path, "out");
  for (const [args, message] of [
    [[trace], /^interleave: which format\? --format perfetto\|json\|csv\|svg\|html\n$/],
    [[trace, "--format", "png"], /^interleave: --format is one of .*, not "png"\n$/],
    [["--format", "csv"], /^interleave: which trace\?/],
    [
      [trace, "--format", "csv", "--theme", "dark"],
      /^interleave: --theme is for --format svg and html, not csv\n$/,
    ],
    [[trace, "--format", "json", "--from", "1"], /^interleave: --from is for --format svg, not json\n$/],
    [[trace, "--format", "svg", "--width", "3"], /^interleave: --width takes pixels/],
    [[`${trace}x`, "--format", "csv", "--out", out], /^interleave: there is no file /],
    [[foreign, "--format", "csv", "--out", out], /not an Interleave trace\.?\n$/],
    [[foreign, "--format", "svg", "--out", out], /not an Interleave trace\.?\n$/],
    [[foreign, "--format", "html", "--out", out], /not an Interleave trace\.?\n$/],
    [[trace, "--format", "csv", "--out", join(folder.path, "no", "out")], /cannot be written: /],
    [[trace, "--format", "csv", "--out", folder.path], /cannot be written: /],
  ] as const) {
    const { status, stdout, stderr } = await interleave("export", ...args);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
  }
  assert.deepEqual(await readdir(folder.path), files);
});

test("a trace that was cut is exported as far as it goes; standard error says so", async () => {
  await using folder = await Folder.make();
  const open = traceOf(MIXED.replace(/\n58.*/, ""));
  const trace = await folder.file("cut.interleave", Buffer.concat([open, open.subarray(0, 99)]));
  const { status, stdout, stderr } = await interleave("export", trace, "--format", "json");
  assert.equal(status, 0);
  assert.equal(stdout.trimEnd().split("\n").length, 55);
  assert.match(stderr, /^interleave: The trace was cut short: its last 99 bytes are incomplete, .*\n$/);
});

test("a reader that goes away ends it quietly", async () => {
  await using folder = await Folder.make();
  const trace = await folder.file("run.interleave", traceOf(crowded(8, 400)));
  const child = spawn(process.execPath, [CLI, "export", trace, "--format", "json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.once("close", resolve));
  assert.deepEqual([status, stderr], [0, ""]);
});
