// Tables, tabs, paths and differences: the parts of kubectl's output that are pure text work.
import { describe, expect, test } from 'vitest';
import { alignTabs } from './describe/tab-writer.ts';
import { evaluate, fieldText, parseJsonPath } from './json-path.ts';
import { unifiedDiff } from './line-diff.ts';
import { headerCells, layOut, tableCells } from './printers.ts';

describe('tables', () => {
  const columns = [
    { name: 'Name', format: 'name', priority: 0 },
    { name: 'Ready', format: '', priority: 0 },
    { name: 'Nominated Node', format: '', priority: 1 },
  ];
  const rows = [
    {
      cells: ['web-1', '1/1', null],
      object: { apiVersion: '', kind: '', metadata: { namespace: 'a', labels: { x: 'y', app: 'web' } } },
    },
    { cells: ['web-22', 'two\nlines', 'n'], object: { apiVersion: '', kind: '', metadata: { namespace: 'b' } } },
  ];
  const plain = {
    wide: false,
    withNamespace: false,
    prefix: '',
    showLabels: false,
    labelColumns: [],
    noHeaders: false,
  };
  const table = (options: object): string[] => {
    const all = { ...plain, ...options };
    return layOut([headerCells(columns, all), ...tableCells(columns, { columnDefinitions: columns, rows }, all)]);
  };

  test('three blanks between columns, none at the end, one line a row', () => {
    expect(table({})).toEqual(['NAME     READY', 'web-1    1/1', 'web-22   two...']);
  });
  test('wide, namespaces, names with their type, labels', () => {
    expect(table({ wide: true, withNamespace: true, prefix: 'pod/' })).toEqual([
      'NAMESPACE   NAME         READY    NOMINATED NODE',
      'a           pod/web-1    1/1      <none>',
      'b           pod/web-22   two...   n',
    ]);
    expect(table({ showLabels: true, labelColumns: ['example.com/app', 'x'] })).toEqual([
      'NAME     READY    APP   X     LABELS',
      'web-1    1/1            y     app=web,x=y',
      'web-22   two...               <none>',
    ]);
  });
  test('a watch remembers how wide its columns were', () => {
    const widths: number[] = [];
    expect(
      layOut(
        [
          ['NAME', 'AGE'],
          ['a-long-name', '1s'],
        ],
        widths,
      ),
    ).toEqual(['NAME          AGE', 'a-long-name   1s']);
    expect(layOut([['b', '2s']], widths)).toEqual(['b             2s']);
    expect(layOut([['a-much-longer-name', '2s']], widths)).toEqual(['a-much-longer-name   2s']);
  });
});

describe('tabs', () => {
  test('a column is as wide as its run of lines; a line without it ends the run', () => {
    expect(alignTabs('Name:\tx\nNamespace:\ty\nIPs:\n  IP:\t1\nControlled By:\tz\n')).toBe(
      'Name:       x\nNamespace:  y\nIPs:\n  IP:           1\nControlled By:  z\n',
    );
  });
  test('columns inside columns, and an empty one', () => {
    expect(alignTabs('  A\tB\t\tC\n  aaaa\tb\t\tc\nEnd:\tx')).toBe('  A     B    C\n  aaaa  b    c\nEnd:    x');
  });
});

describe('paths', () => {
  const pods = {
    items: [
      {
        metadata: { name: 'a', labels: { 'example.com/x': '1' } },
        status: { conditions: [{ type: 'Ready', status: 'True' }], n: 3 },
      },
      { metadata: { name: 'b' }, status: { conditions: [{ type: 'Ready', status: 'False' }] } },
    ],
  };
  test.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[0].metadata.name}', 'a'],
    ['{.items[-1:].metadata.name}', 'b'],
    ['{.items[0].metadata.labels.example\\.com/x}', '1'],
    ["{.items[0].metadata.labels['example\\.com/x']}", '1'],
    ["{.items[0].metadata.labels['example.com/x']}", ''],
    ["{.items[*]['metadata.name','status.n']}", 'a b 3'],
    ['{.items[1,0].metadata.name}', 'b a'],
    ['{range .items[*]}{.metadata.name}={.status.n}{"\\n"}{end}', 'a=3\nb=\n'],
    ['{.items[?(@.metadata.name=="b")].status.conditions[?(@.type=="Ready")].status}', 'False'],
    ['{..name}', 'a b'],
    ['names: {.items[*].metadata.name}!', 'names: a b!'],
    ['{.items[0].status.conditions}', '[{"type":"Ready","status":"True"}]'],
  ])('%s', (template, text) => {
    const parsed = parseJsonPath(template);
    expect('nodes' in parsed && evaluate(parsed.nodes, pods)).toEqual({ text });
  });
  test.each([
    ['{.items[2].metadata.name}', 2, 2],
    ['{.items[-3].metadata.name}', -1, 2],
    ['{.items[0:4]}', 3, 2],
    ['{range .items[*]}{.status.conditions[1].type}{end}', 1, 1],
  ])('%s: there is no such element', (template, index, length) => {
    const parsed = parseJsonPath(template);
    const error = `array index out of bounds: index ${index}, length ${length}`;
    expect('nodes' in parsed && evaluate(parsed.nodes, pods)).toEqual({ error });
  });
  test('what is not there', () => {
    expect(fieldText({}, '{.metadata.name}')).toBe('<none>');
    expect(fieldText({ a: [] }, '{.a[0]}')).toBe('<none>');
    expect(fieldText({ a: { c: 1, b: ['x', 'y'] } }, '{.a}')).toBe('map[b:[x y] c:1]');
    expect(parseJsonPath('{.a')).toEqual({ error: 'unclosed action' });
    expect(parseJsonPath('{range .a}{end}{end}')).toEqual({ error: 'unexpected end' });
  });
});

describe('differences', () => {
  test('three lines around each change, far ones apart', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n');
    const after = before.replace('line 2\n', 'second\n').replace('line 18', 'line 18\nmore');
    expect(unifiedDiff(`${before}\n`, `${after}\n`, 'a', 'b')).toBe(
      `--- a\n+++ b\n@@ -1,6 +1,6 @@\n line 0\n line 1\n-line 2\n+second\n line 3\n line 4\n line 5\n@@ -17,4 +17,5 @@\n line 16\n line 17\n line 18\n+more\n line 19\n`,
    );
    expect(unifiedDiff('a\n', 'a\n', 'a', 'b')).toBe('');
    expect(unifiedDiff('', 'x\ny\n', 'a', 'b')).toBe('--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n');
  });
});
