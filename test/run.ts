/** `npm test`: builds, checks, runs every test, also those inside VS Code, and sums up. Exits 1 on any failure. */
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, sep } from "node:path";
import { CACHE, ROOT } from "./vscode/paths.ts";
import { runCommand } from "./vscode/run-command.ts";

interface Part {
  name: string;
  passed: boolean;
  /** What the summary says about it. */
  note: string;
  /** Milliseconds. */
  time: number;
}

const parts: Part[] = [];

async function part(name: string, run: () => Promise<{ passed: boolean; note: string }>): Promise<boolean> {
  console.log(`\n── ${name}`);
  const begin = performance.now();
  let outcome: { passed: boolean; note: string };
  try {
    outcome = await run();
  } catch (error) {
    console.error(error);
    outcome = { passed: false, note: error instanceof Error ? error.message.split("\n")[0]! : String(error) };
  }
  parts.push({ name, ...outcome, time: performance.now() - begin });
  return outcome.passed;
}

async function command(...[file, args]: [string, string[]]): Promise<{ passed: boolean; note: string }> {
  const { status } = await runCommand(file, args, { cwd: ROOT, show: true });
  return { passed: status === 0, note: status === 0 ? "" : `exit ${status}` };
}

/** Folders of tests that start processes of their own, some of which look at how long things take: one file at a time. */
const WITH_PROCESSES = ["cli", "coordinator", "docs", "launch", "lessons", "manager", "runtime", "trouble"];

/** Files of tests in folders for which `accept` holds. */
async function testFiles(accept: (folder: string) => boolean): Promise<string[]> {
  const all = await readdir(join(ROOT, "test"), { recursive: true });
  return all
    .filter((file) => file.endsWith(".test.ts") && accept(file.split(sep)[0]!))
    .map((file) => join("test", file))
    .sort();
}

/** Tests that need no VS Code. `atOnce`: so many files. */
async function nodeTests(files: string[], atOnce: number): Promise<{ passed: boolean; note: string }> {
  await mkdir(CACHE, { recursive: true });
  const report = join(CACHE, `tests-${process.pid}.tap`);
  const { status } = await runCommand(
    process.execPath,
    [
      ...process.execArgv,
      ...["--test", `--test-concurrency=${atOnce}`],
      ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
      ...["--test-reporter=tap", `--test-reporter-destination=${report}`],
      ...files,
    ],
    { cwd: ROOT, show: true },
  );
  const tap = await readFile(report, "utf8").catch(() => "");
  await rm(report, { force: true });
  const count = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(tap)?.[1] ?? 0);
  const left = count("skipped") + count("todo") + count("cancelled");
  return {
    passed: status === 0 && count("pass") > 0 && left === 0,
    note: `${count("pass")} passed, ${count("fail")} failed${left > 0 ? `, ${left} not run` : ""}`,
  };
}

async function vsCodeTests(): Promise<{ passed: boolean; note: string }> {
  const { runVsCodeTests } = await import("./vscode/all.ts");
  const { passed, failures } = await runVsCodeTests();
  return {
    passed: passed > 0 && failures.length === 0,
    note: `${passed} passed, ${failures.length} failed${failures.map((name) => `\n      ✖ ${name}`).join("")}`,
  };
}

if (await part("build", () => command(process.execPath, ["esbuild.js"]))) {
  await part("types, lint, imports", () => command("npm", ["run", "--silent", "check"]));
  const starts = (folder: string) => WITH_PROCESSES.includes(folder);
  const pure = await testFiles((folder) => !starts(folder));
  const processes = await testFiles(starts);
  await part("tests of pure logic and of the page in a browser", () =>
    nodeTests(pure, availableParallelism()),
  );
  await part("tests with processes", () => nodeTests(processes, 1));
  await part("tests in VS Code", vsCodeTests);
}

console.log("\n── summary");
for (const { name, passed, note, time } of parts)
  console.log(`${passed ? "✔" : "✖"} ${name} (${(time / 1000).toFixed(1)} s)${note ? `: ${note}` : ""}`);
process.exitCode = parts.every(({ passed }) => passed) ? 0 : 1;
