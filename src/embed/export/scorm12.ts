// A lesson as a package for platforms of SCORM 1.2: a zip with the manifest at its root and the page beside it. The page loads nothing from
// the network, for many platforms run without one.
import type { LoadedLesson } from '../../scenarios/index.ts';
import { type BuiltFrame, escaped, pageFiles } from './one-file.ts';
import { type ZipFile, zipOf } from './zip.ts';

export function scorm12(loaded: LoadedLesson, frame: BuiltFrame): Promise<Uint8Array> {
  return zipOf(scormFiles(loaded, frame));
}

export function scormFiles(loaded: LoadedLesson, frame: BuiltFrame): readonly ZipFile[] {
  const files = pageFiles(loaded, frame, 'scorm');
  const manifest = manifestOf(
    loaded,
    files.map(({ name }) => name),
  );
  return [{ name: 'imsmanifest.xml', text: manifest }, ...files];
}

function manifestOf({ lesson, hash }: LoadedLesson, files: readonly string[]): string {
  const title = escaped(lesson.title);
  const pass = Math.round((lesson.scoring?.pass ?? 0.7) * 100);
  const listed = files.map((name) => `      <file href="${name}"/>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="podarium-${lesson.id}-${hash}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${title}</title>
      <item identifier="lesson" identifierref="page" isvisible="true">
        <title>${title}</title>
        <adlcp:masteryscore>${pass}</adlcp:masteryscore>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="${files[0]}">
${listed}
    </resource>
  </resources>
</manifest>
`;
}
