/** The timeline's page: messages in, pictures out. */
import type { ToWebview } from "../src/protocol/view.ts";
import { Host } from "./host.ts";
import { ModelThread } from "./model-thread.ts";
import { tellAnew } from "./retold.ts";
import { Theme } from "./theme.ts";
import { registerControls } from "./ui.ts";
import { View } from "./view.ts";

registerControls();

/** The host is told each time that so many more bytes have been taken in. */
const ACKNOWLEDGED_BYTES = 1 << 20;

const host = new Host();
const theme = new Theme();
theme.read();
const view = new View(host, theme, (question) => thread.ask(question));
const { store } = view;
theme.watch(() => store.changed());

/** The newest hint was asked for before its bytes were here. */
let hintWanted = false;
/** Bytes of the run that the host knows to be taken in. */
let acknowledged = 0;

const thread = new ModelThread({
  change: (change, broken) => {
    const hints = store.model.hints.length;
    store.take(change, broken);
    tellAnew(store.model, hints);
    store.progress(thread.taken, thread.given);
    showNew(hints);
    if (thread.taken - acknowledged >= ACKNOWLEDGED_BYTES) {
      acknowledged = thread.taken;
      host.post({ type: "taken", run: store.run.id, bytes: acknowledged });
    }
  },
  fault: (error) => host.fault(error),
});

function receive(message: ToWebview): void {
  switch (message.type) {
    case "run":
      hintWanted = false;
      acknowledged = 0;
      view.beside.show(undefined);
      store.begin(message.run, message.followLive);
      thread.begin();
      store.progress(0, 0);
      break;
    case "beside":
      view.beside.show(message.run, message.first, ACKNOWLEDGED_BYTES);
      break;
    case "bytes":
      if (message.run === view.beside.second?.store.run.id) {
        view.beside.second.push(own(message.bytes));
        break;
      }
      if (message.run !== store.run.id) break;
      thread.push(own(message.bytes));
      store.progress(thread.taken, thread.given);
      break;
    // What follows bytes is about the run as it is with them.
    case "state":
      if (message.run.id === view.beside.second?.store.run.id) view.beside.second.setRun(message.run);
      thread.afterwards(() => {
        if (message.run.id === store.run.id) store.setRun(message.run);
      });
      break;
    case "showHint":
      thread.afterwards(() => {
        hintWanted = store.model.hints.length === 0;
        view.showHint(message.index);
      });
      break;
    case "present":
      thread.afterwards(() => view.presenter.toggle(true));
      break;
    case "snapshot":
      thread.afterwards(() => {
        const answer = () => view.requestSnapshot(message.request);
        if (view.beside.second) view.beside.second.afterwards(answer);
        else answer();
      });
      break;
    case "notes":
      for (const each of [store, view.beside.second?.store])
        if (message.run === each?.run.id) each.notes.take(message.notes, message.writable, message.problem);
      store.changed();
      break;
    case "source":
      for (const each of [store, view.beside.second?.store]) {
        each?.sources.take(message.run, message.file, message);
        each?.changed();
      }
      break;
    case "picture":
      thread.afterwards(() => view.requestPicture(message));
      break;
  }
}

/** Bytes in memory of their own, which can be handed on. */
const own = (bytes: Uint8Array): Uint8Array =>
  bytes instanceof Uint8Array && bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);

/** New hints are announced; a deadlock that has just been found shows itself. */
function showNew(from: number): void {
  const fresh = store.model.hints.slice(from).map((_, index) => from + index);
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
