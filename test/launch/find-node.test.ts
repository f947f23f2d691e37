import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { findNode } from "../../src/launch/find-node.ts";
import { temporary } from "./helper.ts";

const posix = process.platform !== "win32";
const self = process.execPath;

/** A stand-in for Node, in a folder of its own. */
function fake(script: string, name = "node"): string {
  const path = join(temporary(), name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}
const claims = (version: string, hooks = true, path = "/nowhere") =>
  fake(`echo '${JSON.stringify({ interleave: true, version, hooks, using: false, execPath: path })}'`);

test("the first on the PATH that is new enough", async () => {
  const found = await findNode({
    env: { ...process.env, PATH: ["relative", "", dirname(self)].join(delimiter) },
  });
  assert.deepEqual(found, { path: self, version: process.versions.node, source: "path", using: found.using });
});

test("old ones, others and slow starters are passed over", { skip: !posix }, async () => {
  const candidates = [
    claims("20.19.0"),
    claims("22.14.9"),
    claims("23.0.0", false),
    fake("exit 1"),
    fake("echo hello"),
  ];
  const env = { PATH: [...candidates.map(dirname), dirname(self)].join(delimiter) };
  assert.equal((await findNode({ env })).path, self);
  await assert.rejects(
    findNode({ env: { PATH: candidates.map(dirname).join(delimiter) } }),
    (error: Error) => {
      assert.match(
        error.message,
        /^No Node\.js 22\.15 or newer was found \(tried .*version 20\.19\.0.*nodejs\.org/,
      );
      assert.match(error.message, /version 22\.14\.9.*version 23\.0\.0.*not Node\.js/);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );
});

test("exactly the oldest that will do", { skip: !posix }, async () => {
  const path = claims("22.15.0");
  assert.deepEqual(await findNode({ env: { PATH: dirname(path) } }), {
    path,
    version: "22.15.0",
    source: "path",
    using: false,
  });
});

test("a version manager's stand-in leads to the executable itself", { skip: !posix }, async () => {
  const shim = fake(`exec '${self}' "$@"`);
  assert.equal((await findNode({ env: { PATH: dirname(shim) } })).path, self);
});

test("the setting: a path, a name, or an error that names it", async () => {
  const env = { PATH: dirname(self) };
  assert.equal((await findNode({ setting: self, env: { PATH: "" } })).source, "setting");
  assert.equal((await findNode({ setting: " node ", env })).path, self);
  assert.equal((await findNode({ setting: "  ", env })).source, "path");
  for (const setting of [join(dirname(self), "nothing-here"), "no-such-name", "./node", process.cwd()])
    await assert.rejects(findNode({ setting, env, execPath: self }), (error: Error) => {
      assert.ok(
        error.message.startsWith(`The setting interleave.nodePath (${setting}) gives no Node.js`),
        error.message,
      );
      return true;
    });
});

test("the login shell knows more than we do", { skip: !posix }, async () => {
  const shell = fake(
    `[ "$1" = -ilc ] && [ "$2" = "command -v node" ] && echo "welcome!" && echo "${self}"`,
    "zsh",
  );
  const found = await findNode({ env: { PATH: "", SHELL: shell } });
  assert.deepEqual([found.path, found.source], [self, "shell"]);
  const background = fake(`sleep 5 & echo "${self}"`, "bash");
  const start = performance.now();
  assert.equal((await findNode({ env: { PATH: "", SHELL: background } })).source, "shell");
  assert.ok(performance.now() - start < 3000);
});

test("a login shell that answers nonsense or not at all", { skip: !posix }, async () => {
  for (const script of ["echo 'node: aliased to nvm exec node'", "exit 3", "exec /bin/sleep 30"]) {
    const found = await findNode({ env: { PATH: "", SHELL: fake(script, "sh") }, execPath: self });
    assert.equal(found.source, "exec");
  }
  assert.equal((await findNode({ env: { PATH: "", SHELL: "bash" }, execPath: self })).source, "exec");
});

test("VS Code itself comes last and says so", { skip: !posix }, async () => {
  const code = fake(
    `[ "$ELECTRON_RUN_AS_NODE" = 1 ] && [ -z "$NODE_OPTIONS" ] && echo '${JSON.stringify({ interleave: true, version: "24.1.0", hooks: true, using: true, execPath: self })}'`,
    "code",
  );
  const env = { PATH: "", NODE_OPTIONS: "--max-old-space-size=10" };
  assert.deepEqual(await findNode({ env, execPath: code, isElectron: true }), {
    path: code,
    version: "24.1.0",
    source: "vscode",
    env: { ELECTRON_RUN_AS_NODE: "1" },
    using: true,
  });
  await assert.rejects(findNode({ env, execPath: code }), /not Node\.js/);
});
