/** How much of what a process prints is told: a burst, and so much a second from then on. Of each stream by itself. */
export const BURST = { lines: 5000, characters: 512 * 1024 };
export const PER_SECOND = { lines: 500, characters: 64 * 1024 };
/** Once it is used up nothing is told until there is room for so much of a burst again: so gaps are few. */
const AGAIN = 0.1;

export class Room {
  #lines = BURST.lines;
  #characters = BURST.characters;
  /** Absolute microseconds. */
  #at = 0;
  #closed = false;

  /** Whether there is room for anything at all at this moment, in absolute microseconds. */
  open(time: number): boolean {
    if (!this.#closed) return true;
    this.#refill(time);
    if (this.#lines < BURST.lines * AGAIN || this.#characters < BURST.characters * AGAIN) return false;
    this.#closed = false;
    return true;
  }

  /** Takes the room of a line; false when there is none. */
  take(characters: number, time: number): boolean {
    if (!this.open(time)) return false;
    this.#refill(time);
    if (this.#lines < 1 || this.#characters < characters) {
      this.#closed = true;
      return false;
    }
    this.#lines--;
    this.#characters -= characters;
    return true;
  }

  #refill(time: number): void {
    const seconds = this.#at === 0 ? 0 : Math.max(0, time - this.#at) / 1e6;
    this.#at = time;
    this.#lines = Math.min(BURST.lines, this.#lines + seconds * PER_SECOND.lines);
    this.#characters = Math.min(BURST.characters, this.#characters + seconds * PER_SECOND.characters);
  }
}
