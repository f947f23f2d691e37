/** Where a picture goes: to the host, which saves it, or to the clipboard. */
import type { Host } from "./host.ts";
import { t } from "./l10n.ts";
import type { Picture } from "./picture.ts";

/** The clipboard is open to whoever has the focus, which comes a moment after the panel was brought forward. */
const FOCUS_LIMIT_MS = 1000;

/** Answers a request of the host. Never rejects: what went wrong is the answer. */
export async function answerPicture(
  host: Host,
  request: number,
  picture: Promise<Picture>,
  copy: boolean,
): Promise<void> {
  try {
    const { png, left } = await picture;
    if (copy) await copyImage(png);
    host.post({
      type: "picture",
      request,
      ...(copy ? {} : { png: new Uint8Array(await png.arrayBuffer()) }),
      ...(left > 0 ? { left } : {}),
    });
  } catch (error) {
    host.post({ type: "picture", request, error: error instanceof Error ? error.message : String(error) });
  }
}

async function copyImage(blob: Blob): Promise<void> {
  await focused();
  try {
    await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(t("The clipboard did not take the picture: {0}", reason));
  }
}

/** Waits for the focus as long as it may take. */
async function focused(): Promise<void> {
  window.focus();
  if (document.hasFocus()) return;
  await new Promise<void>((done) => {
    setTimeout(done, FOCUS_LIMIT_MS);
    window.addEventListener("focus", () => done(), { once: true });
  });
}
