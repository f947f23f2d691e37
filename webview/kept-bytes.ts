/** The bytes of a run, kept for questions that need all of it: as blobs, which do not lie in the page's own memory. */

/** Bytes of one blob. */
const PORTION = 1 << 20;

export class KeptBytes {
  readonly #blobs: Blob[] = [];
  #fresh: Uint8Array[] = [];
  #waiting = 0;
  length = 0;

  push(bytes: Uint8Array): void {
    this.#fresh.push(bytes);
    this.#waiting += bytes.length;
    this.length += bytes.length;
    if (this.#waiting < PORTION) return;
    this.#blobs.push(new Blob(this.#fresh as Uint8Array<ArrayBuffer>[]));
    this.#fresh = [];
    this.#waiting = 0;
  }

  /** All that was pushed up to now, from the beginning. */
  async *read(): AsyncGenerator<Uint8Array> {
    const fresh = [...this.#fresh];
    for (const blob of [...this.#blobs]) yield new Uint8Array(await blob.arrayBuffer());
    yield* fresh;
  }
}
