// A lesson as a package for platforms of SCORM 2004: the same page as for 1.2 with a manifest of the fourth edition, in which success and
// completion are two things, both said by the lesson, and the mark that counts as success is the lesson's own.
import type { LoadedLesson } from '../../scenarios/index.ts';
import { type BuiltFrame, escaped, pageFiles } from './one-file.ts';
import { type ZipFile, zipOf } from './zip.ts';

export function scorm2004(loaded: LoadedLesson, frame: BuiltFrame): Promise<Uint8Array> {
  return zipOf(scorm2004Files(loaded, frame));
}

export function scorm2004Files(loaded: LoadedLesson, frame: BuiltFrame): readonly ZipFile[] {
  const files = pageFiles(loaded, frame, 'scorm2004');
  const names = files.map(({ name }) => name);
  return [{ name: 'imsmanifest.xml', text: manifestOf(loaded, names) }, ...files];
}

function manifestOf({ lesson, hash }: LoadedLesson, files: readonly string[]): string {
  const title = escaped(lesson.title);
  const listed = files.map((name) => `      <file href="${name}"/>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="podarium-${lesson.id}-${hash}" version="1.0"
  xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsglobal.org/xsd/imscp_v1p1 imscp_v1p1.xsd http://www.adlnet.org/xsd/adlcp_v1p3 adlcp_v1p3.xsd http://www.imsglobal.org/xsd/imsss imsss_v1p0.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>2004 4th Edition</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${title}</title>
      <item identifier="lesson" identifierref="page">
        <title>${title}</title>
        <imsss:sequencing>
          <imsss:objectives>
            <imsss:primaryObjective objectiveID="lesson" satisfiedByMeasure="true">
              <imsss:minNormalizedMeasure>${lesson.scoring?.pass ?? 0.7}</imsss:minNormalizedMeasure>
            </imsss:primaryObjective>
          </imsss:objectives>
          <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
        </imsss:sequencing>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormType="sco" href="${files[0]}">
${listed}
    </resource>
  </resources>
</manifest>
`;
}
