/** Random programs, the same for the same seed. */
import { numbers } from "../support/numbers.ts";
import type { Plan, ProcessPlan, Step } from "./programs/plan.ts";

const LOCKS = 3;
const QUEUES = 4;

/** Below main there are children, and children of theirs. */
const DEEPEST = 2;

export function makePlan(seed: number): Plan {
  // The first numbers of neighbouring seeds resemble one another.
  const below = numbers(Math.imul(seed + 1, 0x9e3779b1) | 1);
  for (let i = 0; i < 8; i++) below(2);
  const chance = (percent: number) => below(100) < percent;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  /** Most waits have a limit; those that have none may be for ever once somebody is dead. */
  const limit = () => (chance(88) ? { limit: 20 + below(600) } : {});
  let names = 0;

  const inner = (depth: number, lock: number) =>
    Array.from({ length: below(3) }, () => step(depth + 1, lock, DEEPEST));

  /** `lock`: the highest that is held, since locks are mostly taken in order; `level`: how deep the process is. */
  function step(depth: number, lock: number, level: number): Step {
    const nested = depth < 3;
    const kind = below(nested ? 26 : 20);
    switch (kind) {
      case 0:
      case 1:
        return { do: "put", queue: below(QUEUES), ...limit() };
      case 2:
        return { do: "get", queue: below(QUEUES), ...limit() };
      case 3:
        return { do: pick(["await-notice", "await-event", "meet", "drain"]), ...limit() };
      case 4:
      case 5:
      case 6:
        return { do: pick(["notify", "set", "clear", "done", "add", "write", "read"]) };
      case 7:
      case 8:
        return { do: "send", end: below(2), ...limit() };
      case 9:
        return { do: "recv", end: below(2), ...limit() };
      case 10:
      case 11:
      case 12:
      case 13:
        return { do: "sleep", ms: below(300) };
      case 14:
      case 15:
        return { do: "compute", ms: below(40) };
      case 16:
        return { do: "command", ms: below(150) };
      case 17:
        return { do: "map", tasks: 1 + below(6), ms: below(30) };
      case 18:
        return { do: "submit", tasks: 1 + below(3), ms: below(30) };
      case 19:
        return level < DEEPEST
          ? { do: "start", process: plan(level + 1), join: chance(60) }
          : { do: "sleep", ms: below(200) };
      case 20:
      case 21:
        return { do: "permit", semaphore: below(2), ...limit(), steps: inner(depth, lock) };
      case 22:
        return { do: "relock", lock: 0, ...limit(), steps: inner(depth, lock) };
      default: {
        const next = chance(95) ? lock + 1 + below(LOCKS) : below(LOCKS);
        if (next >= LOCKS) return { do: "sleep", ms: below(60) };
        return { do: "hold", lock: next, ...limit(), steps: inner(depth, next) };
      }
    }
  }

  function plan(level: number): ProcessPlan {
    const steps = Array.from({ length: 2 + below(level === 0 ? 4 : 7) }, () => step(0, -1, level));
    const daemon = level === 1 && chance(20);
    return {
      name: level === 0 ? "MainProcess" : `P${++names}`,
      daemon,
      steps: daemon ? steps.filter((one) => one.do !== "start") : steps,
      end: chance(80) ? "return" : pick(["exit", "throw"]),
    };
  }

  const main = plan(0);
  const children = 1 + below(3);
  // At least one child from the start, so that there is something to be seen.
  for (let i = 0; i < children; i++)
    main.steps.splice(below(2), 0, { do: "start", process: plan(1), join: chance(30) });
  return {
    seed,
    main,
    attack: {
      victim: pick(["main", "child", "child", "child", "child", "child", "coordinator", "launcher"]),
      how: pick(["SIGKILL", "SIGKILL", "SIGTERM", "stop"]),
      after: below(1200),
      which: below(1000),
    },
  };
}
