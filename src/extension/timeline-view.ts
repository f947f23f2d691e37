/** One webview that shows one recording: sends it the bytes, answers what it asks. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { FromWebview, ToWebview, ViewSnapshot, WebviewCommand } from "../protocol/view.ts";
import { parseFromWebview } from "./from-webview.ts";
import { TRACE_EXTENSION } from "./ids.ts";
import { ownFile } from "./open-location.ts";
import { pageHtml, pageOptions } from "./page.ts";
import type { Recording } from "./recording.ts";
import { setting } from "./settings.ts";
import { ShownNotes } from "./shown-notes.ts";
import { NO_SOURCE, sourceText } from "./source-text.ts";
import { TraceFeed } from "./trace-feed.ts";

/** Bytes that arrive within this many milliseconds of one another go as one message: one frame of a screen. */
const BATCH_MS = 16;
/** Where so many come together, they wait for more: to hand over a message costs VS Code more than its bytes do. */
const BUSY_BYTES = 24 << 10;
const BUSY_BATCH_MS = 64;
/** A view that has not answered by then (ms) is not going to. */
const ANSWER_LIMIT_MS = 10_000;

/** What a view asks of the rest of the extension. */
export interface ViewActions {
  open(
    recording: Recording,
    place: Extract<FromWebview, { type: "open" }>,
    from: vscode.ViewColumn | undefined,
  ): void;
  command(command: WebviewCommand): void;
  log(message: string): void;
}

type Answer = Extract<FromWebview, { type: "snapshot" | "picture" }>;

