// Links to other sites lead out of the page that embeds this one, so a frame follows them only where its host says so. Elsewhere their
// words stay and the link is taken off.

export function holdLinks(): void {
  const take = () => {
    for (const anchor of document.querySelectorAll<HTMLAnchorElement>('a[href^="http"]')) {
      if (anchor.origin === location.origin) continue;
      anchor.title = anchor.href;
      anchor.removeAttribute('href');
    }
  };
  new MutationObserver(take).observe(document.documentElement, { childList: true, subtree: true });
}
