/** What is shown now, for whoever asks: from the very rows and numbers that were drawn. */
import type { ViewLane, ViewSnapshot } from "../src/protocol/view.ts";
import { graphLabels } from "./graph.ts";
import type { WaitGraph } from "./graph-model.ts";
import type { Scene } from "./scene.ts";
import type { Store } from "./store.ts";
import { intervalCount, laneKind, stateText } from "./words.ts";

export function snapshot(store: Store, scene: Scene, graph: WaitGraph): ViewSnapshot {
  return {
    run: store.run,
    lanes: lanesOf(scene),
    rows: scene.rows.map(({ key }) => key),
    hints: scene.model.hints.map(({ hint }) => hint),
    range: { from: scene.from / 1000, to: scene.to / 1000 },
    end: scene.model.end / 1000,
    events: scene.model.events,
    following: store.following,
    tab: store.tab,
    theme: scene.theme.kind,
    graph: graphLabels(graph),
    hintLatency: [...store.hintLatency],
  };
}

export function lanesOf(scene: Scene): ViewLane[] {
  const lanes: ViewLane[] = [];
  for (const row of scene.rows) {
    if (row.kind === "section") continue;
    lanes.push({
      name: row.kind === "task" ? `${row.lane.name} tasks` : row.name,
      kind: laneKind(row),
      state: stateText(scene.model, row, scene.now),
      intervals: intervalCount(row),
      depth: row.depth,
    });
  }
  return lanes;
}
