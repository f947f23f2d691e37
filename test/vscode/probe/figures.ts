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

/** What an extension is to post to its page. */
export interface PostOrder {
  bytesPerSecond: number;
  messagesPerSecond: number;
  seconds: number;
}

/** What that took, as in {@link HostFigures}. */
export type RawFigures = { cpu: number; time: number } | { error: string };