export class TimelineView implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #actions: ViewActions;
  readonly #disposables: vscode.Disposable[] = [];
  readonly #requests = new Map<number, (answer: Answer | undefined) => void>();
  #recording: Recording;
  #subscriptions: vscode.Disposable[] = [];
  #notes: ShownNotes | undefined;
  /** The page listens; it does not while it is hidden or being loaded. */
  #ready = false;
  #feed: TraceFeed;
  /** The run that is shown below the other. */
  #second: { feed: TraceFeed; notes: ShownNotes; dispose(): void } | undefined;
  #stateSent = true;
  #presentWanted = false;
  #hintWanted: number | "newest" | undefined;
  #pumping: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** How long bytes wait for others at present. */
  #batchMs = BATCH_MS;
  #lastRequest = 0;
  #whenReady = Promise.withResolvers<void>();

  constructor(panel: vscode.WebviewPanel, dist: vscode.Uri, recording: Recording, actions: ViewActions) {
    this.#panel = panel;
    this.#actions = actions;
    this.#recording = recording;
    this.#feed = new TraceFeed(recording, (message) => this.#post(message));
    panel.webview.options = pageOptions(dist);
    this.#disposables.push(
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.#pause();
      }),
    );
    panel.webview.html = pageHtml(panel.webview, dist);
    this.show(recording);
  }

  get recording(): Recording {
    return this.#recording;
  }

  get visible(): boolean {
    return this.#panel.visible;
  }

  /** Replaces what is shown. */
  show(recording: Recording): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#feed.stop();
    this.#second?.dispose();
    this.#second = undefined;
    this.#recording = recording;
    this.#feed = new TraceFeed(recording, (message) => this.#post(message));
    this.#notes = this.#notesOf(recording);
    this.#subscriptions = [
      this.#notes,
      recording.onDidGrow(() => this.#schedule(this.#batchMs)),
      recording.onDidChange(() => {
        this.#stateSent = false;
        this.#schedule(0);
      }),
    ];
    if (this.#ready) this.#begin();
  }

  /** Shows a recorded run below, on the same scale of time, until another is shown; it is let go with the view. */
  beside(recording: Recording | undefined): void {
    this.#second?.dispose();
    this.#second = undefined;
    if (recording) {
      const feed = new TraceFeed(recording, (message) => this.#post(message));
      const changes = recording.onDidChange(() => this.#post({ type: "state", run: recording.state }));
      const notes = this.#notesOf(recording);
      this.#second = {
        feed,
        notes,
        dispose: () => {
          feed.stop();
          notes.dispose();
          changes.dispose();
          recording.dispose();
        },
      };
      if (this.#ready) this.#beginSecond(feed);
    } else this.#post({ type: "beside" });
    this.#schedule(0);
  }

  #beginSecond(feed: TraceFeed): void {
    feed.begin();
    // Both may be of one program: their traces' names tell them apart.
    const name = ({ path, state }: Recording) => (path ? basename(path, TRACE_EXTENSION) : state.title);
    const run = { ...feed.recording.state, title: name(feed.recording) };
    this.#post({ type: "beside", run, first: name(this.#recording) });
  }

  /** Selects a hint (else the newest), now or as soon as the page has all that was recorded. */
  showHint(index?: number): void {
    this.#hintWanted = index ?? "newest";
    this.#schedule(0);
  }

  /** Shows it to a room, once the page has all that was recorded. */
  present(): void {
    this.#presentWanted = true;
    this.#schedule(0);
  }

  /** What the page shows, once it has drawn all that is recorded; undefined when it does not answer. */
  async snapshot(): Promise<ViewSnapshot | undefined> {
    const answer = await this.#ask((request) => ({ type: "snapshot", request }));
    return answer?.type === "snapshot" ? answer.snapshot : undefined;
  }

  /** The lanes in sight, or `all`, as PNG, and for how many there was no room. @throws Error that says why there is none */
  async picture(all = false): Promise<{ png: Uint8Array; left: number }> {
    const { png, left = 0 } = await this.#picture(false, all);
    if (!png) throw new Error(vscode.l10n.t("The timeline made no picture."));
    return { png, left };
  }

  /** Puts that into the clipboard. @throws Error that says why it is not there */
  async copyPicture(): Promise<void> {
    // The clipboard is open to the page that has the focus.
    this.#panel.reveal();
    await this.#picture(true, false);
  }

  async #picture(copy: boolean, all: boolean): Promise<Extract<Answer, { type: "picture" }>> {
    const shown = copy || this.visible;
    const answer = shown
      ? await this.#ask((request) => ({ type: "picture", request, copy, all }))
      : undefined;
    if (answer?.type !== "picture")
      throw new Error(vscode.l10n.t("There is a picture only of a timeline that is in sight."));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  /** What the page answers once it has all that is recorded; undefined when it does not. */
  async #ask(question: (request: number) => ToWebview): Promise<Answer | undefined> {
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    const request = ++this.#lastRequest;
    this.#requests.set(request, resolve);
    const limit = setTimeout(resolve, ANSWER_LIMIT_MS, undefined);
    try {
      await Promise.race([this.#whenReady.promise, promise]);
      // A page that hangs is not waited for without limit.
      await Promise.race([this.#drained(), promise]);
      this.#post(question(request));
      return await promise;
    } finally {
      clearTimeout(limit);
      this.#requests.delete(request);
    }
  }

  dispose(): void {
    this.#pause();
    this.#second?.dispose();
    for (const disposable of [...this.#disposables, ...this.#subscriptions]) disposable.dispose();
    for (const resolve of this.#requests.values()) resolve(undefined);
    this.#requests.clear();
  }

  #pause(): void {
    if (this.#ready) this.#whenReady = Promise.withResolvers();
    this.#ready = false;
    this.#feed.stop();
    this.#second?.feed.stop();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #begin(): void {
    this.#feed.begin();
    this.#stateSent = true;
    this.#post({ type: "run", run: this.#recording.state, followLive: setting("followLive") });
    if (this.#second) this.#beginSecond(this.#second.feed);
    this.#schedule(0);
  }

  #schedule(delay: number): void {
    if (!this.#ready || (this.#timer && delay > 0)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#pump().catch((error: unknown) => this.#actions.log(`Timeline: ${error}`));
    }, delay);
  }

  /** Resolves when everything that can be read now has been posted. */
  async #drained(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#pumping) await this.#pumping;
    await this.#pump();
  }

  /** Posts what there is; what comes while it is at it, too. */
  #pump(): Promise<void> {
    if (!this.#ready) return Promise.resolve();
    this.#pumping ??= this.#postAll().finally(() => {
      this.#pumping = undefined;
    });
    return this.#pumping;
  }

  async #postAll(): Promise<void> {
    const before = this.#feed.sent;
    let feeds: (TraceFeed | undefined)[];
    // Another run may be shown meanwhile.
    do {
      feeds = [this.#feed, this.#second?.feed];
      for (const feed of feeds) await feed?.pump();
    } while (feeds[0] !== this.#feed || feeds[1] !== this.#second?.feed);
    this.#batchMs = this.#feed.sent - before > BUSY_BYTES ? BUSY_BATCH_MS : BATCH_MS;
    if (!this.#ready) return;
    // After the bytes: a view never hears of an end whose last events it does not have.
    if (!this.#stateSent) {
      this.#stateSent = true;
      this.#post({ type: "state", run: this.#recording.state });
    }
    if (this.#presentWanted) {
      this.#presentWanted = false;
      this.#post({ type: "present" });
    }
    const wanted = this.#hintWanted;
    if (wanted !== undefined) {
      this.#hintWanted = undefined;
      this.#post(wanted === "newest" ? { type: "showHint" } : { type: "showHint", index: wanted });
    }
  }

  /** A line belongs to the run that names its file; of two of one program either will do. */
  async #open(place: Extract<FromWebview, { type: "open" }>): Promise<void> {
    const second = this.#second?.feed.recording;
    // What cannot be read is told by whoever opens it.
    const other = second && !(await this.#recording.names(place.file).catch(() => true));
    this.#actions.open(other ? second : this.#recording, place, this.#panel.viewColumn);
  }

  async #tellSource(
    recording: Recording,
    { run, file, lines, startedAt }: Extract<FromWebview, { type: "source" }>,
  ): Promise<void> {
    const path = await ownFile(recording, file).catch(() => undefined);
    const text = path === undefined ? NO_SOURCE : await sourceText(path, lines, startedAt);
    if (this.#ready) this.#post({ type: "source", run, file, ...text });
  }

  #notesOf(recording: Recording): ShownNotes {
    return new ShownNotes(recording, (message) => {
      if (this.#ready) this.#post(message);
    });
  }

  #post(message: ToWebview): Thenable<boolean> {
    return this.#panel.webview.postMessage(message);
  }

  #receive(value: unknown): void {
    const message = parseFromWebview(value);
    if (!message) {
      this.#actions.log("A message of the timeline was refused.");
      return;
    }
    switch (message.type) {
      case "ready":
        this.#ready = true;
        this.#begin();
        this.#whenReady.resolve();
        break;
      case "taken":
        for (const feed of [this.#feed, this.#second?.feed])
          if (feed?.recording.state.id === message.run) feed.taken(message.bytes);
        break;
      case "alone":
        if (this.#second?.feed.recording.state.id === message.run) this.beside(undefined);
        break;
      case "open":
        void this.#open(message);
        break;
      case "source":
        for (const feed of [this.#feed, this.#second?.feed])
          if (feed?.recording.state.id === message.run) void this.#tellSource(feed.recording, message);
        break;
      case "command":
        this.#actions.command(message.command);
        break;
      case "snapshot":
      case "picture":
        this.#requests.get(message.request)?.(message);
        break;
      case "notes":
        for (const notes of [this.#notes, this.#second?.notes])
          if (notes?.run === message.run) void notes.keep(message);
        break;
      case "fault":
        this.#actions.log(`Timeline: ${message.message}`);
        break;
      default:
        message satisfies never;
    }
  }
}
