// Where the site begins. It is a page of its own, so it may write its address and keep a copy of itself for when there is no network.
import { boot } from './boot.tsx';
import { keepOffline } from './offline.ts';

void boot({ embedded: false });
keepOffline();
