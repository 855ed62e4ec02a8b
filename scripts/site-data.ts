// Writes what the site carries as data: every lesson as JSON with the files beside it, and for each a still picture of the cluster as it is
// when the lesson begins. node scripts/run-ts.mjs scripts/site-data.ts OUT_FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCluster, defaultCluster, type Host } from '../src/engine/index.ts';
import { lessonCluster, lessons, loadLesson } from '../src/scenarios/index.ts';
import { pictureOf } from '../src/share/picture.ts';

const out = process.argv[2] ?? 'dist';
const mostPosterBytes = 50_000;

const write = (path: string, text: string): void => {
  const file = join(out, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

function poster(id: string, title: string, note: string, host: Host): void {
  const frame = host.drain();
  const [machines, pods] = [frame.machines.changed, frame.pods.changed];
  const svg = pictureOf({ title, note, machines, pods });
  if (svg.length > mostPosterBytes) throw new Error(`the poster of ${id} has ${svg.length} bytes`);
  write(`posters/${id}.svg`, svg);
}

for (const [id, files] of Object.entries(lessons)) {
  const loaded = loadLesson(id);
  if (!loaded) throw new Error(`${id} is not a lesson`);
  write(`lessons/${id}.json`, `${JSON.stringify(loaded.lesson, null, 1)}\n`);
  for (const [path, text] of Object.entries(files)) if (path !== 'lesson.yaml') write(`lessons/${id}/${path}`, text);
  const { title, minutes } = loaded.lesson;
  poster(id, title, `${minutes} minutes`, lessonCluster(loaded));
}
poster('sandbox', 'Podarium', 'A living Kubernetes cluster', createCluster({ cluster: defaultCluster, seed: 1 }));
