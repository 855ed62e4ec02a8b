// Bodies come as JSON or YAML text. What cannot be read is kept as text: the stage that decodes it knows which kind was
// expected, and that belongs into the refusal.

import { hex } from '../api/decode.ts';
import { parseJson } from '../api/json.ts';
import * as errors from '../api/status.ts';
import type { Status } from '../api/types.ts';
import type { ApiRequest } from '../api/wire.ts';
import { parseYaml } from '../api/yaml.ts';

/** The body as a value, or as the text itself when it is neither. */
export function parseBody(text: string, mediaType: string): Pick<ApiRequest, 'body' | 'duplicates' | 'mediaType'> {
  if (mediaType.endsWith('yaml')) {
    const parsed = parseYaml(text);
    if (!parsed.ok) return { body: text, mediaType };
    if (!parsed.repeated) return { body: parsed.value };
    return { body: parsed.value, duplicates: [['yaml: unmarshal errors:', ...parsed.repeated].join('\n  ')] };
  }
  const parsed = parseJson(text);
  if (!parsed.ok) return { body: text, mediaType };
  return parsed.duplicates.length > 0 ? { body: parsed.value, duplicates: parsed.duplicates } : { body: parsed.value };
}

/** Why a text is no object of this kind. Source: apimachinery `runtime/serializer/{json,recognizer}`. */
export function unreadableBody(text: string, kind: string, mediaType = 'application/json'): Status {
  const start = `the object provided is unrecognized (must be of type ${kind})`;
  if (mediaType.endsWith('yaml')) {
    const parsed = parseYaml(text);
    return errors.badRequest(`${start}: ${parsed.ok ? '' : parsed.error.message} (${hex(text)})`);
  }
  const parsed = parseJson(text);
  const shown = /^\s*\{/.test(text) ? text : hex(text);
  const what = parsed.ok ? '' : parsed.message;
  return errors.badRequest(`${start}: couldn't get version/kind; json parse error: ${what} (${shown})`);
}
