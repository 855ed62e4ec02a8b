// Files keep what was typed, also where storage is forbidden.
import { beforeEach, describe, expect, it } from 'vitest';
import { closeFile, filesByName, freeName, manifestIn, nameFor, openFile, setText, useFiles } from './files.ts';

beforeEach(() => useFiles.setState({ files: [], active: '' }));

describe('files', () => {
  it('never writes over another text', () => {
    openFile('web.yaml', 'a');
    expect(openFile('web.yaml', 'b')).toBe('web-2.yaml');
    expect(openFile('web.yaml', 'a')).toBe('web.yaml');
    expect(filesByName()).toEqual({ 'web.yaml': 'a', 'web-2.yaml': 'b' });
  });

  it('shows the neighbour of a closed file', () => {
    openFile('a', '1');
    openFile('b', '2');
    setText('a', '3');
    closeFile('b');
    expect(useFiles.getState()).toEqual({ files: [{ name: 'a', text: '3' }], active: 'a' });
    closeFile('a');
    expect(useFiles.getState().active).toBe('');
  });

  it('finds free names', () => {
    const files = ['web', 'web-2'].map((name) => ({ name, text: '' }));
    expect(freeName('web', files)).toBe('web-3');
  });

  it('names pasted text after its object', () => {
    expect(nameFor('kind: Pod\nmetadata:\n  name: "my-app"\n')).toBe('my-app.yaml');
    expect(nameFor('kind: Pod')).toBe('pasted.yaml');
  });

  it('takes the manifest out of a here-document', () => {
    expect(manifestIn('cat <<EOF | kubectl apply -f -\nkind: Pod\nmetadata: {}\nEOF\n')).toBe(
      'kind: Pod\nmetadata: {}\n',
    );
    expect(manifestIn('kind: Pod\n')).toBe('kind: Pod\n');
  });
});
