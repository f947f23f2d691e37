/** Messages of a webview, checked: whatever else arrives is refused. */
import { checkNote } from "../protocol/notes.ts";
import {
  type FromWebview,
  MOST_SOURCE_LINES,
  type ViewSnapshot,
  WEBVIEW_COMMANDS,
} from "../protocol/view.ts";

/** How a PNG begins. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const MOST_PICTURE_BYTES = 64 << 20;

const isPng = (value: unknown): value is Uint8Array =>
  value instanceof Uint8Array &&
  value.length <= MOST_PICTURE_BYTES &&
  PNG.every((byte, index) => value[index] === byte);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The message, or undefined when it is none. Files are checked later, when one is to be opened. */
export function parseFromWebview(value: unknown): FromWebview | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const message = value as Record<string, unknown>;
  switch (message["type"]) {
    case "ready":
      return { type: "ready" };
    case "taken": {
      const { run, bytes } = message;
      return isCount(run) && isCount(bytes) ? { type: "taken", run, bytes } : undefined;
    }
    case "alone": {
      const { run } = message;
      return isCount(run) ? { type: "alone", run } : undefined;
    }
    case "open": {
      const { file, line, column, beside } = message;
      if (typeof file !== "string" || !isCount(line) || !isCount(column)) return undefined;
      return { type: "open", file, line, column, beside: beside === true };
    }
    case "command": {
      const command = WEBVIEW_COMMANDS.find((name) => name === message["command"]);
      return command && { type: "command", command };
    }
    case "snapshot": {
      const { request, snapshot } = message;
      if (!isCount(request) || typeof snapshot !== "object" || snapshot === null) return undefined;
      return { type: "snapshot", request, snapshot: snapshot as ViewSnapshot };
    }
    case "picture": {
      const { request, png, left, error } = message;
      if (!isCount(request)) return undefined;
      if (typeof error === "string") return { type: "picture", request, error: error.slice(0, 1000) };
      if (png === undefined) return { type: "picture", request };
      if (!isPng(png)) return undefined;
      return { type: "picture", request, png, ...(isCount(left) ? { left } : {}) };
    }
    case "notes": {
      const { run, startedAt, put, drop } = message;
      if (!isCount(run) || typeof startedAt !== "number" || !(startedAt >= 0)) return undefined;
      if (typeof drop === "string") return { type: "notes", run, startedAt, drop };
      if (put === undefined) return { type: "notes", run, startedAt };
      const note = checkNote(put);
      return note && { type: "notes", run, startedAt, put: note };
    }
    case "source": {
      const { run, file, lines, startedAt } = message;
      if (!isCount(run) || typeof file !== "string" || typeof startedAt !== "number" || !(startedAt >= 0))
        return undefined;
      if (!Array.isArray(lines) || lines.length > MOST_SOURCE_LINES || !lines.every(isCount))
        return undefined;
      return { type: "source", run, file, lines, startedAt };
    }
    case "fault":
      return { type: "fault", message: String(message["message"]).slice(0, 10_000) };
    default:
      return undefined;
  }
}
