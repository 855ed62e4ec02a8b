// For work that keeps the page busy for a while: what was said of it is on screen before it begins.

export const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(), 0)));
