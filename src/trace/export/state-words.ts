/** What a state is called on a bar, from the fullest wording to the shortest. */
import { VERBS } from "../../protocol/events.ts";
import { STATE } from "../states.ts";
import type { Walk } from "../walk/walk.ts";
import type { Stretch, WalkedProcess } from "../walk/walked-process.ts";

/** Names of processes and objects are as they stand in the trace, not escaped for anything. */
export function stateWords(walk: Walk, process: WalkedProcess, stretch: Stretch): [string, ...string[]] {
  const verb = VERBS[stretch.verb - 1] ?? "";
  const target = targetName(walk, verb, stretch);
  switch (stretch.state) {
    case STATE.starting:
      return ["starting", "start"];
    case STATE.paused:
      return ["paused by the debugger", "paused"];
    case STATE.sleeping:
      return ["sleep"];
    case STATE.lock:
    case STATE.signal:
      return [`waits for ${target}`, target];
    case STATE.queue:
      return [`${target}.${verb}`, verb];
    case STATE.process:
      if (verb === "any") return ["waits for any of several", "any"];
      if (verb === "result") return [`waits for ${target}`, verb];
      return [`${verb} ${target}`, verb];
    case STATE.stuck:
      return [verb === "join" ? `stuck: join ${target}` : `stuck: waits for ${target}`, target];
    case STATE.arbiter:
      return ["arbiter"];
    case STATE.none:
      return ["idle"];
    default:
      return [process.info.kind === "command" && process.info.target ? process.info.target : "running"];
  }
}

function targetName(walk: Walk, verb: string, { object, other }: Stretch): string {
  if (object && verb !== "result") return walk.objectName(object);
  if (verb === "join" && other) return walk.processName(other);
  if (verb === "result") return other ? `task ${other}` : "a result";
  return "";
}

/** `exit 0`, `exit SIGKILL` */
export function exitWords({ exit }: WalkedProcess): string {
  if (!exit) return "";
  const code = Number.isNaN(exit.code) ? "" : String(exit.code).replace("-", "−");
  return `exit ${[code, exit.signal].filter(Boolean).join(" ") || "unknown"}`;
}
