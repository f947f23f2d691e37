/** What a launcher says on the coordinator's standard input, line by line. */
import type { ToCoordinator } from "../protocol/control.ts";

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isPid = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value > 0;

/** Undefined for a line that makes no sense. */
export function parseCommand(line: string): ToCoordinator | undefined {
  let told: Record<string, unknown>;
  try {
    told = Object(JSON.parse(line));
  } catch {
    return undefined;
  }
  switch (told["type"]) {
    case "interrupted":
      return { type: "interrupted" };
    case "stop":
      return isNumber(told["grace"]) && told["grace"] >= 0
        ? { type: "stop", grace: told["grace"] }
        : undefined;
    case "mainStarted":
      return isPid(told["pid"]) ? { type: "mainStarted", pid: told["pid"] } : undefined;
    case "paused":
      return isPid(told["pid"]) && typeof told["paused"] === "boolean"
        ? { type: "paused", pid: told["pid"], paused: told["paused"] }
        : undefined;
    case "mainExited": {
      const { exitCode, signal } = told;
      if (exitCode !== null && !isNumber(exitCode)) return undefined;
      if (signal !== null && typeof signal !== "string") return undefined;
      return { type: "mainExited", exitCode, signal };
    }
    default:
      return undefined;
  }
}
