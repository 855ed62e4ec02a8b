// Runs that leave the page: as a link, as a file, and back again.
export {
  fromFragment,
  fromText,
  handyCharacters,
  type Opened,
  toFragment,
  toText,
} from './link.ts';
export { type Rebuilt, rebuild } from './rebuild.ts';
export {
  type SharedRun,
  shareLesson,
  shareSandbox,
} from './shared-run.ts';
