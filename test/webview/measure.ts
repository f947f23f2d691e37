/** Measures the webview in a real browser: how soon it shows, how its frames come, what memory it takes. */
import type { Browser, CDPSession } from "playwright-core";
import type { FromWebview } from "../../src/protocol/view.ts";
import { type ViewOptions, WebviewPage } from "./harness.ts";

/** Bytes of one message, as the extension host cuts them. */
const PORTION = 4 << 20;
/** As the extension host: bytes under way that the page has not said it took in. */
const AHEAD = 16 << 20;

export interface Frames {
  /** Milliseconds between frames, 95th percentile and worst. */
  p95: number;
  worst: number;
  /** Milliseconds of our own code in a frame, 95th percentile. */
  own95: number;
  /** Milliseconds of processor time of the page's main thread per frame, drawing and all. */
  cpu: number;
  count: number;
}

/** What the page keeps for the measurement. */
interface Probe {
  portions: Uint8Array[];
  frames: number[];
  own: number[];
  recording: boolean;
  sent: number;
  taken: number;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

/** Runs before the page's own script: times what is asked of `requestAnimationFrame`. */
function install(): void {
  const probe: Probe = { portions: [], frames: [], own: [], recording: false, sent: 0, taken: 0 };
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
    if (probe.recording) {
      if (last > 0) {
        probe.frames.push(at - last);
        probe.own.push(own);
      }
      last = at;
    } else last = 0;
    own = 0;
    request(tick);
  };
  request(tick);
  window.addEventListener("fromWebview", (event) => {
    const message = (event as CustomEvent<FromWebview>).detail;
    if (message.type !== "taken") return;
    probe.taken = message.bytes;
    window.dispatchEvent(new Event("taken"));
  });
}

export class MeasuredPage {
  readonly view: WebviewPage;
  readonly #session: CDPSession;

  private constructor(view: WebviewPage, session: CDPSession) {
    this.view = view;
    this.#session = session;
  }

  static async open(browser: Browser, options: ViewOptions = {}): Promise<MeasuredPage> {
    const view = await WebviewPage.open(browser, { ...options, prepare: install });
    const session = await view.page.context().newCDPSession(view.page);
    await session.send("Performance.enable");
    return new MeasuredPage(view, session);
  }

  /** Has these bytes in the page, to be sent from there: how they get there is no part of the measurement. */
  async load(parts: Iterable<Uint8Array>, cut = PORTION): Promise<void> {
    let rest: Uint8Array[] = [];
    let size = 0;
    const flush = async () => {
      const bytes = Buffer.concat(rest);
      rest = [];
      size = 0;
      for (let at = 0; at < bytes.length; at += cut)
        await this.view.page.evaluate(
          (text) => {
            window.probe.portions.push(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
          },
          bytes.subarray(at, at + cut).toString("base64"),
        );
    };
    for (const part of parts) {
      rest.push(part);
      size += part.length;
      if (size >= cut) await flush();
    }
    if (size > 0) await flush();
  }

  /**
   * Sends all that was loaded as fast as the page takes it. Answers milliseconds from the first byte to the first
   * frame with lanes in it, and to the last byte taken in.
   */
  async feed(): Promise<{ first: number; all: number }> {
    return this.view.page.evaluate(
      ({ run, ahead }) =>
        new Promise<{ first: number; all: number }>((done) => {
          const { probe } = window;
          const began = performance.now();
          const total = probe.portions.reduce((sum, bytes) => sum + bytes.length, 0);
          let first = 0;
          let sent = 0;
          const send = () => {
            while (probe.portions.length > 0 && sent - probe.taken < ahead) {
              const bytes = probe.portions.shift()!;
              sent += bytes.length;
              window.postMessage({ type: "bytes", run, bytes }, "*", [bytes.buffer]);
            }
          };
          const look = () => {
            send();
            if (first === 0 && document.querySelector(".row.process")) first = performance.now() - began;
            // What is less than a megabyte is not acknowledged.
            if (probe.portions.length === 0 && total - probe.taken < 1 << 20 && first > 0)
              done({ first, all: performance.now() - began });
            else requestAnimationFrame(look);
          };
          probe.taken = 0;
          window.addEventListener("taken", send);
          look();
        }),
      { run: this.view.run.id, ahead: AHEAD },
    );
  }

  async #threadTime(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN) * 1000;
  }

  /** Frames while `script` is called once in each of them, in the page, with the frame's number. */
  async frames(count: number, script: (frame: number) => void): Promise<Frames> {
    const began = await this.#threadTime();
    // As text: the page's policy lets nobody make functions inside it.
    const { frames, own } = await this.view.page.evaluate<{ frames: number[]; own: number[] }>(
      `(${eachFrame})(${count}, ${script})`,
    );
    const cpu = (await this.#threadTime()) - began;
    return summary(frames, own, cpu);
  }

  /** Bytes of the page and its worker, after collection. */
  async memory(): Promise<number> {
    await this.#session.send("HeapProfiler.enable");
    await this.#session.send("HeapProfiler.collectGarbage");
    const result = await this.view.page.evaluate(async () => {
      const measure = (performance as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> })
        .measureUserAgentSpecificMemory;
      if (!measure) throw new Error("the page is not isolated, so that its memory cannot be measured");
      return (await measure.call(performance)).bytes;
    });
    return result;
  }

  close(): Promise<void> {
    return this.view.close();
  }
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

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function summary(frames: number[], own: number[], cpu: number): Frames {
  return {
    p95: percentile(frames, 0.95),
    worst: Math.max(...frames),
    own95: percentile(own, 0.95),
    cpu: cpu / frames.length,
    count: frames.length,
  };
}
