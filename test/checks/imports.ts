/**
 * Enforces who may import whom (docs/architecture.md): `node test/checks/imports.ts` lists every import that
 * crosses a boundary it may not cross and exits 1 if there is one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const EVERY = [
  "protocol",
  "trace",
  "analysis",
  "classroom",
  "primitives",
  "coordinator",
  "runtime",
  "manager",
  "launch",
  "cli",
  "extension",
];

/** part → the other parts it may import. */
export const ALLOWED: Record<string, string[]> = {
  "src/protocol": [],
  "src/trace": ["src/protocol"],
  "src/analysis": ["src/protocol", "src/primitives", "src/trace"],
  "src/classroom": ["src/protocol", "src/trace"],
  "src/primitives": ["src/protocol"],
  "src/coordinator": ["src/protocol", "src/primitives", "src/trace", "src/analysis"],
  "src/runtime": ["src/protocol"],
  "src/manager": ["src/protocol", "src/primitives", "src/runtime"],
  "src/launch": ["src/protocol", "src/coordinator"],
  "src/cli": EVERY.filter((part) => part !== "extension" && part !== "classroom").map(
    (part) => `src/${part}`,
  ),
  "src/extension": EVERY.filter((part) => part !== "runtime" && part !== "cli").map((part) => `src/${part}`),
  webview: ["src/protocol", "src/trace", "src/analysis"],
  lessons: ["@interleave/runtime"],
};

/** Parts whose code must run anywhere: no Node module, no `vscode`. */
const PURE = ["src/protocol", "src/trace", "src/analysis", "src/classroom", "src/primitives", "webview"];

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g;

const partOf = (file: string): string => {
  const [first, second] = file.split(sep);
  return first === "src" ? `src/${second}` : first!;
};

/** Every forbidden import under the root, as `FILE imports WHAT`. */
export function violations(base: string = root): string[] {
  const found: string[] = [];
  for (const top of ["src", "webview", "lessons"]) {
    for (const entry of readdirSync(join(base, top), { recursive: true, encoding: "utf8" })) {
      if (!/\.(ts|mts|js)$/.test(entry) || entry.endsWith(".d.ts")) continue;
      const file = join(top, entry);
      const part = partOf(file);
      const allowed = ALLOWED[part];
      if (!allowed) {
        found.push(`${file}: no such part; add it to docs/architecture.md and to this table`);
        continue;
      }
      for (const match of readFileSync(join(base, file), "utf8").matchAll(IMPORT)) {
        const target = match[1] ?? match[2] ?? match[3]!;
        if (target.startsWith(".")) {
          const to = partOf(relative(base, join(base, dirname(file), target)));
          if (to !== part && !allowed.includes(to)) found.push(`${file} imports ${to} (${target})`);
        } else if (
          target === "vscode" ? part !== "src/extension" : PURE.includes(part) && target.startsWith("node:")
        )
          found.push(`${file} imports ${target}`);
        else if (part === "lessons" && !target.startsWith("node:") && !allowed.includes(target))
          found.push(`${file} imports ${target}`);
      }
    }
  }
  return found;
}

if (process.argv[1] === import.meta.filename) {
  const found = violations();
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}
