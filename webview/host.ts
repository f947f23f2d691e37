/** The extension host, seen from the webview. */
import type { FromWebview, ToWebview } from "../src/protocol/view.ts";
import { place } from "./format.ts";
import type { LaneChoice } from "./lane-looks.ts";

/** What survives a reload: how the view looks, nothing of the run. */
export interface ViewState {
  gutter?: number;
  inspector?: number;
  bottom?: number;
  /** Share of the lanes' height that the first of two runs has. */
  halves?: number;
  /** The panel and so on are about the second of two runs. */
  second?: boolean;
  tab?: string;
  folded?: string[];
  lanes?: Partial<LaneChoice>;
}

interface VsCode {
  postMessage(message: FromWebview): void;
  getState(): ViewState | undefined;
  setState(state: ViewState): void;
}
declare function acquireVsCodeApi(): VsCode;

export class Host {
  readonly #code = acquireVsCodeApi();

  post(message: FromWebview): void {
    this.#code.postMessage(message);
  }

  /** Opens `FILE:LINE:COLUMN` in an editor; false when the site names no place. */
  open(site: string, beside = true): boolean {
    const where = place(site);
    if (!where) return false;
    this.post({ type: "open", ...where, beside });
    return true;
  }

  get state(): ViewState {
    return this.#code.getState() ?? {};
  }

  remember(state: ViewState): void {
    this.#code.setState(state);
  }

  /** `receive` gets every message; what it throws goes to the host's log instead of being lost. */
  listen(receive: (message: ToWebview) => void): void {
    window.addEventListener("message", (event: MessageEvent<ToWebview>) => {
      try {
        receive(event.data);
      } catch (error) {
        this.fault(error);
      }
    });
    window.addEventListener("error", (event) => this.fault(event.error ?? event.message));
    window.addEventListener("unhandledrejection", (event) => this.fault(event.reason));
  }

  fault(error: unknown): void {
    this.post({
      type: "fault",
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}
