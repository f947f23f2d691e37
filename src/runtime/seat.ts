/** Which process of which run this is. The preload has put it where this finds it. */
import { GLOBAL_MODULES, GLOBAL_SEAT, type ModuleRegistry, type ProcessSeat } from "../protocol/control.ts";

const globals = globalThis as unknown as Record<symbol, unknown>;

/** Undefined when the program was started without the preload. */
export const seat = globals[GLOBAL_SEAT] as ProcessSeat | undefined;

export const modules = (globals[GLOBAL_MODULES] ?? new Map()) as ModuleRegistry;

/** What only the coordinator's welcome tells. */
export const self = {
  /** Trace id; main is 1 from the start. */
  process: seat?.parent === 0 ? 1 : 0,
  name: seat === undefined || seat.parent === 0 ? "MainProcess" : "a process that was just started",
  daemon: false,
  parent: null as { name: string; pid: number } | null,
  /** Numbers behind default names: `Process-2:1` is the first child of the second. */
  identity: [] as number[],
  /** What this process prints is to be told; until the welcome that is not known. */
  tellsOutput: true,
};
