/** What a window says about its extension host. */

/** Marks the line that holds the figures. */
export const FIGURES_MARK = "##interleave-host ";

export interface HostFigures {
  /** Processor time of the extension host while the program ran (ms), whatever it is for. */
  cpu: number;
  /** How long the program ran (ms). */
  time: number;
  /** That the page of the timeline has at the end. */
  events: number;
}
