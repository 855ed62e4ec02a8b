// A frame that shows a picture with a button has no cluster yet, and loads none. Its host is answered all the same: it is told at once who is
// there, whoever listens listens from now on, and the first thing that it asks of the cluster presses the button.
import { eventNames, type Podarium, protocolVersion, type Ready } from '../../share/sdk.ts';
import { verbs, withVerbs } from '../../share/verbs.ts';
import { callOn, type Served } from './serve.ts';

/** `page` comes when the button was pressed, by whomever. */
export function behindPicture(page: Promise<Served>, press: () => void): Served {
  const asked = withVerbs(async (verb, args) => {
    press();
    return callOn(await page, verb, args);
  });
  const on: Podarium['on'] = (name, listener, options) => {
    let over = false;
    let off = () => {};
    const begin = (there: Served) => {
      if (!over) off = there.on(name, listener, options);
    };
    // What went wrong with the page is told to whoever asks something of it.
    void page.then(begin, () => undefined);
    return () => {
      over = true;
      off();
    };
  };
  return { ...asked, ready: Promise.resolve(readyStill), problem: undefined, on };
}

const readyStill: Ready = {
  protocol: protocolVersion,
  engine: '',
  kubernetes: '',
  lesson: undefined,
  still: true,
  capabilities: [...Object.keys(verbs), ...eventNames.map((name) => `on ${name}`)],
};
