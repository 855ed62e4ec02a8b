// Writes the lesson format as JSON Schema, for authors' editors: node scripts/run-ts.mjs scripts/lesson-schema.ts OUTFILE.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lessonJsonSchema } from './lesson-json-schema.ts';

const outFile = process.argv[2] ?? 'dist/schema/lesson-1.json';
mkdirSync(dirname(outFile), { recursive: true });
writeFileSync(outFile, `${JSON.stringify(lessonJsonSchema().schema, null, 2)}\n`);
