// Output is sorted to its command, whatever order it comes in, and the terminal never grows without end.
import { describe, expect, it } from 'vitest';
import {
  answer,
  beginCommand,
  clear,
  consoleBound,
  detach,
  emptyConsole,
  entryText,
  interrupt,
  replayOutput,
  runningEntry,
  takeOutput,
} from './console.ts';

describe('console', () => {
  it('keeps the output of two running commands apart', () => {
    let console = beginCommand(emptyConsole, 'kubectl get pods -w', 1, 10);
    console = beginCommand(console, 'kubectl get nodes', 2, 20);
    console = takeOutput(
      console,
      [
        { thread: 1, stream: 'stdout', text: 'NAME\nweb-1' },
        { thread: 2, stream: 'stdout', text: 'node-1\n' },
        { thread: 1, stream: 'stdout', text: '   Running\n' },
        { thread: 2, stream: 'exit', text: '0' },
      ],
      30,
    );
    expect(console.entries.map(entryText)).toEqual([
      '$ kubectl get pods -w\nNAME\nweb-1   Running',
      '$ kubectl get nodes\nnode-1',
    ]);
    expect(runningEntry(console)?.thread).toBe(1);
    console = interrupt(console, 1);
    expect(runningEntry(console)).toBeUndefined();
    expect(console.entries[0]?.lines.at(-1)).toEqual({ stream: 'note', text: '^C' });
    const later = takeOutput(console, [{ thread: 1, stream: 'stdout', text: 'late\n' }], 50);
    expect(later.entries[0]?.lines).toHaveLength(3);
  });

  it('shows the command of a click, and drops output of a command it does not know', () => {
    const console = takeOutput(
      emptyConsole,
      [
        { thread: 7, stream: 'stderr', text: 'lost\n' },
        { thread: 8, stream: 'command', text: 'kubectl delete pod web-1' },
        { thread: 8, stream: 'stderr', text: 'Error from server (NotFound)\n' },
        { thread: 8, stream: 'exit', text: '1' },
      ],
      5,
    );
    expect(console.entries).toHaveLength(1);
    expect(console.entries[0]).toMatchObject({ command: 'kubectl delete pod web-1', exitCode: 1, running: false });
  });

  it('goes to another moment with all that was printed until then', () => {
    const early = [{ thread: 1, stream: 'stdout' as const, text: 'pod "x" deleted\n' }];
    const all = [...early, { thread: 1, stream: 'exit' as const, text: '0' }];
    let console = takeOutput(beginCommand(emptyConsole, 'kubectl delete pod x', 1, 10), all, 900);
    console = answer(console, 'help', [{ stream: 'note', text: 'x' }], 50);
    console = beginCommand(console, 'kubectl get pods', 2, 950);
    const back = replayOutput(console, early, 100);
    expect(back.entries.map((entry) => entry.command)).toEqual(['kubectl delete pod x', 'help']);
    expect(back.entries[0]).toMatchObject({ running: true, lines: [{ text: 'pod "x" deleted' }], exitCode: undefined });
    const forth = replayOutput(back, all, 900);
    expect(forth.entries[0]).toMatchObject({ running: false, exitCode: 0 });
    expect(forth.entries[0]?.lines).toHaveLength(1);
    expect(replayOutput(back, [], 5).entries.map((entry) => entry.command)).toEqual(['help']);
  });

  it('clears finished commands only', () => {
    const console = answer(beginCommand(emptyConsole, 'kubectl get pods -w', 1, 0), 'help', [], 1);
    expect(clear(console).entries.map((entry) => entry.command)).toEqual(['kubectl get pods -w']);
  });

  it('lets go of a cluster that is no more', () => {
    const console = detach(beginCommand(emptyConsole, 'kubectl get pods -w', 1, 0));
    expect(runningEntry(console)).toBeUndefined();
    expect(takeOutput(console, [{ thread: 1, stream: 'stdout', text: 'x' }], 1).entries[0]?.lines).toEqual([]);
  });

  it('is bounded, also within one endless watch', () => {
    let console = beginCommand(emptyConsole, 'kubectl get pods -w', 1, 0);
    const text = `${Array.from({ length: consoleBound + 100 }, (_, index) => `line ${index}`).join('\n')}\n`;
    console = takeOutput(console, [{ thread: 1, stream: 'stdout', text }], 1);
    expect(console.entries[0]?.lines).toHaveLength(consoleBound);
    expect(console.entries[0]?.lines.at(-1)?.text).toBe(`line ${consoleBound + 99}`);
    expect(console.dropped).toBe(100);
  });
});
