/** What a run leaves behind: no hazard, but worth a line in its summary. */
import type { Scene } from "./scene.ts";

export interface Leftovers {
  /** Queues and pipes with items that nobody took. */
  items: { object: number; name: string; count: number }[];
  /** Processes of the program that nobody joined; workers and daemons are none of them. */
  unjoined: { process: number; name: string }[];
  /** Who ended while it still waited, and for what. */
  waiting: { process: number; name: string; object: number; objectName: string }[];
}

export function leftoversOf(scene: Scene): Leftovers {
  const items = [...scene.things.values()]
    .filter((thing) => thing.depth > 0)
    .map((thing) => ({ object: thing.id, name: thing.name, count: thing.depth }));
  const children = [...scene.actors.values()].filter(({ kind, daemon }) => kind === "process" && !daemon);
  const unjoined = children
    .filter((actor) => !actor.joined)
    .map((actor) => ({ process: actor.id, name: actor.name }));
  const waiting = children
    .filter((actor) => actor.ended)
    .flatMap((actor) =>
      [...actor.waits.values()].map(({ thing }) => ({
        process: actor.id,
        name: actor.name,
        object: thing?.id ?? 0,
        objectName: thing?.name ?? "",
      })),
    )
    .filter((wait) => wait.object !== 0);
  return { items, unjoined, waiting };
}
