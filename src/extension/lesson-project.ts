/** What stands around copied lessons, so that the editor knows the runtime and what they use of Node. */

/** Only what lessons use, and what one is likely to try: a copy has no packages beside it. */
const NODE_TYPES = `// What the lessons use of Node. Other modules of Node are there, too: they are not described here.
declare const process: {
  readonly pid: number;
  readonly ppid: number;
  readonly execPath: string;
  readonly argv: string[];
  readonly env: Record<string, string | undefined>;
  readonly platform: string;
  exitCode: number | undefined;
  readonly stdin: any;
  readonly stdout: { write(text: string): boolean };
  readonly stderr: { write(text: string): boolean };
  exit(code?: number): never;
  kill(pid: number, signal?: string | number): true;
  cwd(): string;
  on(event: string, listener: (...args: any[]) => void): unknown;
  hrtime: { bigint(): bigint };
};
declare const Buffer: any;
declare function setImmediate(callback: () => void): unknown;

interface ImportMeta {
  readonly dirname: string;
  readonly filename: string;
  readonly url: string;
}

declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
  export function writeFileSync(path: string, text: string): void;
  export function appendFileSync(path: string, text: string): void;
  export function existsSync(path: string): boolean;
  export function readdirSync(path: string): string[];
  export function rmSync(path: string, options?: { force?: boolean; recursive?: boolean }): void;
}
declare module "node:fs/promises" {
  export function readFile(path: string, encoding: "utf8"): Promise<string>;
  export function writeFile(path: string, text: string): Promise<void>;
  export function appendFile(path: string, text: string): Promise<void>;
  export function readdir(path: string): Promise<string[]>;
}
declare module "node:path" {
  export function join(...parts: string[]): string;
  export function basename(path: string, suffix?: string): string;
  export function dirname(path: string): string;
}
declare module "node:*";
`;

/**
 * Files for the folder above the copies, by name.
 * @param types absolute path of the runtime's types
 */
export function projectFiles(types: string): Record<string, string> {
  const config = {
    compilerOptions: {
      target: "es2024",
      lib: ["es2024", "esnext.disposable", "dom"],
      module: "nodenext",
      moduleResolution: "nodenext",
      moduleDetection: "force",
      types: [],
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      paths: { "@interleave/runtime": [types.replaceAll("\\", "/")] },
    },
    include: ["."],
  };
  return {
    "tsconfig.json": `${JSON.stringify(config, null, 2)}\n`,
    "node.d.ts": NODE_TYPES,
    // As in the project that the lessons come from: their files are modules.
    "package.json": `${JSON.stringify({ private: true, type: "module" }, null, 2)}\n`,
  };
}
