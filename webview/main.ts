/** The timeline's page: messages in, pictures out. */
import type { ToWebview } from "../src/protocol/view.ts";
import { Host } from "./host.ts";
import { Theme } from "./theme.ts";
import { registerControls } from "./ui.ts";
import { View } from "./view.ts";

registerControls();

const host = new Host();
const theme = new Theme();
theme.read();
const view = new View(host, theme);
const { store } = view;
theme.watch(() => store.changed());

/** The newest hint was asked for before its bytes were here. */
let hintWanted = false;

function receive(message: ToWebview): void {
  switch (message.type) {
    case "run":
      hintWanted = false;
      store.begin(message.run, message.followLive);
      break;
    case "bytes":
      if (message.run === store.run.id) takeIn(new Uint8Array(message.bytes));
      break;
    case "state":
      if (message.run.id === store.run.id) store.setRun(message.run);
      break;
    case "showHint":
      hintWanted = store.model.hints.length === 0;
      view.showHint(message.index);
      break;
    case "snapshot":
      view.requestSnapshot(message.request);
      break;
  }
}

/** New hints are announced; a deadlock that has just been found shows itself. */
function takeIn(bytes: Uint8Array): void {
  store.feed(bytes);
  const fresh = store.newHints.map(({ index }) => index);
  for (const index of fresh) view.announce(index);
  const stuck = fresh.findLast((index) => {
    const { hint } = store.model.hints[index]!;
    return hint.severity === "error" && hint.certainty === "certain";
  });
  if (stuck !== undefined && (store.live || hintWanted)) view.showHint(stuck);
  else if (hintWanted && fresh.length > 0) view.showHint();
  if (fresh.length > 0) hintWanted = false;
}

host.listen(receive);
host.post({ type: "ready" });
