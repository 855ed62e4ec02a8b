// One line of help under an error of the cluster: the error stays as it is, the line says what to do about it.
import { editor as editorWords } from '../ui/text/editor.ts';

const help = editorWords.help;

const rules: readonly (readonly [RegExp, string])[] = [
  [/found character that cannot start any token/, help.tab],
  [/error (parsing|converting)/, help.parse],
  [/no matches for kind|resource mapping not found/, help.kind],
  [/unknown field/, help.unknownField],
  [/cannot unmarshal/, help.type],
  [/selector.*does not match template/, help.selector],
  [/RFC 1123|metadata\.name: Invalid value/, help.name],
  [/field is immutable/, help.immutable],
  [/the object has been modified/, help.conflict],
  [/Required value/, help.missing],
];

export function helpFor(error: string): string {
  return rules.find(([pattern]) => pattern.test(error))?.[1] ?? help.other;
}
