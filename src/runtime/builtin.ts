/**
 * Modules of Node that a process may never need, loaded when it does: a started process is on its way to the first
 * line of its target, and each of these takes a millisecond or two.
 */
interface Builtins {
  "node:child_process": typeof import("node:child_process");
  "node:crypto": typeof import("node:crypto");
  "node:fs": typeof import("node:fs");
  "node:module": typeof import("node:module");
  "node:os": typeof import("node:os");
  "node:timers/promises": typeof import("node:timers/promises");
  "node:v8": typeof import("node:v8");
}

export function builtin<N extends keyof Builtins>(name: N): Builtins[N] {
  return process.getBuiltinModule(name) as Builtins[N];
}
