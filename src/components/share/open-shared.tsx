// Opens a run in the place of what is on screen: a sandbox is lived again in slices, a lesson is taken up by its runner.
import { createRoot, type Root } from 'react-dom/client';
import type { Opened, Rebuilt, SharedRun } from '../../share/index.ts';
import { setView } from '../session/view-state.ts';
import { OpenRun } from './open-run.tsx';
import { showRebuilt } from './share-run.ts';

let root: Root | undefined;

/** Shows how far it is in front of everything else; when it is there, the page has it. Resolves with whether it was opened. */
export function openShared(opened: Opened): Promise<boolean> {
  return new Promise((resolve) => {
    const box = document.createElement('div');
    document.body.append(box);
    root?.unmount();
    root = createRoot(box);
    const leave = (ok: boolean) => {
      root?.unmount();
      root = undefined;
      box.remove();
      resolve(ok);
    };
    const onReady = (rebuilt: Rebuilt, run: SharedRun) => {
      showRebuilt(rebuilt, run.sandbox?.seed ?? 0);
      setView({ place: 'page', selection: undefined, replaysDifferently: !rebuilt.same });
      leave(true);
    };
    if ('run' in opened && opened.run.lesson) {
      const { lesson } = opened.run;
      void import('../lesson/start-lesson.ts').then(({ resumeAttempt }) => {
        const problem = resumeAttempt(lesson);
        if (problem === '') {
          setView({ place: 'page', selection: undefined });
          return leave(true);
        }
        root?.render(
          <OpenRun
            opened={{ problem: { path: 'lesson', message: problem } }}
            onReady={onReady}
            onLeave={() => leave(false)}
          />,
        );
      });
      return;
    }
    root.render(<OpenRun opened={opened} onReady={onReady} onLeave={() => leave(false)} />);
  });
}
