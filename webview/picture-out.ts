/** Where a picture goes: to the host, which saves it, or to the clipboard. */
import type { Host } from "./host.ts";
import { t } from "./l10n.ts";

/** The clipboard is open to whoever has the focus, which comes a moment after the panel was brought forward. */
const FOCUS_LIMIT_MS = 1000;

/** Answers a request of the host. Never rejects: what went wrong is the answer. */
export async function answerPicture(
  host: Host,
  request: number,
  picture: Promise<Blob>,
  copy: boolean,
): Promise<void> {
  try {
    const blob = await picture;
    if (copy) {
      await copyImage(blob);
      host.post({ type: "picture", request });
    } else host.post({ type: "picture", request, png: new Uint8Array(await blob.arrayBuffer()) });
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
