/** A run without a launcher: the main process starts its coordinator itself. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CONFIG_VARIABLE,
  COORDINATOR_OPTIONS,
  type CoordinatorConfig,
  type ProcessSeat,
} from "../protocol/control.ts";

/** The coordinator needs a moment to begin; nobody waits for it before there is something to say. */
const PATIENCE_MS = 10_000;

/** Environment variable that names the file to record such a run into; without it nothing is recorded. */
const TRACE_VARIABLE = "INTERLEAVE_TRACE";

/** Starts the coordinator and answers the seat of this process, the main one. */
export function startEmbedded(dist: string): ProcessSeat {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "interleave-"));
  const token = randomBytes(24).toString("base64url");
  const socket =
    process.platform === "win32"
      ? `\\\\.\\pipe\\interleave-${randomBytes(16).toString("hex")}`
      : join(folder, "socket");
  const program = realpathSync(process.argv[1]!);
  const config: CoordinatorConfig = {
    socket,
    token,
    folder,
    trace: process.env[TRACE_VARIABLE] || null,
    program,
    args: process.argv.slice(2),
    launched: false,
    mainPid: process.pid,
  };
  const coordinator = spawn(process.execPath, [...COORDINATOR_OPTIONS, join(dist, "coordinator.mjs")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, [CONFIG_VARIABLE]: JSON.stringify(config) },
    // It outlives the main process by as long as it takes to write down how that ended.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  coordinator.unref();
  return {
    socket,
    token,
    folder,
    parent: 0,
    child: 0,
    main: pathToFileURL(program).href,
    patience: PATIENCE_MS,
  };
}
