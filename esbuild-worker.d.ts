import type { Plugin } from "esbuild";

export function workerAsText(): Plugin;
