// Files of data, out of the page and into it: a click saves one, a label opens one.
import { PickFiles } from './pick-files.tsx';

const type = 'application/json';

export const saveJson = (name: string, text: string): void => saveText(name, text, type);

export const saveText = (name: string, text: string, type: string): void => saveBlob(name, new Blob([text], { type }));

export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

interface Props {
  readonly label: string;
  readonly onText: (text: string) => void;
}

/** A button that asks for a file; `onText` gets what is in it. */
export function OpenJson({ label, onText }: Props) {
  return (
    <PickFiles
      label={label}
      accept={`${type},.json`}
      onFiles={([file]) => {
        void file?.text().then(onText);
      }}
    />
  );
}
