/** The texts, checks and the course that come with the extension can be read, in every language. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseChecks } from "../../src/classroom/checks.ts";
import { parseCourse, translateCourse } from "../../src/classroom/course.ts";
import { HEADINGS, type LessonLanguage, parseLesson } from "../../src/classroom/lesson-text.ts";

const LESSONS = join(import.meta.dirname, "..", "..", "lessons");
const folders = readdirSync(LESSONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const others = Object.keys(HEADINGS).filter((language) => language !== "en") as LessonLanguage[];
const read = (...path: string[]) => readFileSync(join(LESSONS, ...path), "utf8");

/** What must be the same in all languages: how many answers, which is right, and the code. */
function skeleton(folder: string, language: LessonLanguage) {
  const name = language === "en" ? "lesson.md" : `lesson.${language}.md`;
  const lesson = parseLesson(read(folder, name), language);
  const { options, right, lookFor, question, outcome, change } = lesson;
  const code = [lookFor, question, outcome, change].flat().filter(({ type }) => type === "code");
  return { options: options.length, right, code };
}

test("the course has every lesson once, in every language", () => {
  const course = parseCourse(read("course.json"));
  assert.deepEqual(course.flatMap(({ lessons }) => lessons).sort(), folders);
  for (const language of others) {
    const translated = translateCourse(course, read(`course.${language}.json`));
    for (const [index, { title, about }] of translated.entries()) {
      assert.notEqual(title, course[index]!.title);
      assert.notEqual(about, course[index]!.about);
    }
  }
});

for (const folder of folders)
  test(folder, () => {
    const english = skeleton(folder, "en");
    for (const language of others) assert.deepEqual(skeleton(folder, language), english, language);
    const checks = parseChecks(read(folder, "checks.json"));
    assert.ok(
      checks.some(({ goal }) => !goal),
      "nothing is expected of the lesson as it is",
    );
  });
