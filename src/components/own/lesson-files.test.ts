// Files as teachers hand them over.
import { describe, expect, it } from 'vitest';
import { oneText } from '../../scenarios/named-files.ts';
import { filesOf, looksLikeLesson } from './lesson-files.ts';

const lesson = 'format: lesson/1\ncluster: { apply: [manifests/web.yaml] }\n';
const web = 'kind: Deployment\n';

describe('the files of a lesson', () => {
  it('are called as they are in its folder, wherever that lies', () => {
    const given = [
      { path: 'course/unplugged/lesson.yaml', text: lesson },
      { path: 'course/unplugged/manifests/web.yaml', text: web },
      { path: 'course/unplugged/notes.txt', text: 'mine' },
    ];
    expect(filesOf(given)).toEqual({ 'lesson.yaml': lesson, 'manifests/web.yaml': web });
  });

  it('that were picked without their folder are where the lesson looks for them', () => {
    const given = [
      { path: 'web.yaml', text: web },
      { path: 'my-lesson.yaml', text: lesson },
    ];
    expect(filesOf(given)).toEqual({ 'lesson.yaml': lesson, 'manifests/web.yaml': web });
  });

  it('are kept by their names when none of them is a lesson', () => {
    expect(
      filesOf([
        { path: 'a.yaml', text: web },
        { path: 'b.yaml', text: web },
      ]),
    ).toEqual({ 'a.yaml': web, 'b.yaml': web });
  });

  it('come back letter by letter from the one file that was mailed, whatever lies beside it', () => {
    const files = { 'lesson.yaml': `${lesson}# "quoted" – ✓\n`, 'manifests/web.yaml': `---\n${web}---\n${web}` };
    const mailed = { path: 'Downloads/mine (1).json', text: oneText(files) };
    expect(looksLikeLesson(mailed.text)).toBe(true);
    expect(filesOf([{ path: 'other.yaml', text: web }, mailed])).toEqual(files);
    expect(looksLikeLesson('{"files": {"a.yaml": "kind: Pod"}}')).toBe(false);
    expect(looksLikeLesson('{"files": {"lesson.yaml": 7}}')).toBe(false);
    expect(filesOf([{ path: 'package.json', text: '{"files": ["dist"]}' }])).toEqual({});
  });

  it('may end in capitals, as some computers write them', () => {
    expect(filesOf([{ path: 'MINE.YAML', text: lesson }])).toEqual({ 'lesson.yaml': lesson });
  });

  it('begin with a text that says lesson, in whatever spelling YAML allows', () => {
    expect(looksLikeLesson('# mine\nformat: lesson/1\n')).toBe(true);
    expect(looksLikeLesson('"format": "lesson/1"\n')).toBe(true);
    expect(looksLikeLesson('kind: Pod\nspec:\n  format: lesson/1\n')).toBe(false);
  });
});
