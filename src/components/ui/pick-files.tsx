// A button that asks for files: a label, so that the browser's own input answers it and the keyboard finds it.
import { FolderOpen } from 'lucide-react';
import styles from './pick-files.module.css';

interface Props {
  readonly label: string;
  /** Endings and types that may be chosen; a folder gives all it holds. */
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

export function PickFiles({ label, accept, multiple = false, folder = false, onFiles }: Props) {
  return (
    <label className={styles.pick}>
      <FolderOpen size={14} aria-hidden="true" /> {label}
      <input
        type="file"
        multiple={multiple}
        {...(folder ? { webkitdirectory: '' } : { accept })}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file can be chosen twice.
          event.target.value = '';
          onFiles(files);
        }}
      />
    </label>
  );
}
