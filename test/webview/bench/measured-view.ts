/** A webview under measurement: it is fed from inside its page, as the extension host would feed it. */
import type { Browser } from "playwright-core";
import type { FromWebview } from "../../../src/protocol/view.ts";
import { type ViewOptions, WebviewPage } from "../harness.ts";
import { FrameProbe, installProbe } from "./frames.ts";

/** Bytes of one message, as the extension host cuts them. */
const PORTION = 4 << 20;
/** As the extension host: bytes under way that the page has not said it took in. */
const AHEAD = 16 << 20;
/** A page acknowledges every so many bytes. */
const ACKNOWLEDGED = 1 << 20;

interface Feed {
  portions: Uint8Array[];
  taken: number;
}
declare global {
  interface Window {
    feed: Feed;
  }
}

function prepare(): void {
  window.feed = { portions: [], taken: 0 };
  window.addEventListener("fromWebview", (event) => {
    const message = (event as CustomEvent<FromWebview>).detail;
    if (message.type === "taken") window.feed.taken = message.bytes;
  });
}

export class MeasuredView {
  readonly view: WebviewPage;
  readonly frames: FrameProbe;

  private constructor(view: WebviewPage, frames: FrameProbe) {
    this.view = view;
    this.frames = frames;
  }

  static async open(browser: Browser, options: ViewOptions = {}): Promise<MeasuredView> {
    const view = await WebviewPage.open(browser, { ...options, prepare: [installProbe, prepare] });
    return new MeasuredView(view, await FrameProbe.of(view.page));
  }

  /** Brings portions into the page, to be sent from there. Answers their bytes. */
  async load(portions: Iterable<Uint8Array>): Promise<number> {
    let some: string[] = [];
    let size = 0;
    let all = 0;
    const flush = async () => {
      await this.view.page.evaluate((texts) => {
        for (const text of texts)
          window.feed.portions.push(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
      }, some);
      some = [];
      size = 0;
    };
    for (const portion of portions) {
      some.push(Buffer.from(portion).toString("base64"));
      size += portion.length;
      all += portion.length;
      if (size >= PORTION) await flush();
    }
    await flush();
    return all;
  }

  /**
   * Sends all that was loaded as fast as the page takes it. Answers milliseconds from the first byte to the first
   * frame with lanes in it, and to the last megabyte taken in.
   */
  async feed(): Promise<{ first: number; all: number }> {
    return this.view.page.evaluate(
      ({ run, ahead, last }) =>
        new Promise<{ first: number; all: number }>((done) => {
          const { feed } = window;
          const began = performance.now();
          const total = feed.portions.reduce((sum, bytes) => sum + bytes.length, 0);
          let first = 0;
          let sent = 0;
          feed.taken = 0;
          const send = () => {
            while (feed.portions.length > 0 && sent - feed.taken < ahead) {
              const bytes = feed.portions.shift()!;
              sent += bytes.length;
              window.postMessage({ type: "bytes", run, bytes }, "*", [bytes.buffer]);
            }
          };
          const look = () => {
            send();
            if (first === 0 && document.querySelector(".row.process")) first = performance.now() - began;
            if (feed.portions.length === 0 && total - feed.taken <= last && first > 0)
              done({ first, all: performance.now() - began });
            else requestAnimationFrame(look);
          };
          look();
        }),
      { run: this.view.run.id, ahead: AHEAD, last: ACKNOWLEDGED },
    );
  }

  /** Sends the loaded portions one by one, each so many milliseconds after the one before. Does not wait for them. */
  async trickle(every: number): Promise<void> {
    await this.view.page.evaluate(
      ({ run, every }) => {
        const { portions } = window.feed;
        const began = performance.now();
        let sent = 0;
        const send = () => {
          const due = Math.floor((performance.now() - began) / every);
          for (; sent < due && portions.length > 0; sent++) {
            const bytes = portions.shift()!;
            window.postMessage({ type: "bytes", run, bytes }, "*", [bytes.buffer]);
          }
          if (portions.length > 0) setTimeout(send, every);
        };
        send();
      },
      { run: this.view.run.id, every },
    );
  }

  /** Bytes of the page and its worker, after collection. */
  memory(): Promise<number> {
    return this.frames.pageMemory();
  }

  close(): Promise<void> {
    return this.view.close();
  }
}
