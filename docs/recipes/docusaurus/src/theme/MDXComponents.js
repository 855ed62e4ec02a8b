// Names that every Markdown page knows without an import.
import MDXComponents from '@theme-original/MDXComponents';
import { PodariumLesson } from '../components/podarium-lesson';

export default { ...MDXComponents, PodariumLesson };
