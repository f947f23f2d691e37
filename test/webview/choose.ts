/** A part of the run, chosen as people do. */
import type { WebviewPage } from "./harness.ts";

/** Chooses a part of the run on the lanes; answers it in milliseconds, as the view took it. */
export async function choose(view: WebviewPage, from: number, to: number): Promise<void> {
  const { range } = await view.snapshot();
  const plot = (await view.page.locator(".plot canvas").boundingBox())!;
  const x = (ms: number) => plot.x + (plot.width * ms) / range.to;
  await view.page.keyboard.down("Shift");
  await view.page.mouse.move(x(from), plot.y + 40);
  await view.page.mouse.down();
  await view.page.mouse.move(x(to), plot.y + 40, { steps: 4 });
  await view.page.mouse.up();
  await view.page.keyboard.up("Shift");
}
