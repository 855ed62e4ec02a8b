// Texts of the YAML editor, its examples and its help.

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const editor = {
  name: 'YAML files',
  files: 'Files',
  newFile: 'New file',
  newName: 'file',
  close: (file: string) => `Close ${file}`,
  examples: 'Examples',
  example: {
    deployment: 'Deployment: three nginx pods',
    pod: 'Pod: one nginx, owned by nobody',
    large: 'Pod that fits no node',
    image: 'Pod whose image does not exist',
  },
  apply: 'Apply',
  applyHint: 'kubectl apply -f -',
  applying: 'Sent to the API server.',
  text: (file: string) => `Text of ${file}`,
  empty: 'Drop a YAML file anywhere on this page, paste one, or begin with an example.',
  loading: 'Opening the editor',
  problems: (n: number) => plural(n, 'problem', 'problems'),
  goTo: (line: number) => `line ${line}`,
  drop: 'Drop to open as a file',
  tooBig: (file: string) => `${file} is larger than 5 MB. kubectl would refuse it too: a request may have 3 MB.`,
  saved: 'Kept in this browser',
  help: {
    tab: 'YAML indents with spaces. Replace the tab by two spaces.',
    parse:
      'Look at the marked line and the one above it: a missing colon, quote or different indent stops the reading.',
    kind: 'Check the spelling of kind and apiVersion, or whether this kind is simulated: kubectl api-resources.',
    unknownField:
      'The API server knows no field of that name at that place. Check spelling and indent: kubectl explain.',
    type: 'The field wants another type. Numbers have no quotes, words in quotes are text.',
    selector: 'spec.selector.matchLabels must be among spec.template.metadata.labels. Make both say the same.',
    name: 'Names are lower case letters, digits and dashes, and begin and end with a letter or digit.',
    immutable: 'This field can only be set once. Delete the object and apply again, or give it another name.',
    conflict: 'Somebody changed the object in between. Apply once more.',
    missing: 'A required field is not there. Add it at the marked place.',
    other: 'Nothing was changed by this document. Correct it and apply again.',
  },
} as const;
