// Runs a TypeScript file of this repository: `node test/node.js FILE ARGS…`. Plain JavaScript, so that an old Node
// gets to say one clear line instead of failing on the first type.
import { spawn } from "node:child_process";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`Node ${process.versions.node} is too old for Interleave: install Node 22.15 or newer.`);
  process.exit(2);
}
const strips = Boolean(/** @type {any} */ (process.features).typescript);
const child = spawn(
  process.execPath,
  [
    ...(strips ? [] : ["--experimental-strip-types"]),
    "--disable-warning=ExperimentalWarning",
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
// The child decides when it is done.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = signal ? 1 : (code ?? 1);
});
