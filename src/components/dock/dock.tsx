// The dock under the canvas: terminal, events, files and etcd's log as tabs. Its height belongs to the frame around it; here is what is inside.
import { Bell, ChevronDown, ChevronUp, Database, FileCode, Terminal as TerminalIcon } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { type ComponentType, useEffect, useMemo, useRef } from 'react';
import { DropTarget } from '../editor/drop-target.tsx';
import { Editor } from '../editor/editor.tsx';
import { useLesson } from '../lesson/lesson-store.ts';
import { EtcdLog } from '../memory/etcd-log.tsx';
import { usePageOptions } from '../session/page-options.ts';
import { useSession } from '../session/store.ts';
import { type DockTab, setView, useView } from '../session/view-state.ts';
import { Terminal } from '../terminal/terminal.tsx';
import { panels } from '../ui/text/panels.ts';
import styles from './dock.module.css';
import { Events } from './events.tsx';

const words = panels.dock;

const allTabs: readonly { readonly id: DockTab; readonly icon: typeof Bell; readonly Panel: ComponentType }[] = [
  { id: 'terminal', icon: TerminalIcon, Panel: Terminal },
  { id: 'events', icon: Bell, Panel: Events },
  { id: 'yaml', icon: FileCode, Panel: Editor },
  { id: 'etcd', icon: Database, Panel: EtcdLog },
];

/** Tabs as the running lesson wants them: what it says `false` of is not there. */
function useTabs() {
  const shown = useLesson((s) => s.view?.panels);
  const tools = usePageOptions((s) => s.tools);
  return useMemo(() => allTabs.filter(({ id }) => shown?.[id] !== false && (!tools || tools.has(id))), [shown, tools]);
}

export function Dock() {
  const tabs = useTabs();
  const chosen = useView((s) => s.dockTab);
  const open = useView((s) => s.dockOpen);
  const fresh = useFreshEvents(open && chosen === 'events');
  useEffect(() => {
    // Where the canvas has little room the dock begins as its tab bar.
    if (matchMedia('(max-width: 899px)').matches) setView({ dockOpen: false });
  }, []);
  const active = tabs.some((tab) => tab.id === chosen) ? chosen : (tabs[0]?.id ?? '');
  const choose = (id: string) => {
    const tab = tabs.find((one) => one.id === id);
    if (tab) setView({ dockTab: tab.id, dockOpen: true });
  };
  return (
    <Tabs.Root className={styles.dock} value={open ? active : ''} onValueChange={choose} activationMode="manual">
      <div className={styles.bar}>
        <Tabs.List className={styles.tabs} aria-label={words.name}>
          {tabs.map(({ id, icon: Icon }) => (
            <Tabs.Trigger
              key={id}
              value={id}
              className={styles.tab}
              data-testid={`${id}-tab`}
              onClick={() => choose(id)}
            >
              <Icon size={14} aria-hidden="true" />
              {words.tabs[id]}
              {id === 'events' && fresh > 0 && (
                <span className={styles.count}>
                  <span aria-hidden="true">+{fresh}</span>
                  <span className="visually-hidden">{words.newEvents(fresh)}</span>
                </span>
              )}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={open}
          aria-label={open ? words.collapse : words.expand}
          title={open ? words.collapse : words.expand}
          onClick={() => setView({ dockOpen: !open })}
        >
          {open ? <ChevronDown size={16} aria-hidden="true" /> : <ChevronUp size={16} aria-hidden="true" />}
        </button>
      </div>
      {open &&
        tabs.map(({ id, Panel }) => (
          <Tabs.Content key={id} value={id} className={styles.panel} tabIndex={-1}>
            <Panel />
          </Tabs.Content>
        ))}
      <DropTarget />
    </Tabs.Root>
  );
}

/** Events that came while nobody was looking. */
function useFreshEvents(looking: boolean): number {
  const events = useSession((s) => s.events);
  const seen = useRef(new Set<string>());
  const started = useRef(false);
  const refs = Object.keys(events);
  useEffect(() => {
    if (!looking && started.current) return;
    started.current = refs.length > 0 || started.current;
    seen.current = new Set(refs);
  });
  return looking || !started.current ? 0 : refs.filter((ref) => !seen.current.has(ref)).length;
}
