/**
 * Tests Interleave inside a real VS Code: `node test/node.js test/vscode/main.ts`. Builds nothing but the suites;
 * exits 1 when a test failed.
 */
import { runVsCodeTests } from "./all.ts";

const { passed, failures } = await runVsCodeTests();
console.log(`Inside VS Code: ${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && passed > 0 ? 0 : 1;
