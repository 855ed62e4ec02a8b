// Where a page of modules begins: the site, or a frame of another page, whose root element says so. One beginning for both, so that both
// share one shell. The site is a page of its own, so it may write its address and keep a copy of itself for when there is no network.
import { boot } from '../components/app/boot.tsx';
import { keepOffline } from '../components/app/offline.ts';

if (document.documentElement.dataset.page === 'frame') void import('./frame/main.ts');
else {
  void boot({ embedded: false });
  keepOffline();
}
