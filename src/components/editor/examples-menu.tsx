// A menu of manifests to begin with; choosing one opens it as a file.
import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import menu from '../ui/menu.module.css';
import { editor as editorWords } from '../ui/text/editor.ts';
import styles from './editor.module.css';
import { examples } from './examples.ts';
import { openFile } from './files.ts';

export function ExamplesMenu() {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={styles.examples}>
        {editorWords.examples} <ChevronDown size={13} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.menu} align="end" sideOffset={4} collisionPadding={8}>
          {examples.map(({ file, title, text }) => (
            <DropdownMenu.Item key={file} className={menu.item} onSelect={() => openFile(file, text)}>
              <span>{editorWords.example[title]}</span>
              <code className={menu.note}>{file}</code>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
