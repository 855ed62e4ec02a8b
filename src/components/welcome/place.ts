// Two places share one cluster: home, where the first minute and the lessons are, and the page with every panel. Going from one to the
// other changes the address, so that back works, and never the cluster.
import { setView, useView, type ViewState } from '../session/view-state.ts';

const pageMode = 'sandbox';

/** Home is where an address leads that asks for nothing in particular. */
export function placeOf(address: URL): ViewState['place'] {
  const asks = ['mode', 'lesson', 'nodes', 'replicas', 'masters', 'ui', 't', 'tools'];
  return asks.some((name) => address.searchParams.has(name)) || address.hash.length > 1 ? 'page' : 'home';
}

/** Reads the place from the address now, and again whenever the learner goes back or forward. */
export function followPlace(): void {
  const read = () => setView({ place: placeOf(new URL(location.href)) });
  read();
  window.addEventListener('popstate', read);
}

/** From home to the page with every panel, with whatever shall be open there. */
export function enterPage(change: Partial<ViewState> = {}): void {
  const { place } = useView.getState();
  // In a hall nobody goes anywhere: what can be opened there is opened.
  setView({ ...change, place: place === 'hall' ? place : 'page' });
  if (place !== 'home') return;
  const address = new URL(location.href);
  address.searchParams.set('mode', pageMode);
  history.pushState(null, '', address);
}
