/** What every shared object's report begins with. */
import type { Walk } from "../../trace/walk/walk.ts";
import type { WalkedObject } from "../../trace/walk/walked-object.ts";

export interface ObjectReport {
  id: number;
  type: string;
  name: string;
  /** Where it was made, `FILE:LINE:COLUMN`; empty when the trace does not say. */
  site: string;
}

export const objectReport = (walk: Walk, { id, info, site }: WalkedObject): ObjectReport => ({
  id,
  type: info.type,
  name: info.name,
  site: walk.site(site),
});

/** One entry per key, made when it is first asked for. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
