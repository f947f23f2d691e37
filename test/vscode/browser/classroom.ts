/** A lesson, as a learner goes through it. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lessonFrame, type VsCodeWindow } from "../window.ts";
import { row } from "./side-bar.ts";

const FOLDER = "01_simple";
/** A text of the test's own: those of the lessons are free to change. */
const TEXT = `# Five <b>children</b>

Main starts \`five\` of them.

## Look for
- the lanes

## Predict
Who ends *last*?
- [ ] A child
- [x] Main

Why: it waits for its children.
## Then
Main's lane is the longest.
## Try
\`\`\`ts
await child.join();
\`\`\`
`;

/** Puts the text into the extension that is to be installed. */
export async function writeLesson(extension: string): Promise<void> {
  await writeFile(join(extension, "lessons", FOLDER, "lesson.md"), TEXT);
}

/** Begins in a window in which no lesson is open. */
export function classroomSteps(window: VsCodeWindow): [string, () => Promise<void>][] {
  const { page } = window;
  const lesson = lessonFrame(window);
  const button = (name: string) => lesson.getByRole("button", { name, exact: true });
  const program = page.locator(".editor-instance .view-lines").filter({ hasText: "isMainProcess" });
  return [
    [
      "F1, Interleave: Open Lesson… shows its program, and its text beside it",
      async () => {
        await window.command("Interleave: Open Lesson…");
        const offered = page.locator(".quick-input-list .monaco-list-row");
        await offered.filter({ hasText: "Five <b>children</b>" }).click();
        await lesson.getByRole("heading", { name: "Five <b>children</b>" }).waitFor();
        await window.editorShows("Five children, nobody joins them");
        await lesson.locator("pre").waitFor({ state: "detached" });
      },
    ],
    [
      "the question is answered by the keyboard; then the page says why, and what comes of it",
      async () => {
        await button("A child").focus();
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await lesson.getByText("Right.", { exact: true }).first().waitFor();
        await lesson.getByText("it waits for its children.").waitFor();
        await lesson.locator("pre").filter({ hasText: "await child.join();" }).waitFor();
        assert.equal(
          await lesson
            .locator("[aria-pressed=true]")
            .innerText()
            .then((text) => text.trim().split("\n").at(-1)),
          "Main",
        );
      },
    ],
    [
      "Run ticks off what the run shows, on the page and in the tree",
      async () => {
        await button("Run").click();
        const [expected, goals] = [lesson.locator(".checks").nth(0), lesson.locator(".checks").nth(1)];
        const ticks = expected.locator("li.ticked");
        await ticks.nth(3).waitFor({ timeout: 60_000 });
        assert.equal(await ticks.count(), await expected.locator("li").count());
        assert.equal(await goals.locator("li.ticked").count(), 0);
        await row(window, /children<\/b>01 · 5 of 6 done$/).waitFor();
      },
    ],
    [
      "Reset asks before it throws away what was changed, and brings back the original",
      async () => {
        await program.first().click();
        await page.keyboard.press("Control+Home");
        await page.keyboard.type("// mine ");
        await page.keyboard.press("Control+S");
        await button("Reset").click();
        const dialog = page.locator(".monaco-dialog-box").filter({ hasText: "Your changes to it go" });
        await dialog.getByRole("button", { name: "Cancel" }).click();
        await window.editorShows("// mine // Five children");
        await button("Reset").click();
        await dialog.getByRole("button", { name: "Reset", exact: true }).click();
        await page.locator(".view-lines").filter({ hasText: "// mine" }).waitFor({ state: "detached" });
        await window.editorShows("// Five children");
        await button("Reset").waitFor({ state: "detached" });
      },
    ],
    [
      "another lesson, and back: the answer is remembered",
      async () => {
        await lesson.getByRole("button", { name: "Next lesson" }).click();
        await lesson.getByRole("heading", { level: 1 }).filter({ hasNotText: "Five <b>" }).waitFor();
        await window.editorShows("function runChild");
        await lesson.getByRole("button", { name: "Previous lesson" }).click();
        await lesson.getByText("it waits for its children.").waitFor();
      },
    ],
  ];
}
