// Opens a run in the place of what is on screen: a sandbox is lived again in slices, a lesson is taken up by its runner.
import { createRoot, type Root } from 'react-dom/client';
import { ENGINE_VERSION, type Host } from '../../engine/index.ts';
import type { Opened, Rebuilt, SharedRun } from '../../share/index.ts';
import { setView } from '../session/view-state.ts';
import { runs } from '../ui/text/runs.ts';
import { OpenRun } from './open-run.tsx';
import { OtherLesson } from './other-lesson.tsx';
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
    const arrive = (run: SharedRun, same: boolean) => {
      setView({ place: 'page', selection: undefined, runNote: noteOn(run, same) });
      leave(true);
    };
    const onReady = (rebuilt: Rebuilt, run: SharedRun) => {
      showRebuilt(rebuilt, run.sandbox?.seed ?? 0);
      arrive(run, rebuilt.same);
    };
    const show = (what: Opened) =>
      root?.render(<OpenRun opened={what} onReady={onReady} onLeave={() => leave(false)} />);
    if (!('run' in opened && opened.run.lesson)) return void show(opened);
    const { run } = opened;
    const { lesson } = opened.run;
    void import('../lesson/start-lesson.ts').then(({ resumeAttempt }) => {
      const takeUp = (alsoOther: boolean) => {
        const resumed = resumeAttempt(lesson, alsoOther);
        if ('session' in resumed) arrive(run, alsoOther || standsAs(run, resumed.session.host));
        else if ('problem' in resumed) show({ problem: { path: 'lesson', message: resumed.problem } });
        else root?.render(<OtherLesson {...resumed} onOpen={() => takeUp(true)} onLeave={() => leave(false)} />);
      };
      takeUp(false);
    });
  });
}

/** Whether the cluster is the one that was shared, at the end of the tick it stands in. */
function standsAs(run: SharedRun, host: Host): boolean {
  const end = host.fork();
  end.seek(host.now());
  return end.hash() === run.hash;
}

/** What the page says of a run that was made by another engine, or that goes otherwise here; '' of all others. */
export function noteOn({ engine }: Pick<SharedRun, 'engine'>, same: boolean): string {
  if (engine !== ENGINE_VERSION) return runs.share.otherEngine(engine, ENGINE_VERSION, same);
  return same ? '' : runs.share.otherwise;
}
