/** What the extension costs VS Code. */
import { activationTime, liveShare, rawShare } from "../editor.ts";
import type { Figure } from "../figures.ts";

const common = { group: "editor", chromium: true };

export const EDITOR: Figure[] = [
  {
    ...common,
    id: "editor-activation",
    title: "The extension's activation, as VS Code reports it",
    unit: "ms",
    ours: { name: "Interleave", measure: activationTime },
    peers: [],
    aim: 50,
    rounds: 3,
    readme: true,
  },
  live(
    "editor-live",
    "50,000 events streaming into a real VS Code: processor time of its extension host, of a second",
    false,
  ),
  live("editor-live-deflated", "The same where the server deflates what it sends to the window", true),
];

function live(id: string, title: string, deflates: boolean): Figure {
  return {
    ...common,
    id,
    title,
    unit: "ms",
    ours: { name: "Interleave", measure: () => liveShare(deflates) },
    peers: [
      { name: "a whole processor", measure: async () => 1000, aim: 0.15 },
      {
        name: "an extension that only posts as many bytes to a page",
        measure: () => rawShare(deflates),
        aim: 1,
      },
    ],
    rounds: 2,
    readme: true,
  };
}
