/** How much work a search may do, counted in rows looked at, so that it ends whatever the run was like. */
export class Budget {
  #left: number;
  readonly #expired: () => boolean;
  #sinceAsked = 0;
  spent = false;

  /** `expired` is asked every few thousand rows whether time is up. */
  constructor(rows: number, expired: () => boolean = () => false) {
    this.#left = rows;
    this.#expired = expired;
  }

  spend(rows: number): void {
    this.#left -= rows;
    this.#sinceAsked += rows;
    if (this.#left <= 0) this.spent = true;
    if (this.#sinceAsked < 4096) return;
    this.#sinceAsked = 0;
    if (this.#expired()) this.spent = true;
  }
}
