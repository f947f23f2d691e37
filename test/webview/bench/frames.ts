/** How the frames of a page come: measured in the page itself, and by the processor time of its main thread. */
import type { CDPSession, Page } from "playwright-core";

export interface Frames {
  /** Milliseconds between frames: 95th percentile, and the worst. */
  p95: number;
  worst: number;
  /** Milliseconds of the page's own code in a frame, 95th percentile. */
  own95: number;
  /** Milliseconds of processor time of the page's main thread per frame, drawing and all. */
  cpu: number;
  count: number;
}

interface Probe {
  frames: number[];
  own: number[];
  recording: boolean;
}
declare global {
  interface Window {
    probe: Probe;
  }
}

/** To be run in the page before its own script: times what is asked of `requestAnimationFrame`. */
export function installProbe(): void {
  const probe: Probe = { frames: [], own: [], recording: false };
  window.probe = probe;
  const request = window.requestAnimationFrame.bind(window);
  let last = 0;
  let own = 0;
  window.requestAnimationFrame = (callback) =>
    request((at) => {
      const began = performance.now();
      callback(at);
      own += performance.now() - began;
    });
  const tick = (at: number) => {
    if (probe.recording && last > 0) {
      probe.frames.push(at - last);
      probe.own.push(own);
    }
    last = probe.recording ? at : 0;
    own = 0;
    request(tick);
  };
  request(tick);
}

/** Runs in the page. */
function eachFrame(
  count: number,
  act: (frame: number) => void,
): Promise<{ frames: number[]; own: number[] }> {
  return new Promise((done) => {
    const { probe } = window;
    probe.frames = [];
    probe.own = [];
    probe.recording = true;
    let frame = 0;
    const tick = () => {
      if (frame === count) {
        probe.recording = false;
        done({ frames: probe.frames, own: probe.own });
        return;
      }
      act(frame++);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

export class FrameProbe {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  /** `page` has run {@link installProbe}. */
  static async of(page: Page): Promise<FrameProbe> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    return new FrameProbe(page, session);
  }

  /** The next frames, while `act` is called once in each of them, in the page, with the frame's number. */
  async measure(count: number, act: (frame: number) => void = () => {}): Promise<Frames> {
    const before = await this.#threadTime();
    // As text: the page's policy lets nobody make functions inside it.
    const { frames, own } = await this.#page.evaluate<{ frames: number[]; own: number[] }>(
      `(${eachFrame})(${count}, ${act})`,
    );
    const cpu = (await this.#threadTime()) - before;
    return {
      p95: percentile(frames, 0.95),
      worst: Math.max(...frames),
      own95: percentile(own, 0.95),
      cpu: cpu / frames.length,
      count: frames.length,
    };
  }

  async #threadTime(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN) * 1000;
  }

  /** Bytes of the page and its workers without what nobody uses any more. The page has to be isolated. */
  async pageMemory(): Promise<number> {
    await this.#session.send("HeapProfiler.enable");
    await this.#session.send("HeapProfiler.collectGarbage");
    return this.#page.evaluate(async () => {
      const { measureUserAgentSpecificMemory: measure } = performance as {
        measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }>;
      };
      if (!measure) throw new Error("The page is not isolated, so that its memory cannot be measured.");
      return (await measure.call(performance)).bytes;
    });
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
