// What a course platform offers to the page it opened: an object with five methods in one of the frames above, whose names differ
// between SCORM 1.2 and 2004 and whose meaning does not. Answers are texts; what a platform does not know it declines, and that is no error.

export interface Platform {
  /** False when the platform does not want to hear from this page. */
  begin(): boolean;
  get(name: string): string;
  set(name: string, value: string): void;
  commit(): void;
  end(): void;
}

/** The object's name, and what its methods are called. */
export interface Names {
  readonly object: 'API' | 'API_1484_11';
  readonly begin: string;
  readonly get: string;
  readonly set: string;
  readonly commit: string;
  readonly end: string;
}

type Methods = Readonly<Record<string, (...texts: string[]) => unknown>>;
type Frame = Window & { readonly API?: Methods; readonly API_1484_11?: Methods };

const furthestParent = 12;

/** The platform in a parent, or in the window that opened this one. */
export function findPlatform(window: Window, names: Names): Platform | undefined {
  const object =
    above(window, names.object) ?? (window.opener ? above(window.opener as Window, names.object) : undefined);
  if (!object) return undefined;
  const call = (method: string, ...texts: string[]): string => String(object[method](...texts));
  return {
    begin: () => call(names.begin, '') !== 'false',
    get: (name) => call(names.get, name),
    set: (name, value) => void call(names.set, name, value),
    commit: () => void call(names.commit, ''),
    end: () => void call(names.end, ''),
  };
}

function above(from: Window, object: Names['object']): Methods | undefined {
  let at = from as Frame;
  for (let i = 0; i < furthestParent; i++) {
    try {
      const found = at[object];
      if (found) return found;
    } catch {
      // A parent of another origin: whatever it has is not for this page.
      return undefined;
    }
    if (at.parent === at) return undefined;
    at = at.parent as Frame;
  }
  return undefined;
}
