// The site without a network: after the first visit a small service worker answers from what it kept. Only for a page of its own: a frame
// of another page may have no storage, and asking for it there would fail loudly.

export function keepOffline(): void {
  if (import.meta.env.DEV || window.top !== window || !window.isSecureContext) return;
  window.addEventListener('load', () => {
    try {
      // Without it the site works as before, with a network.
      void navigator.serviceWorker.register('./sw.js', { scope: './' }).catch(() => undefined);
    } catch {
      // Some browsers forbid even the question.
    }
  });
}
