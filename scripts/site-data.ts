// Writes what the site carries as data: every lesson as JSON with the files beside it, and for each a still picture of the cluster as it is
// when the lesson begins, and a page of its own. node scripts/run-ts.mjs scripts/site-data.ts OUT_FOLDER; `SITE` is the address at which
// the site will be, for what has to name it in full.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCluster, defaultCluster, type Host } from '../src/engine/index.ts';
import { lessonCluster, lessons, loadLesson } from '../src/scenarios/index.ts';
import { describePicture, pictureOf } from '../src/share/picture.ts';
import { lessonPage, oembedOf, type Poster, siteAddress } from './lesson-pages.ts';

const out = process.argv[2] ?? 'dist';
const site = siteAddress(process.env.SITE ?? '');
if (process.env.SITE && !site)
  throw new Error(`SITE must be an address like https://podarium.example/; it is "${process.env.SITE}".`);
const mostPosterBytes = 50_000;

const write = (path: string, text: string): void => {
  const file = join(out, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

function poster(id: string, title: string, note: string, host: Host): Poster {
  const frame = host.drain();
  const [machines, pods] = [frame.machines.changed, frame.pods.changed];
  const pictured = { title, note, machines, pods };
  const svg = pictureOf(pictured);
  if (svg.length > mostPosterBytes) throw new Error(`the poster of ${id} has ${svg.length} bytes`);
  write(`posters/${id}.svg`, svg);
  const [width, height] = ['width', 'height'].map((side) => Number(new RegExp(` ${side}="(\\d+)"`).exec(svg)?.[1]));
  return { alt: describePicture(pictured), width, height };
}

for (const [id, files] of Object.entries(lessons)) {
  const loaded = loadLesson(id);
  if (!loaded) throw new Error(`${id} is not a lesson`);
  write(`lessons/${id}.json`, `${JSON.stringify(loaded.lesson, null, 1)}\n`);
  for (const [path, text] of Object.entries(files)) if (path !== 'lesson.yaml') write(`lessons/${id}/${path}`, text);
  const { title, minutes } = loaded.lesson;
  const picture = poster(id, title, `${minutes} minutes`, lessonCluster(loaded));
  write(`lessons/${id}.html`, lessonPage(loaded, picture, site));
  if (site) write(`oembed/${id}.json`, oembedOf(loaded, picture, site));
}
poster('sandbox', 'Podarium', 'A living Kubernetes cluster', createCluster({ cluster: defaultCluster, seed: 1 }));
