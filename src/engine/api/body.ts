// A request body as bytes of text: JSON or YAML by its content type, then decoded as the kind the path stands for. The
// engine's own clients send objects and skip the first half.
import type { Decoded, ExpectedKind, FieldValidation } from './decode.ts';
import { decode, hex } from './decode.ts';
import { parseJson } from './json.ts';
import { badRequest, unsupportedMediaType } from './status.ts';
import type { Status } from './types.ts';
import { parseYaml } from './yaml/parse.ts';

/** Parses and decodes a text body; answers 400 with the server's words, 415 for a content type it does not read. */
export function decodeText(
  text: string,
  contentType: string,
  expected: ExpectedKind,
  fieldValidation: FieldValidation = 'Warn',
): Decoded | Status {
  const mediaType = (contentType.split(';')[0] as string).trim();
  const unrecognized = `the object provided is unrecognized (must be of type ${expected.kind})`;
  if (mediaType === 'application/yaml') {
    const parsed = parseYaml(text);
    if (!parsed.ok) return badRequest(`${unrecognized}: ${parsed.error.message} (${hex(text)})`);
    return decode(parsed.value, expected, fieldValidation);
  }
  if (mediaType !== 'application/json' && mediaType !== '') return unsupportedMediaType();
  const parsed = parseJson(text);
  if (parsed.ok) return decode(parsed.value, expected, fieldValidation, parsed.duplicates);
  // A body that begins like an object is shown as text, anything else as bytes.
  const shown = text.trimStart().startsWith('{') ? text : hex(text);
  return badRequest(`${unrecognized}: couldn't get version/kind; json parse error: ${parsed.message} (${shown})`);
}
