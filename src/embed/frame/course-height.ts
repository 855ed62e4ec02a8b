// A course platform that knows nothing of Podarium may still know the message with which tools of LTI ask for a height (Canvas documents
// it). It is sent to the one host that the frame's address names, whenever the text needs another height; who does not know it loses nothing.
import type { Podarium } from '../../share/sdk.ts';

export function askForHeight(api: Pick<Podarium, 'on'>, parent: Pick<Window, 'postMessage'>, host: string): void {
  api.on('resize', ({ height }) => parent.postMessage({ subject: 'lti.frameResize', height }, { targetOrigin: host }));
}
