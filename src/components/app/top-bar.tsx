// The bar at the top: where we are, canvas or list, which cluster this is, and how the page looks. Nothing in it that does not work.
import { ChevronRight, CircleHelp, ListTree, Moon, Presentation, Share2, Sun, Terminal, Workflow } from 'lucide-react';
import { placeInCourse } from '../../scenarios/course.ts';
import { useLesson } from '../lesson/lesson-store.ts';
import { useSession } from '../session/store.ts';
import { tempoWords } from '../session/tempo.ts';
import { setView, type Theme, useView } from '../session/view-state.ts';
import { clockTime } from '../ui/clock.ts';
import { Button, KeyCap } from '../ui/controls.tsx';
import { Logo } from '../ui/logo.tsx';
import { text } from '../ui/text/en.ts';
import { chooseTheme } from './preferences.ts';
import { slots } from './slots.tsx';
import styles from './top-bar.module.css';

const kubernetes = 'v1.36';
const homeAddress = './';
const nextTheme: Record<Theme, Theme> = { dark: 'light', light: 'projector', projector: 'dark' };
const icons = { dark: Moon, light: Sun, projector: Presentation };

export function TopBar() {
  const seed = useSession((s) => s.seed);
  const theme = useView((s) => s.theme);
  const next = nextTheme[theme];
  const NextIcon = icons[next];
  return (
    <header className={styles.bar}>
      <div className={styles.where}>
        <a className={styles.home} href={homeAddress} aria-label={text.app.home}>
          <Logo />
          <strong className={styles.name}>{text.app.name}</strong>
        </a>
        <span className={styles.divider} />
        <ChevronRight className={styles.chevron} size={14} aria-hidden="true" />
        <Place />
      </div>
      {slots.outline && <SurfaceSwitch />}
      <div className={styles.right}>
        {theme === 'projector' && <ProjectorClock />}
        <code className={styles.version}>{text.app.version(kubernetes, seed)}</code>
        {slots.dock && <DockButton />}
        <Button
          weight="icon"
          onClick={() => setView({ shareOpen: true })}
          title={text.app.share}
          aria-label={text.app.share}
        >
          <Share2 size={16} aria-hidden="true" />
        </Button>
        <Button
          weight="icon"
          onClick={() => chooseTheme(next)}
          title={text.app.switchTheme(text.app.themes[next])}
          aria-label={text.app.switchTheme(text.app.themes[next])}
        >
          <NextIcon size={16} aria-hidden="true" />
        </Button>
        <Button
          weight="icon"
          onClick={() => setView({ helpOpen: true })}
          title={text.app.help}
          aria-label={text.app.help}
        >
          <CircleHelp size={16} aria-hidden="true" />
        </Button>
      </div>
    </header>
  );
}

/** The lesson that runs, under its part of the course; else the sandbox. The name leads home. */
function Place() {
  const id = useLesson((s) => s.view?.lessonId);
  const title = useLesson((s) => s.view?.lessonTitle);
  const found = id === undefined ? undefined : placeInCourse(id);
  if (title === undefined) return <span className={styles.place}>{text.app.place}</span>;
  return (
    <>
      {found && <span className={styles.part}>{found.part}</span>}
      {found && <ChevronRight size={14} aria-hidden="true" />}
      <span className={styles.place}>
        {found?.number === undefined ? '' : `${found.number} · `}
        {title}
      </span>
    </>
  );
}

/** Where the dock has no place of its own it opens from here. */
function DockButton() {
  const open = useView((s) => s.dockOpen);
  return (
    <Button
      weight="icon"
      className={styles.dock}
      aria-expanded={open}
      title={text.app.terminal}
      aria-label={text.app.terminal}
      onClick={() => setView({ dockOpen: !open, dockTab: 'terminal' })}
    >
      <Terminal size={16} aria-hidden="true" />
    </Button>
  );
}

/** Time and tempo where a hall can read them: the timeline is not on a projected page. */
function ProjectorClock() {
  const now = useSession((s) => clockTime(s.tick - s.lessonStart));
  const kind = useSession((s) => (s.playing ? s.tempo.kind : undefined));
  const rate = useSession((s) => tempoWords(s.tempo.rate));
  return (
    <>
      <span className={styles.tempo} data-slow={kind === 'slow' || undefined}>
        {kind ? `${text.time[kind]}: ${rate}` : text.time.pausedWord}
      </span>
      <time className={styles.clock}>{now}</time>
    </>
  );
}

function SurfaceSwitch() {
  const surface = useView((s) => s.surface);
  return (
    <fieldset className={styles.switch} aria-label={text.app.surface}>
      <button
        type="button"
        aria-pressed={surface === 'canvas'}
        aria-label={text.app.canvas}
        onClick={() => setView({ surface: 'canvas' })}
      >
        <Workflow size={14} aria-hidden="true" />
        <span>{text.app.canvas}</span>
      </button>
      <button
        type="button"
        aria-pressed={surface === 'list'}
        aria-label={text.app.list}
        onClick={() => setView({ surface: 'list' })}
      >
        <ListTree size={14} aria-hidden="true" />
        <span>{text.app.list}</span>
        <KeyCap>L</KeyCap>
      </button>
    </fieldset>
  );
}
