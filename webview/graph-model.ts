/** The wait-for graph as nodes and edges, from a hint or from what waits just now. */
import { VERBS } from "../src/protocol/events.ts";
import type { Hint } from "../src/protocol/hints.ts";
import { LockLane, type PendingWait, type ProcessLane } from "../src/trace/lanes.ts";
import type { RunModel } from "../src/trace/model.ts";
import { isWait } from "../src/trace/states.ts";
import { placeText } from "./format.ts";
import { t } from "./l10n.ts";
import { siteText } from "./pieces.ts";

export interface GraphNode {
  id: string;
  label: string;
  /** Second line of a process: where it waits. */
  note: string;
  site: string;
  kind: "process" | "object" | "any";
  /** Type of an object, `Lock` for one; empty for the others. */
  type: string;
  /** Number of the process or object. */
  number: number;
  core: boolean;
  /** Neither waits nor is waited for: there only so that the others keep their places. */
  idle?: boolean;
}
export interface GraphEdge {
  from: GraphNode;
  to: GraphNode;
  kind: "waits" | "held";
  /** Any one of several would do. */
  any: boolean;
  core: boolean;
}
export interface WaitGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

class Builder {
  readonly nodes = new Map<string, GraphNode>();
  readonly edges: GraphEdge[] = [];

  node(kind: GraphNode["kind"], number: number, label: string, core: boolean, type = ""): GraphNode {
    const id = `${kind} ${number}`;
    const known = this.nodes.get(id);
    if (known) {
      known.core ||= core;
      return known;
    }
    const node: GraphNode = { id, label, note: "", site: "", kind, type, number, core };
    this.nodes.set(id, node);
    return node;
  }

  edge(from: GraphNode, to: GraphNode, kind: GraphEdge["kind"], any: boolean, core: boolean): void {
    const known = this.edges.find((edge) => edge.from === from && edge.to === to && edge.kind === kind);
    if (known) known.core ||= core;
    else this.edges.push({ from, to, kind, any, core });
  }

  get graph(): WaitGraph {
    return { nodes: [...this.nodes.values()], edges: this.edges };
  }
}

/** Where a process waits, as its second line. */
const noteOf = (verb: string, site: string): string =>
  verb === "join" ? t("joins at {0}", placeText(site)) : t("waits at {0}", placeText(site));

/** Who of a hint waits for what, and who holds it. */
export function hintGraph(hint: Hint): WaitGraph {
  const builder = new Builder();
  const nameOf = (id: number) => hint.processes.find((process) => process.id === id)?.name ?? `process ${id}`;
  const isCore = (id: number) =>
    hint.processes.some((process) => process.id === id && process.role === "core");
  for (const process of hint.processes) {
    const core = process.role === "core";
    const node = builder.node("process", process.id, process.name, core);
    for (const wait of process.waits ?? []) {
      if (wait.site && !node.site) {
        node.site = siteText(wait.site);
        node.note = noteOf(wait.verb, node.site);
      }
      const object = hint.objects.find((candidate) => candidate.id === wait.object);
      let source = node;
      if (object) {
        const shared = wait.on.length === 0 || wait.on.some(isCore);
        source = builder.node("object", object.id, object.name, core && shared, object.type);
        builder.edge(node, source, "waits", false, core);
      }
      const choice = wait.any && wait.on.length > 1;
      if (choice) {
        // One junction per object: whoever could serve one of those who wait could serve the others.
        const junction = builder.node("any", object?.id ?? -process.id, t("any of"), core);
        builder.edge(source, junction, object ? "held" : "waits", true, core);
        source = junction;
      }
      for (const other of wait.on) {
        const holder = builder.node("process", other, nameOf(other), isCore(other));
        builder.edge(source, holder, object ? "held" : "waits", choice, core && isCore(other));
      }
    }
  }
  return builder.graph;
}

/** A wait as the graph needs it. */
type Asked = Pick<PendingWait, "verb" | "object" | "other" | "site">;

/** Who waits for what at this moment of the recording. */
export function presentGraph(model: RunModel): WaitGraph {
  const builder = new Builder();
  for (const lane of model.processes.values()) {
    if (lane.exit) continue;
    for (const wait of lane.pending.values())
      if (wait.verb !== "sleep") addWait(builder, model, lane, wait, holderNow);
  }
  return builder.graph;
}

/**
 * Who waited for what at a moment, in microseconds of the run. Of several things that a process waited for at once the
 * latest, which is what its lane shows.
 */
export function graphAt(model: RunModel, time: number): WaitGraph {
  const builder = new Builder();
  for (const lane of model.processes.values()) {
    const { track } = lane;
    const index = track.at(time);
    if (index < 0 || !isWait(track.state[index]!)) continue;
    const verb = VERBS[track.verb[index]! - 1];
    if (!verb) continue;
    const wait = { verb, object: track.object[index]!, other: track.other[index]!, site: track.site[index]! };
    addWait(builder, model, lane, wait, (lock) => {
      const hold = lock.holders.at(time);
      return hold < 0 ? 0 : lock.holders.other[hold]!;
    });
  }
  return builder.graph;
}

const holderNow = (lock: LockLane): number => lock.holder;

function addWait(
  builder: Builder,
  model: RunModel,
  lane: ProcessLane,
  wait: Asked,
  holderOf: (lock: LockLane) => number,
): void {
  const node = builder.node("process", lane.id, lane.name, false);
  node.site ||= model.site(wait.site);
  node.note = node.site ? noteOf(wait.verb, node.site) : "";
  if (wait.verb === "join") {
    const joined = builder.node("process", wait.other, model.processName(wait.other), false);
    builder.edge(node, joined, "waits", false, false);
    return;
  }
  if (!wait.object) return;
  const lock = model.objects.get(wait.object);
  const object = builder.node("object", wait.object, model.objectName(wait.object), false, lock?.info.type);
  builder.edge(node, object, "waits", false, false);
  const holder = lock instanceof LockLane ? holderOf(lock) : 0;
  if (!holder) return;
  const held = builder.node("process", holder, model.processName(holder), false);
  builder.edge(object, held, "held", false, false);
}
