/** What the documents say is so: programs run, commands and ids exist, links lead somewhere. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Program, ROOT } from "../support/program.ts";

const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");
const manifest = JSON.parse(read("package.json"));

/** Fenced blocks of a language. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, is, body]) =>
    is === language ? [body!] : [],
  );

test("the README's program runs as it stands", async () => {
  const programs = blocks(read("README.md"), "ts");
  assert.equal(programs.length, 1);
  await using program = await Program.make(programs[0]!);
  const { status, stdout, stderr } = await program.run();
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(stdout.trim().split("\n").sort(), [
    "Process-1 has the log: 1",
    "Process-2 has the log: 2",
    "Process-3 has the log: 3",
  ]);
});

test("the README shows what the dining philosophers really end with", async () => {
  const told = /deadlock \(certain\) at [\d.]+ s: (.*)\n/.exec(read("README.md"))![1]!;
  await using program = await Program.make(read("lessons/50_dining_philosophers/main.ts"));
  const { status, hints } = await program.run({ limit: 60_000 });
  assert.equal(status, 86);
  assert.equal(hints.at(-1)!.message, told);
});

test("every npm command is there", () => {
  for (const name of DOCUMENTS)
    for (const [, script] of read(name).matchAll(/npm (?:run |(?=start|test))([\w:-]*\w)/g))
      assert.ok(script! in manifest.scripts, `${name}: npm run ${script}`);
});

test("the page on the command line and --help know the same options", async () => {
  await using program = await Program.make("");
  const { stdout } = await program.help();
  const options = (text: string) =>
    [...new Set([...text.matchAll(/--[a-z][\w-]*/g)].map(([one]) => one))].sort();
  const [usage] = blocks(read("docs/command-line.md"), "");
  assert.deepEqual(options(usage!), options(stdout));
});

test("every command, setting and view exists", () => {
  const known = new Set<string>([
    // A key of a trace's own metadata.
    "interleave.version",
    ...manifest.contributes.commands.map(({ command }: { command: string }) => command),
    ...Object.keys(manifest.contributes.configuration.properties ?? {}),
    ...[manifest.contributes.configuration].flat().flatMap(({ properties = {} }) => Object.keys(properties)),
    ...Object.values(manifest.contributes.views as Record<string, { id: string }[]>).flatMap((views) =>
      views.map(({ id }) => id),
    ),
    ...manifest.contributes.customEditors.map(({ viewType }: { viewType: string }) => viewType),
  ]);
  for (const name of DOCUMENTS)
    for (const [, id] of read(name).matchAll(/`(interleave\.[a-z]\w+)`/g))
      assert.ok(known.has(id!), `${name}: ${id}`);
});

test("every launch configuration is one that the schema knows", () => {
  const [debuggers] = manifest.contributes.debuggers as {
    type: string;
    configurationAttributes: { launch: { properties: object } };
  }[];
  const allowed = Object.keys(debuggers!.configurationAttributes.launch.properties);
  for (const name of DOCUMENTS)
    for (const block of blocks(read(name), "json")) {
      const { type, request: _, name: __, ...rest } = JSON.parse(block);
      assert.equal(type, debuggers!.type, name);
      for (const key of Object.keys(rest)) assert.ok(allowed.includes(key), `${name}: ${key}`);
    }
});

/** As headings become anchors on the pages where these documents are read. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

test("every link leads somewhere", () => {
  for (const name of DOCUMENTS)
    for (const [, target] of read(name).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|command:)/.test(target!)) continue;
      const [path, anchor] = target!.split("#") as [string, string?];
      const file = path === "" ? name : join(dirname(name), path);
      assert.ok(existsSync(join(ROOT, file)), `${name}: ${target}`);
      if (anchor === undefined) continue;
      const anchors = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
      assert.ok(anchors.includes(anchor), `${name}: ${target}`);
    }
});
