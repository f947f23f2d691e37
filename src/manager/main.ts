/** The process of a manager: started by the process that makes it, ended by that one or as the last of its run. */

import type { ManagerOrder } from "../protocol/manager.ts";
import { DOWN, UP } from "../protocol/messages.ts";
import { nowMicros } from "../runtime/clock.ts";
import { link } from "../runtime/link.ts";
import { seat } from "../runtime/seat.ts";
import { Door } from "./door.ts";

/** A client that has stopped reading must not keep the manager from ending. */
const CLOSING_MS = 300;

if (!seat) throw new Error("manager.mjs is started by interleave itself, not by hand");
// The terminal's interrupt is for the program; whoever handles it may still need what lives here.
process.on("SIGINT", () => {});

let ending = false;
link.open();
link.hold();
const order = JSON.parse(new TextDecoder().decode(await link.welcome)) as ManagerOrder;
const door = new Door(seat.token, seat.parent);
door.onShutdown = end;
link.on(DOWN.dismiss, end);
await door.listen(order.address);
link.frame(UP.run).f64(nowMicros()).text("manager").end();

function end(): void {
  if (ending) return;
  ending = true;
  link.release();
  link.farewell(0);
  door.close();
  setTimeout(() => process.exit(0), CLOSING_MS).unref();
}
