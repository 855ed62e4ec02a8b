// Where Podarium lies: the folder of the script that brought this code. The classic script and the module learn it in different ways, at
// their beginning only, and neither touches a page that is not there.

let base = '';

export function setBase(script: string | undefined): void {
  if (script) base = new URL('.', script).href;
}

/** The folder's address; the page's own when nobody knows. */
export const baseAddress = (): string => base || './';
