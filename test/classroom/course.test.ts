import assert from "node:assert/strict";
import { test } from "node:test";
import { type Chapter, CourseError, parseCourse, translateCourse } from "../../src/classroom/course.ts";

const CHAPTERS: Chapter[] = [
  { id: "first", title: "First", about: "One process.", lessons: ["01_simple", "02_simple_args"] },
  { id: "second", title: "Second", about: "Two.", lessons: ["13_queue"] },
];
const write = (chapters: unknown) => JSON.stringify({ chapters });

test("a course is read, and read in another language", () => {
  const course = parseCourse(write(CHAPTERS));
  assert.deepEqual(course, CHAPTERS);
  const zh = { first: { title: "第一", about: "一个进程。" }, second: { title: "第二", about: "两个。" } };
  const translated = translateCourse(course, JSON.stringify(zh));
  assert.deepEqual(
    translated.map(({ title, about, lessons }) => ({ title, about, lessons })),
    [
      { ...zh.first, lessons: CHAPTERS[0]!.lessons },
      { ...zh.second, lessons: CHAPTERS[1]!.lessons },
    ],
  );
});

test("what is no course is refused, and it is said where", () => {
  const refused = (json: string, message: RegExp) =>
    assert.throws(
      () => parseCourse(json),
      (error) => error instanceof CourseError && message.test(error.message),
    );
  const [first, second] = CHAPTERS as [Chapter, Chapter];
  refused("{", /the course is no JSON/);
  refused("[]", /the course is no JSON object/);
  refused("{}", /has no "chapters"/);
  refused(write([]), /has no "chapters"/);
  refused(write([first, { ...second, id: "first" }]), /chapter "first" is there twice/);
  refused(write([first, { ...second, lessons: ["01_simple"] }]), /lesson "01_simple" is there twice/);
  refused(write([{ ...first, lessons: ["../x"] }]), /chapter 1: "..\/x" is no folder of a lesson/);
  refused(write([{ ...first, lessons: [] }]), /chapter 1: there are no "lessons"/);
  refused(write([first, { ...second, title: "" }]), /chapter 2: "title" is no text/);
  refused(write([null]), /chapter 1: "id" is no text/);
});

test("a translation has every chapter and no other", () => {
  const course = parseCourse(write(CHAPTERS));
  const refused = (translation: unknown, message: RegExp) =>
    assert.throws(() => translateCourse(course, JSON.stringify(translation)), message);
  const one = { title: "一", about: "一。" };
  refused({ first: one }, /chapter "second" is not translated/);
  refused({ first: one, second: one, third: one }, /the course has no chapter "third"/);
  refused({ first: one, second: { title: "二" } }, /chapter "second": "about" is no text/);
});
