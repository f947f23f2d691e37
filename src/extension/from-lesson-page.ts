/** Messages of the page of a lesson, checked: whatever else arrives is refused. */
import { type FromLessonPage, LESSON_COMMANDS } from "../protocol/lesson-page.ts";

/** The message, or undefined when it is none. */
export function parseFromLessonPage(value: unknown): FromLessonPage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { type, command, folder, option, message } = value as Record<string, unknown>;
  switch (type) {
    case "ready":
      return { type: "ready" };
    case "command": {
      const known = LESSON_COMMANDS.find((name) => name === command);
      return known && { type: "command", command: known };
    }
    case "answer": {
      if (typeof folder !== "string") return undefined;
      if (option === undefined) return { type: "answer", folder };
      const valid = Number.isSafeInteger(option) && (option as number) >= 0;
      return valid ? { type: "answer", folder, option: option as number } : undefined;
    }
    case "fault":
      return { type: "fault", message: String(message).slice(0, 10_000) };
    default:
      return undefined;
  }
}
