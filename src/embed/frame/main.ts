// Where a frame begins, and a file that holds one lesson: the same page as the site, told that it is embedded, and then the door for the
// host. What the page brings along stands in it as data.
import { boot } from '../../components/app/boot.tsx';
import type { PageApi } from '../../components/app/page-api.ts';
import { usePageOptions } from '../../components/session/page-options.ts';
import { behindPicture } from './behind-picture.ts';
import { askForHeight } from './course-height.ts';
import { type Served, serveHost } from './serve.ts';

void begin();

async function begin(): Promise<void> {
  const { parameters, lesson } = brought();
  let isOpen = false;
  const openDoor = (served: Served) => {
    const { origin, report } = usePageOptions.getState().given;
    if (isOpen || window.parent === window || report === 'none') return;
    isOpen = true;
    serveHost(served, { window, host: origin, note: (text) => console.info(`Podarium: ${text}`) });
  };
  const page: Promise<PageApi> = boot({
    embedded: true,
    parameters,
    lesson,
    onPicture: (press) => queueMicrotask(() => openDoor(behindPicture(page, press))),
  });
  const api = await page;
  openDoor(api);
  const { origin, report } = usePageOptions.getState().given;
  if (isOpen && origin !== undefined) askForHeight(api, window.parent, origin);
  // What a platform is told is made of the engine's parts, and a frame that shows its picture loads none.
  if (report === 'scorm' || report === 'scorm2004') {
    const [{ reportToScorm }, { scorm12, scorm2004 }] = await Promise.all([
      import('../scorm/report.ts'),
      import('../scorm/dialects.ts'),
    ]);
    reportToScorm(api, window, report === 'scorm' ? scorm12 : scorm2004);
  }
  if (report === 'cmi5') void (await import('../cmi5/report.ts')).reportToCmi5(api, window);
}

interface Brought {
  readonly parameters?: Record<string, string>;
  readonly lesson?: unknown;
}

/** `<script type="application/json" id="podarium">`: data, which no content policy forbids. */
function brought(): Brought {
  const text = document.getElementById('podarium')?.textContent;
  return text ? (JSON.parse(text) as Brought) : {};
}
