// Splits a typed line into words as a shell would: blanks separate, quotes hold together, a backslash takes the next letter as it is.
// There is no shell behind this terminal, so what only a shell can do (pipes, redirections, `$(…)`) is refused with the way round it.

export type Words = { readonly words: readonly string[] } | { readonly error: string };

const shellOnly: Readonly<Record<string, string>> = {
  '|': 'pipes (|) need a shell. kubectl can filter by itself: -l app=web, --field-selector, -o jsonpath=…, -o name',
  '>': 'writing to a file (>) needs a shell. Use -o yaml and copy the text',
  '<': 'reading from a file (<) needs a shell. Use -f FILE',
  '&': 'running in the background (&) needs a shell. A watch may keep running while you type the next command',
  ';': 'one command at a time: no semicolons (;)',
  '`': 'inserting the output of a command (`…`) needs a shell',
};

/** Words of a line, or what is wrong with it. An empty quoted word counts. */
export function splitWords(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const char = line[i];
    if (quote === "'" ? char === "'" : quote === '"' && char === '"') {
      quote = '';
    } else if (quote === "'") {
      word += char;
    } else if (char === '\\' && i + 1 < line.length) {
      i += 1;
      if (quote === '"' && !'"\\$`'.includes(line[i])) word += '\\';
      if (line[i] !== '\n') word = (word ?? '') + line[i];
    } else if (quote === '"') {
      word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      break;
    } else if (shellOnly[char] !== undefined) {
      return { error: shellOnly[char] };
    } else if (char === '$' && line[i + 1] === '(') {
      return { error: shellOnly['`'].replace('`…`', '$(…)') };
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') return { error: `a quote (${quote}) is never closed` };
  if (word !== undefined) words.push(word);
  return { words };
}
