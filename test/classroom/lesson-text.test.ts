import assert from "node:assert/strict";
import { test } from "node:test";
import { HEADINGS, type LessonLanguage, parseLesson } from "../../src/classroom/lesson-text.ts";
import { LessonTextError, plainText } from "../../src/classroom/markdown.ts";

const LESSON = `# Two forks

Two friends share \`two\` forks.

## Look for

- who waits
- who *holds*

## Predict

How many eat?

- [ ] Nobody
- [x] Both, one after
      the other
- [ ] Both at once

Why: there are only
two forks.

They are enough for one.

## Then

One lane waits.

## Try

Add a fork:

\`\`\`ts
## not a heading
const fork = new Lock();
\`\`\`
`;

/** What is wrong with the text, as its reader is told. */
function complaint(text: string, language: LessonLanguage = "en"): string {
  try {
    parseLesson(text, language);
  } catch (error) {
    assert.ok(error instanceof LessonTextError, String(error));
    return error.message;
  }
  assert.fail("nothing was found wrong");
}

test("a lesson has its parts", () => {
  const lesson = parseLesson(LESSON, "en");
  assert.equal(lesson.title, "Two forks");
  assert.deepEqual(lesson.about, [
    {
      type: "paragraph",
      parts: [
        { type: "text", text: "Two friends share " },
        { type: "code", text: "two" },
        { type: "text", text: " forks." },
      ],
    },
  ]);
  assert.deepEqual(lesson.question, [
    { type: "paragraph", parts: [{ type: "text", text: "How many eat?" }] },
  ]);
  assert.deepEqual(lesson.options.map(plainText), ["Nobody", "Both, one after the other", "Both at once"]);
  assert.equal(lesson.right, 1);
  assert.equal(lesson.why.length, 2);
  assert.deepEqual(lesson.why[0], {
    type: "paragraph",
    parts: [{ type: "text", text: "there are only two forks." }],
  });
  assert.equal(lesson.outcome.length, 1);
  assert.deepEqual(lesson.change[1], {
    type: "code",
    language: "ts",
    text: "## not a heading\nconst fork = new Lock();",
  });
});

test("the same lesson in Chinese, with Windows' line ends", () => {
  const { lookFor, question, outcome, change, why } = HEADINGS["zh-cn"];
  const text = LESSON.replace("## Look for", `## ${lookFor}`)
    .replace("## Predict", `## ${question}`)
    .replace("## Then", `## ${outcome}`)
    .replace("## Try", `## ${change}`)
    .replace("Why: there are only\ntwo forks.", `${why}只有\n两把叉子。`)
    .replaceAll("\n", "\r\n");
  const lesson = parseLesson(text, "zh-cn");
  assert.equal(lesson.right, 1);
  assert.deepEqual(lesson.why[0], { type: "paragraph", parts: [{ type: "text", text: "只有两把叉子。" }] });
  assert.match(complaint(text), /line 5: "## Look for" is expected here, not "## 看什么"/);
});

test("a text that is not written as a lesson is refused, with the line and what is missing", () => {
  assert.match(complaint(""), /line 1: a lesson begins with its title/);
  assert.match(complaint(LESSON.replace("# Two forks\n", "")), /line 2: a lesson begins with its title/);
  assert.match(
    complaint(LESSON.replace("Two friends share `two` forks.", "")),
    /line 1: nothing stands under/,
  );
  assert.match(complaint(LESSON.replace("One lane waits.", "")), /line 24: nothing stands under "## Then"/);
  assert.match(
    complaint(LESSON.replace("## Then", "## After")),
    /line 24: "## Then" is expected here, not "## After"/,
  );
  assert.match(
    complaint(LESSON.slice(0, LESSON.indexOf("## Try"))),
    /"## Try" is expected here, not the end/,
  );
  assert.match(complaint(`${LESSON}\n## More\n\nText.\n`), /there is no section "## More" in a lesson/);
  assert.match(complaint(LESSON.replace("## Predict", "### Predict")), /line 10: "## Predict" is expected/);
  assert.match(
    complaint(LESSON.replace(/- \[.\].*\n(\s+the other\n)?/g, "")),
    /line 10: the answers .* are missing/,
  );
  assert.match(complaint(LESSON.replace("[x]", "[ ]")), /line 14: exactly one answer is right.*here 0 are/);
  assert.match(complaint(LESSON.replace("[ ] Nobody", "[x] Nobody")), /line 14: exactly one .*here 2 are/);
  assert.match(complaint(LESSON.replace("Why: ", "")), /line 10: "Why:" is missing after the answers/);
  assert.match(
    complaint(LESSON.replace("- [ ] Both at once", "Both at once")),
    /line 17: only answers stand/,
  );
  const one = LESSON.replace("- [ ] Nobody\n", "").replace("- [ ] Both at once\n", "");
  assert.match(complaint(one), /a question has 2 to 6 answers, not 1/);
  assert.match(complaint(LESSON.replace("How many eat?", "")), /line 10: nothing stands under "## Predict"/);
  assert.match(
    complaint(LESSON.replace(/```\n$/, "")),
    /line 32: the fenced code that begins here does not end/,
  );
});
