// A reader that forgets what a program says and keeps what it does: comments and texts become spaces. A search in the
// result finds code only, so that a sentence about `Date` is not mistaken for a use of it.

/**
 * The same text with comments, the insides of string literals and regular expressions replaced by spaces; quotes, line
 * breaks and the code inside `${}` stay, and so does every index.
 */
export function blankTexts(text: string): string {
  const out = text.split('');
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i++) if (out[i] !== '\n') out[i] = ' ';
  };
  // One entry for each template literal we are inside of: the depth of braces in its current ${}.
  const templates: number[] = [];
  let i = 0;
  const skipTemplate = (from: number): number => {
    let j = from;
    while (j < text.length) {
      if (text[j] === '\\') j += 2;
      else if (text[j] === '`') break;
      else if (text[j] === '$' && text[j + 1] === '{') {
        blank(from, j);
        templates.push(0);
        return j + 2;
      } else j++;
    }
    blank(from, j);
    return j + 1;
  };
  while (i < text.length) {
    const char = text[i];
    if (text.startsWith('//', i)) {
      const end = endOf(text, '\n', i);
      blank(i, end);
      i = end;
    } else if (text.startsWith('/*', i)) {
      const end = Math.min(text.length, endOf(text, '*/', i) + 2);
      blank(i, end);
      i = end;
    } else if (char === "'" || char === '"') {
      let end = i + 1;
      while (end < text.length && text[end] !== char && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1;
      blank(i + 1, end);
      i = end + 1;
    } else if (char === '`') {
      i = skipTemplate(i + 1);
    } else if (char === '/' && startsRegularExpression(text, i)) {
      const end = endOfRegularExpression(text, i);
      blank(i + 1, end);
      i = end + 1;
    } else {
      if (templates.length > 0) {
        if (char === '{') templates[templates.length - 1]++;
        else if (char === '}' && templates[templates.length - 1]-- === 0) {
          templates.pop();
          i = skipTemplate(i + 1);
          continue;
        }
      }
      i++;
    }
  }
  return out.join('');
}

function endOf(text: string, what: string, from: number): number {
  const end = text.indexOf(what, from);
  return end < 0 ? text.length : end;
}

// After a value a slash divides; after an operator, an opening bracket or a keyword it opens a regular expression.
function startsRegularExpression(text: string, slash: number): boolean {
  const before = text.slice(Math.max(0, slash - 20), slash).trimEnd();
  return before === '' || /[(,=:[!&|?{};+*%~^>-]$|\b(return|typeof|case|in|of)$/.test(before);
}

function endOfRegularExpression(text: string, slash: number): number {
  let inClass = false;
  for (let i = slash + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '\n') return slash;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i;
  }
  return slash;
}
