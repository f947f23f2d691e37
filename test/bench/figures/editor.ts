/** What the extension costs VS Code. */
import { activationTime, liveShare } from "../editor.ts";
import type { Figure } from "../figures.ts";

const common = { group: "editor", chromium: true, peers: [] };

export const EDITOR: Figure[] = [
  {
    ...common,
    id: "editor-activation",
    title: "The extension's activation, as VS Code reports it",
    unit: "ms",
    ours: { name: "Interleave", measure: activationTime },
    aim: 50,
    rounds: 3,
    readme: true,
  },
  {
    ...common,
    id: "editor-live",
    title: "50,000 events streaming into a real VS Code: processor time of its extension host, of a second",
    unit: "ms",
    ours: { name: "Interleave", measure: liveShare },
    aim: 150,
    rounds: 2,
    readme: true,
  },
];
