// The draft as files on the computer: the lesson, and whatever stands beside it, each under its own name.
import { saveText } from '../ui/json-file.tsx';
import { own } from '../ui/text/own.ts';
import { lessonFile, nameOf } from './lesson-files.ts';
import { useWorkshop } from './workshop-store.ts';

export function saveDraft(): void {
  const { files } = useWorkshop.getState().draft;
  const id = /^id:\s*["']?([a-z0-9][a-z0-9-]*)/m.exec(files[lessonFile] ?? '')?.[1];
  const names = Object.keys(files).map((name) => {
    // Alone it is called like the lesson; with files beside it, as the lesson's folder calls it.
    const as = name === lessonFile && id && Object.keys(files).length === 1 ? `${id}.yaml` : nameOf(name);
    saveText(as, files[name], 'application/yaml');
    return as;
  });
  useWorkshop.setState({ said: own.saved(names.join(', ')) });
}
