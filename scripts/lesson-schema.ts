// Writes the lesson format as JSON Schema, for authors' editors: node scripts/run-ts.mjs scripts/lesson-schema.ts OUTFILE.
// It is made from the very schema that lessons are read with, so an editor and Podarium never disagree about a field.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { lessonSchema } from '../src/scenarios/index.ts';

const outFile = process.argv[2] ?? 'dist/schema/lesson-1.json';
// Checks across fields have no words in JSON Schema; they stay with the reader.
const schema = toJsonSchema(lessonSchema, { errorMode: 'ignore' });
mkdirSync(dirname(outFile), { recursive: true });
writeFileSync(outFile, `${JSON.stringify({ ...schema, title: 'Podarium lesson/1' }, null, 2)}\n`);
