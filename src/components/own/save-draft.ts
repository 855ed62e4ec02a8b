// The draft as a file on the computer: alone its YAML, with files beside it all of them in one, so that it can be mailed and opened again. Or
// each under its own name, for a folder.
import { oneText } from '../../scenarios/named-files.ts';
import { saveText } from '../ui/json-file.tsx';
import { own } from '../ui/text/own.ts';
import { lessonFile, nameOf } from './lesson-files.ts';
import { useWorkshop } from './workshop-store.ts';

export function saveDraft(): void {
  const { files } = useWorkshop.getState().draft;
  if (Object.keys(files).length === 1) return saveApart();
  const name = `${idOf(files[lessonFile]) ?? 'lesson'}.json`;
  saveText(name, oneText(files), 'application/json');
  useWorkshop.setState({ said: own.saved(name) });
}

export function saveApart(): void {
  const { files } = useWorkshop.getState().draft;
  const id = idOf(files[lessonFile]);
  const names = Object.keys(files).map((name) => {
    // Alone it is called like the lesson; with files beside it, as the lesson's folder calls it.
    const as = name === lessonFile && id && Object.keys(files).length === 1 ? `${id}.yaml` : nameOf(name);
    saveText(as, files[name], 'application/yaml');
    return as;
  });
  useWorkshop.setState({ said: own.saved(names.join(', ')) });
}

const idOf = (text = ''): string | undefined => /^id:\s*["']?([a-z0-9][a-z0-9-]*)/m.exec(text)?.[1];
