/** Bytes as base64, in portions of any size. */

const STEP = 3 * 8192;

export async function* base64(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const portion of bytes) {
    const all = new Uint8Array(rest.length + portion.length);
    all.set(rest);
    all.set(portion, rest.length);
    const whole = all.length - (all.length % 3);
    for (let at = 0; at < whole; at += STEP) yield encode(all.subarray(at, Math.min(whole, at + STEP)));
    rest = all.slice(whole);
  }
  if (rest.length > 0) yield encode(rest);
}

const encode = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
