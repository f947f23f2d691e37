/** The course: lessons in chapters, from one process to why a program hangs. */

export interface Chapter {
  /** Names it in translations and where progress is shown. */
  id: string;
  title: string;
  /** One sentence. */
  about: string;
  /** Folders of its lessons, in their order. */
  lessons: string[];
}

/** A course that cannot be read; the message says where. */
export class CourseError extends Error {
  override name = "CourseError";
}

type Fields = Record<string, unknown>;

/** @throws CourseError */
export function parseCourse(json: string): Chapter[] {
  const { chapters } = fieldsOf(json, "course");
  if (!Array.isArray(chapters) || chapters.length === 0)
    throw new CourseError('the course has no "chapters"');
  const ids = new Set<string>();
  const lessons = new Set<string>();
  return chapters.map((chapter: unknown, index) => {
    const where = `chapter ${index + 1}`;
    const fields = isFields(chapter) ? chapter : {};
    const id = text(fields["id"], `${where}: "id"`);
    once(ids, id, "chapter");
    const list = fields["lessons"];
    if (!Array.isArray(list) || list.length === 0) throw new CourseError(`${where}: there are no "lessons"`);
    for (const folder of list) {
      if (typeof folder !== "string" || !/^\d+_\w+$/.test(folder))
        throw new CourseError(`${where}: ${JSON.stringify(folder)} is no folder of a lesson`);
      once(lessons, folder, "lesson");
    }
    return {
      id,
      title: text(fields["title"], `${where}: "title"`),
      about: text(fields["about"], `${where}: "about"`),
      lessons: list as string[],
    };
  });
}

/** The course in another language: each chapter, and no other, has its title and sentence there. @throws CourseError */
export function translateCourse(course: readonly Chapter[], json: string): Chapter[] {
  const translations = fieldsOf(json, "translation");
  const known = new Set(course.map(({ id }) => id));
  for (const id of Object.keys(translations))
    if (!known.has(id)) throw new CourseError(`the course has no chapter "${id}"`);
  return course.map((chapter) => {
    const fields = translations[chapter.id];
    if (!isFields(fields)) throw new CourseError(`chapter "${chapter.id}" is not translated`);
    return {
      ...chapter,
      title: text(fields["title"], `chapter "${chapter.id}": "title"`),
      about: text(fields["about"], `chapter "${chapter.id}": "about"`),
    };
  });
}

function fieldsOf(json: string, what: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new CourseError(`the ${what} is no JSON: ${(error as Error).message}`);
  }
  if (!isFields(value)) throw new CourseError(`the ${what} is no JSON object`);
  return value;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function text(value: unknown, what: string): string {
  if (typeof value !== "string" || value.trim() === "") throw new CourseError(`${what} is no text`);
  return value;
}

function once(seen: Set<string>, name: string, what: string): void {
  if (seen.has(name)) throw new CourseError(`${what} "${name}" is there twice`);
  seen.add(name);
}
