// A lesson as a package for platforms of cmi5: a zip with the course structure at its root and the page beside it, one unit in one course.
// The page loads nothing from the network; it speaks with the platform that opened it and with nobody else.
import type { LoadedLesson } from '../../scenarios/index.ts';
import { type BuiltFrame, escaped, pageFiles } from './one-file.ts';
import { type ZipFile, zipOf } from './zip.ts';

export function cmi5(loaded: LoadedLesson, frame: BuiltFrame): Promise<Uint8Array> {
  return zipOf(cmi5Files(loaded, frame));
}

export function cmi5Files(loaded: LoadedLesson, frame: BuiltFrame): readonly ZipFile[] {
  const files = pageFiles(loaded, frame, 'cmi5');
  return [{ name: 'cmi5.xml', text: structureOf(loaded, files[0].name) }, ...files];
}

function structureOf({ lesson, hash }: LoadedLesson, launch: string): string {
  const said = (text: string) => `<langstring lang="en">${escaped(text)}</langstring>`;
  const about = `<title>${said(lesson.title)}</title>
    <description>${said(lesson.summary)}</description>`;
  // Names must be addresses in form; the platform replaces them by its own.
  const id = `urn:podarium:${lesson.id}:${hash}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="${id}:course">
    ${about}
  </course>
  <au id="${id}" moveOn="CompletedOrPassed" masteryScore="${lesson.scoring?.pass ?? 0.7}" launchMethod="AnyWindow">
    ${about}
    <url>${launch}</url>
  </au>
</courseStructure>
`;
}
