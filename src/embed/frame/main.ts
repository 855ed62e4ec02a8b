// Where a frame begins, and a file that holds one lesson: the same page as the site, told that it is embedded, and then the door for the
// host. What the page brings along stands in it as data.
import { boot } from '../../components/app/boot.tsx';
import { usePageOptions } from '../../components/session/page-options.ts';
import { reportToCmi5 } from '../cmi5/report.ts';
import { reportToScorm } from '../scorm/report.ts';
import { serveHost } from './serve.ts';

void begin();

async function begin(): Promise<void> {
  const { parameters, lesson } = brought();
  const api = await boot({ embedded: true, parameters, lesson });
  const { origin, report } = usePageOptions.getState().given;
  if (window.parent !== window && report !== 'none')
    serveHost(api, { window, host: origin, note: (text) => console.info(`Podarium: ${text}`) });
  if (report === 'scorm') reportToScorm(api, window);
  if (report === 'cmi5') void reportToCmi5(api, window);
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
