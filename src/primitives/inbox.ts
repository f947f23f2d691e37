/**
 * One direction of a pipe: messages on their way to one end, in order. A message is in the buffer once it fits;
 * until then its sender waits, though a receiver may take it already.
 */
import { Fifo } from "./fifo.ts";

export interface Message<W, I> {
  item: I;
  bytes: number;
  /** Waits for room; undefined once the message is in the buffer. */
  sender: W | undefined;
}

export class InboxMachine<W, I> {
  readonly receivers = new Fifo<W>();
  /** Want to know when there is something to receive, without taking it. */
  readonly watchers = new Fifo<W>();
  readonly #limit: number;
  /** All that can be received, oldest first. */
  readonly messages = new Fifo<Message<W, I>>();
  readonly #waiting = new Fifo<Message<W, I>>();
  #buffered = 0;

  /** `limit`: bytes that the buffer takes. A larger message waits until somebody receives it. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Messages that can be received. */
  get size(): number {
    return this.messages.size;
  }

  /**
   * A message comes. `receiver` is who gets it at once; `accepted` false: its sender, `request`, waits from now on.
   */
  send(request: W, item: I, bytes: number): { accepted: boolean; receiver: W | undefined } {
    const receiver = this.receivers.shift();
    if (receiver !== undefined) return { accepted: true, receiver };
    const accepted = this.#waiting.size === 0 && this.#buffered + bytes <= this.#limit;
    const entry: Message<W, I> = { item, bytes, sender: accepted ? undefined : request };
    this.messages.push(entry);
    if (accepted) this.#buffered += bytes;
    else this.#waiting.push(entry);
    return { accepted, receiver: undefined };
  }

  /** Takes the oldest message; `admitted` are the senders that need not wait any longer, with what they sent. */
  receive(): { item: I; admitted: { sender: W; item: I }[] } | undefined {
    const first = this.receivers.size > 0 ? undefined : this.messages.shift();
    if (!first) return undefined;
    const admitted: { sender: W; item: I }[] = [];
    if (first.sender === undefined) this.#buffered -= first.bytes;
    else {
      this.#waiting.shift();
      admitted.push({ sender: first.sender, item: first.item });
    }
    for (let next = this.#waiting.first; next; next = this.#waiting.first) {
      if (this.#buffered + next.bytes > this.#limit) break;
      this.#waiting.shift();
      this.#buffered += next.bytes;
      admitted.push({ sender: next.sender!, item: next.item });
      next.sender = undefined;
    }
    return { item: first.item, admitted };
  }

  /** Nobody will ever receive: answers the senders that wait and all messages, which are lost. */
  abandon(): { senders: W[]; lost: I[] } {
    const senders = this.#waiting.clear().map((entry) => entry.sender!);
    this.#buffered = 0;
    return { senders, lost: this.messages.clear().map((entry) => entry.item) };
  }

  /** A request leaves whatever line it stands in; what it was sending was not sent. */
  cancel(request: W): boolean {
    if (this.receivers.remove(request) || this.watchers.remove(request)) return true;
    for (const entry of this.#waiting)
      if (entry.sender === request) return this.#waiting.remove(entry) && this.messages.remove(entry);
    return false;
  }
}
