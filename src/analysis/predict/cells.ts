/** Which row wrote each element of the values last; rows plus one, 0: none. */
export class Cells {
  readonly #byValue = new Map<number, Map<number, number>>();

  write(value: number, element: number, row: number): void {
    const cells = this.#byValue.get(value);
    if (cells) cells.set(element, row);
    else this.#byValue.set(value, new Map([[element, row]]));
  }

  writer(value: number, element: number): number {
    return this.#byValue.get(value)?.get(element) ?? 0;
  }

  /** Whether all its elements stem from these rows. */
  wholeIs(value: number, rows: readonly number[]): boolean {
    const found = new Set(this.#byValue.get(value)?.values() ?? []);
    return found.size === rows.length && rows.every((row) => found.has(row));
  }

  copy(): Cells {
    const copy = new Cells();
    for (const [value, cells] of this.#byValue) copy.#byValue.set(value, new Map(cells));
    return copy;
  }
}
