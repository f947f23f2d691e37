import assert from "node:assert/strict";
import { test } from "node:test";
import { runtimeImport } from "../../src/extension/runtime-import.ts";

test("a program is told by its import of the runtime, wherever that stands", () => {
  for (const statement of [
    'import { Lock } from "@interleave/runtime";',
    "import * as il from '@interleave/runtime'",
    'import {\n  Lock,\n  Process,\n} from "@interleave/runtime";',
    'import "@interleave/runtime";',
    'export * from "@interleave/runtime";',
    'const { Lock } = require("@interleave/runtime");',
    'const il = await import("@interleave/runtime");',
  ])
    for (const before of [
      "",
      "// A program.\n",
      'import { join } from "node:path";\n',
      "import fs from 'fs'\n",
    ])
      assert.equal(runtimeImport(`${before}${statement}\nmore();\n`), before.length, before + statement);
});

test("other files are no programs", () => {
  for (const text of [
    "",
    'import { Lock } from "./runtime.ts";',
    '// import { Lock } from "@interleave/runtime";',
    'import type { Lock } from "@interleave/runtime";',
    'const text = `import { Lock } from "@interleave/runtime"`;',
    'console.log("@interleave/runtime");',
  ])
    assert.equal(runtimeImport(text), undefined, text);
});

test("an import of types does not hide one of values", () => {
  const types = 'import type { Lock } from "@interleave/runtime";\n';
  assert.equal(runtimeImport(`${types}import { Process } from "@interleave/runtime";`), types.length);
});
