// The service worker (built as dist/sw.js with its list of files): pages from the network and, without one, from what was kept; files whose
// name holds their hash from what was kept at once. It never asks another origin for anything.
const version = '';
const files = [];
const cacheName = `podarium-${version}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files.map((file) => `./${file}`))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith('podarium-') && name !== cacheName))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== self.location.origin) return;
  const kept = () => caches.match(request, { ignoreSearch: true, cacheName });
  if (/\/assets\//.test(address.pathname)) {
    event.respondWith(kept().then((found) => found ?? fetch(request)));
    return;
  }
  event.respondWith(
    fetch(request).catch(async () => {
      const found = await kept();
      if (found) return found;
      if (request.mode === 'navigate') return (await caches.match('./', { cacheName })) ?? Response.error();
      return Response.error();
    }),
  );
});
