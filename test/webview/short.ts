/** A small run that most tests of the view look at, and what they read off it. */
import type { Locator } from "playwright-core";
import type { FromWebview, ViewSnapshot } from "../../src/protocol/view.ts";
import type { WebviewPage } from "./harness.ts";

export const SHORT = `
0    -    spawn main
0    main run program
1    main make lock log @/project/a:b/main.ts:3:7
1    main make queue jobs 6 @/project/main.ts:4:7
1    main make event ready
1    main make pool crew 2
2    main spawn A @/project/main.ts:9:3
3    main spawn B
10   A    run worker
10   B    run worker
20   A    acquire log @/project/main.ts:17:3
30   B    ask acquire log 60 @/project/a:b/main.ts:27:14
40   A    begin load
50   A    end load
60   main put jobs
61   main put jobs
62   main set ready
63   main submit crew 1 resize
64   A    task crew 1
300  A    sleep 400
500  main ask join A @/project/main.ts:31:9
`;

export const laneStates = (snapshot: ViewSnapshot): Record<string, string> =>
  Object.fromEntries(snapshot.lanes.map((lane) => [lane.name, lane.state]));

export async function over(
  view: WebviewPage,
  lane: string,
  share: number,
): Promise<{ x: number; y: number }> {
  const row = (await view.page.locator(`.row:has(.name:text-is("${lane}"))`).first().boundingBox())!;
  const plot = (await view.page.locator(".plot canvas").boundingBox())!;
  const point = { x: plot.x + plot.width * share, y: row.y + 11 };
  await view.page.mouse.move(point.x, point.y);
  return point;
}

/** A text as it can be seen: what is hidden is not in it. */
export const seen = (part: Locator): Promise<string> => part.innerText();

export const opens = (view: WebviewPage) =>
  view.messages.filter((message): message is FromWebview & { type: "open" } => message.type === "open");
