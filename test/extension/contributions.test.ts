import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  COMMANDS,
  DEBUG_TYPE,
  RUNNING_CONTEXT,
  SETTINGS,
  TRACE_EXTENSION,
  VIEWS,
} from "../../src/extension/ids.ts";
import { BUNDLE, collectStrings } from "../checks/l10n.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));
const manifest = read("package.json");
const { contributes } = manifest;

test("package.json contributes the commands of the table, and no other", () => {
  const ids = contributes.commands.map(({ command }: { command: string }) => command);
  assert.deepEqual(ids.sort(), Object.values(COMMANDS).sort());
  for (const { category } of contributes.commands) assert.equal(category, "Interleave");
});

test("menus name only commands that exist and contexts that are set", () => {
  const known = new Set<string>(Object.values(COMMANDS));
  for (const items of Object.values<{ command: string; when?: string }[]>(contributes.menus))
    for (const { command, when } of items) {
      assert.ok(known.has(command), command);
      for (const [context] of (when ?? "").matchAll(/interleave\.\w+/g))
        assert.ok([RUNNING_CONTEXT, ...Object.values(VIEWS)].includes(context), context);
    }
});

test("package.json has the settings of the table with the same defaults", () => {
  const { properties } = contributes.configuration;
  assert.deepEqual(
    Object.fromEntries(
      Object.entries<{ default: unknown }>(properties).map(([id, { default: d }]) => [id, d]),
    ),
    Object.fromEntries(Object.values(SETTINGS).map(({ id, default: value }) => [id, value])),
  );
});

test("what decides which programs are started is restricted in untrusted workspaces", () => {
  const { untrustedWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, "limited");
  assert.ok(untrustedWorkspaces.restrictedConfigurations.includes(SETTINGS.nodePath.id));
  assert.equal(contributes.configuration.properties[SETTINGS.nodePath.id].scope, "machine-overridable");
});

test("the views are those of the table, and nothing is activated by everything", () => {
  const [editor] = contributes.customEditors;
  assert.equal(editor.viewType, VIEWS.trace);
  assert.equal(editor.selector[0].filenamePattern, `*${TRACE_EXTENSION}`);
  const languages = ["typescript", "typescriptreact", "javascript", "javascriptreact"];
  assert.deepEqual(manifest.activationEvents, [
    ...languages.map((language) => `onLanguage:${language}`),
    `onDebugResolve:${DEBUG_TYPE}`,
    `onWebviewPanel:${VIEWS.timeline}`,
  ]);
  const containers = contributes.viewsContainers.activitybar.map(({ id }: { id: string }) => id);
  assert.deepEqual(Object.keys(contributes.views), containers);
  const trees = containers.flatMap((name: string) =>
    contributes.views[name].map(({ id }: { id: string }) => id),
  );
  assert.deepEqual(trees, [VIEWS.runs, VIEWS.live, VIEWS.lessons, VIEWS.lesson]);
  for (const { view } of contributes.viewsWelcome) assert.ok(trees.includes(view), view);
});

test("every string of package.json has a text, and every text is used", () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key!);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(read("package.nls.json")).sort());
});

test("the bundle for translators has every string of the code", () => {
  assert.deepEqual(Object.keys(JSON.parse(readFileSync(BUNDLE, "utf8"))), collectStrings());
});

test("the files that package.json names are there", () => {
  const media = [...JSON.stringify([manifest, read("package.nls.json")]).matchAll(/"(media\/[^"]+)"/g)].map(
    ([, file]) => file!,
  );
  for (const file of [...media, "media/timeline-light.svg", "media/timeline-dark.svg"])
    assert.ok(existsSync(join(root, file)), file);
});
