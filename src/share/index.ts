// Runs that leave the page: as a link, as a file, and back again.
export {
  fromFragment,
  fromText,
  handyCharacters,
  type Opened,
  toFragment,
  toText,
} from './link.ts';
export { type Rebuilt, type RebuiltBranch, rebuild } from './rebuild.ts';
export {
  type LiveBranch,
  type Problem,
  readShared,
  type SharedBranch,
  type SharedRun,
  shareLesson,
  shareSandbox,
} from './shared-run.ts';
