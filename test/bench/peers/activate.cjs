// Loads the built extension and activates it where VS Code answers everything at once with nothing; prints how many
// milliseconds that took. What the host of extensions has loaded by itself is loaded before.
const { createRequire } = require("node:module");
const Module = require("node:module");
const { dirname, join } = require("node:path");

const file = join(__dirname, "..", "..", "..", "dist", "extension.cjs");

/** Can be called, constructed and asked for anything. */
function anything() {
  const known = new Map();
  return new Proxy(function nothing() {}, {
    get(_, key) {
      if (key === "then" || key === Symbol.iterator) return undefined;
      if (key === Symbol.toPrimitive) return () => "";
      if (!known.has(key)) known.set(key, anything());
      return known.get(key);
    },
    set: () => true,
    apply: () => anything(),
    construct: () => anything(),
  });
}

const vscode = anything();
const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
for (const name of ["child_process", "crypto", "fs/promises", "net", "os", "timers/promises", "url"])
  require(`node:${name}`);

const memento = { get: () => undefined, update: async () => {}, keys: () => [], setKeysForSync() {} };
const folder = dirname(dirname(file));
const context = {
  ...{ subscriptions: [], globalState: memento, workspaceState: memento },
  ...{ extensionPath: folder, extensionUri: vscode.Uri, globalStorageUri: { fsPath: join(folder, "dist") } },
};

const begun = performance.now();
createRequire(__filename)(file).activate(context);
console.log(performance.now() - begun);
process.exit();
