// What was dropped on the page, with whole folders walked through. It has to be asked for while the drop is being told, so it waits for no
// other part of the page.

export interface Found {
  readonly path: string;
  readonly file: File;
}

/** Beyond this a folder is no lesson's, and is not read to its end. */
export const mostFiles = 200;

/** What was dropped, folders walked through. Has to be called while the drop is being told. */
export function droppedFiles(data: DataTransfer): Promise<readonly Found[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.() ?? undefined);
  if (!entries.some((entry) => entry?.isDirectory))
    return Promise.resolve([...data.files].map((file) => ({ path: file.name, file })));
  return walk(entries.filter((entry) => entry !== undefined));
}

async function walk(entries: readonly FileSystemEntry[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  const waiting = [...entries];
  while (waiting.length > 0 && found.length < mostFiles) {
    const entry = waiting.shift() as FileSystemEntry;
    const path = entry.fullPath.replace(/^\//, '');
    if (entry.isDirectory) waiting.push(...(await entriesOf(entry as FileSystemDirectoryEntry)));
    else found.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
  }
  return found;
}

/** A directory is told in pieces, until a piece is empty. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0 || all.length > mostFiles) return all;
    all.push(...piece);
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));
