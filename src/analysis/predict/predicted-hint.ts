/** Turns a deadlock of another schedule into a hint. */
import type { Hint, HintObject, HintSite, HintWait } from "../../protocol/hints.ts";
import { placeOf } from "../../protocol/place.ts";
import { WAIT_ROWS } from "../../trace/event-row.ts";
import { tell, tellStep } from "../tell.ts";
import type { Collector } from "./collector.ts";
import { isLock, type ObjectRecord } from "./parties.ts";
import type { Found } from "./search.ts";
import { nameOf, witness } from "./witness.ts";

/** `time`: microseconds of the run. `site`: the text of a site. */
export function predictedHint(
  run: Collector,
  found: Found,
  time: number,
  site: (id: number) => string,
): Hint {
  const { log } = run;
  const objects = new Map<number, HintObject>();
  const sites: HintSite[] = [];
  const events = new Set<number>();
  const note = (object: ObjectRecord | undefined) => {
    if (object) objects.set(object.id, { id: object.id, type: object.type, name: object.name });
  };
  const place = (row: number, role: HintSite["role"]): HintSite | undefined => {
    const at = placeOf(site(log.site[row]!));
    return at && { ...at, role, process: nameOf(run, log.process[row]!) };
  };
  const wanted = new Map([...found.stands].map(([process, row]) => [process, wantOf(run, row)]));
  const processes = found.core.map((id) => {
    const row = found.stands.get(id)!;
    const { verb, object } = wanted.get(id)!;
    note(object);
    // What nobody of the core waits for is not part of the story.
    const holds = found.holds.filter(
      (hold) => hold.process === id && [...wanted.values()].some((one) => one.object?.id === hold.object),
    );
    for (const hold of holds) {
      note(run.objects.get(hold.object));
      const at = place(hold.row, "holds");
      if (at) sites.push(at);
      events.add(log.seq[hold.row]!);
    }
    const at = place(row, "waits");
    if (at) sites.push(at);
    events.add(log.seq[row]!);
    const wait: HintWait = {
      verb,
      ...(object ? { object: object.id } : {}),
      on: found.on.get(id) ?? [],
      any: verb !== "join" && !isLock(object),
      ...(at ? { site: at } : {}),
      since: time,
    };
    const { info } = run.process(id);
    return {
      id,
      name: info.name,
      pid: info.pid,
      role: "core" as const,
      waits: [wait],
      holds: [...new Set(holds.map((hold) => hold.object))],
    };
  });
  const locks = [...wanted.values()].every(
    ({ object }) => isLock(object) || object?.type.endsWith("emaphore"),
  );
  const first = found.core.find((id) => !isLock(wanted.get(id)!.object)) ?? found.core[0]!;
  const { message, fix, text } = tell(
    found.certainty === "possible" ? "predicted.possible" : locks ? "predicted.circle" : "predicted.other",
    {
      names: processes.map((process) => process.name),
      objects: [...objects.values()].sort((a, b) => a.id - b.id).map((object) => object.name),
      process: nameOf(run, first),
      object: wanted.get(first)!.object?.name ?? nameOf(run, log.other[found.stands.get(first)!]!),
    },
  );
  const steps = found.rows.length > 0 ? witness(run, found, site) : undefined;
  return {
    kind: "deadlock-predicted",
    certainty: found.certainty,
    severity: found.certainty === "proven" ? "error" : "warning",
    message,
    fix,
    text,
    ...(steps ? { witness: steps.map(tellStep), steps } : {}),
    processes,
    objects: [...objects.values()],
    sites,
    events: [...events].sort((a, b) => a - b),
    time: time / 1000,
  };
}

/** What a row asks for; reading and writing a value asks for its lock. */
export function wantOf(run: Collector, row: number): { verb: string; object: ObjectRecord | undefined } {
  const { log } = run;
  const object = run.objects.get(log.object[row]!);
  const wait = WAIT_ROWS[log.kind[row]!];
  if (wait) return { verb: wait.verb, object };
  const found = object?.type === "Barrier" ? object : (run.objects.get(object?.lock ?? 0) ?? object);
  return { verb: object?.type === "Barrier" ? "wait" : "acquire", object: found };
}
