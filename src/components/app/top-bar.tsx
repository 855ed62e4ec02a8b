// The bar at the top: where we are, canvas or list, which cluster this is, and how the page looks. Nothing in it that does not work.
import {
  ChevronRight,
  CircleHelp,
  Contrast,
  Expand,
  ListTree,
  Moon,
  Presentation,
  Share2,
  Sun,
  Terminal,
  Workflow,
} from 'lucide-react';
import { placeInCourse } from '../../scenarios/course.ts';
import { regionOf, useLesson } from '../lesson/lesson-store.ts';
import { usePageOptions } from '../session/page-options.ts';
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
const nextTheme: Record<Theme, Theme> = {
  dark: 'light',
  light: 'projector',
  projector: 'contrast',
  contrast: 'dark',
};
const icons = { dark: Moon, light: Sun, projector: Presentation, contrast: Contrast };

export function TopBar() {
  const seed = useSession((s) => s.seed);
  const theme = useView((s) => s.theme);
  const next = nextTheme[theme];
  const { hidden, embedded } = usePageOptions();
  return (
    <header className={styles.bar} data-embedded={embedded || undefined}>
      <div className={styles.where}>
        <Name />
        <span className={styles.divider} />
        <ChevronRight className={styles.chevron} size={14} aria-hidden="true" />
        <Place />
        {embedded && <StepCount />}
      </div>
      {slots.outline && !hidden.has('switch') && <SurfaceSwitch />}
      <div className={styles.right}>
        {theme === 'projector' && <ProjectorClock />}
        {!hidden.has('version') && <code className={styles.version}>{text.app.version(kubernetes, seed)}</code>}
        {slots.dock && !hidden.has('terminal') && <DockButton />}
        {!hidden.has('share') && (
          <IconButton
            name={text.app.share}
            Icon={Share2}
            onPress={() => setView({ shareOpen: true })}
            className={styles.share}
          />
        )}
        {!hidden.has('theme') && (
          <IconButton
            name={text.app.switchTheme(text.app.themes[next])}
            Icon={icons[next]}
            onPress={() => chooseTheme(next)}
            className={styles.extra}
          />
        )}
        {!hidden.has('help') && (
          <IconButton
            name={text.app.help}
            Icon={CircleHelp}
            onPress={() => setView({ helpOpen: true })}
            className={styles.extra}
          />
        )}
        <Whole />
      </div>
    </header>
  );
}

interface IconButtonProps {
  readonly name: string;
  readonly Icon: typeof Moon;
  readonly onPress: () => void;
  /** What is left out where a frame is narrow has a name for that. */
  readonly className?: string;
}

function IconButton({ name, Icon, onPress, className }: IconButtonProps) {
  return (
    <Button weight="icon" className={className} onClick={onPress} title={name} aria-label={name}>
      <Icon size={16} aria-hidden="true" />
    </Button>
  );
}

/** In a narrow frame the bar says how far the lesson is. */
function StepCount() {
  const step = useLesson((s) => s.view?.step);
  const steps = useLesson((s) => s.view?.steps);
  return step === undefined ? null : (
    <code className={styles.count}>
      {step}/{steps}
    </code>
  );
}

/** The name leads home; in a frame, where home is another page, it is only a name. */
function Name() {
  const still = usePageOptions((s) => s.embedded || s.hidden.has('home'));
  const name = (
    <>
      <Logo />
      <strong className={styles.name}>{text.app.name}</strong>
    </>
  );
  if (still) return <span className={styles.home}>{name}</span>;
  return (
    <a className={styles.home} href={homeAddress} aria-label={text.app.home}>
      {name}
    </a>
  );
}

/** From a frame to the whole page, in a tab of its own, with the run that is on screen. */
function Whole() {
  const offered = usePageOptions((s) => s.embedded && s.given.links === true && !s.hidden.has('home'));
  if (!offered) return null;
  const open = () =>
    void import('../api/state-text.ts')
      .then(({ linkHere }) => linkHere(false))
      .then((link) => window.open(link, '_blank', 'noopener'));
  return <IconButton name={text.app.openWhole} Icon={Expand} onPress={open} />;
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
  // A narrow page has no card for the laptop: this is where its kubectl is.
  const laptop = useView((s) => s.pointedAt.startsWith('Process//kubectl/'));
  const pointed = useLesson((s) => regionOf(s.view?.beat) === 'terminal') || laptop;
  return (
    <Button
      weight="icon"
      className={styles.dock}
      aria-expanded={open}
      data-pointed={pointed || undefined}
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
